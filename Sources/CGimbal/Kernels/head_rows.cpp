#include "head_rows.hpp"

#include "clones.hpp"

namespace {

constexpr int prefetchDistance = 8;
constexpr int cacheLine = 64;
/// Sources that fit into a core's own cache need no prefetch.
constexpr int64_t cacheSize = 512 << 10;

template <class Value, class Index> using Job = gimbal::HeadProduct<Value, Index>;

/// The entries of one row, and the last entry that may be looked ahead to.
template <class Index> struct Entries {
    Index begin, end, last;
};

template <class Value, class Index>
GIMBAL_INLINE const Value *weightsOf(const Job<Value, Index> &job, Index e) {
    return job.weights + int64_t(job.permutation ? job.permutation[e] : e) * job.heads;
}

template <bool Far, class Value, class Index>
GIMBAL_INLINE void prefetch(const Job<Value, Index> &job, Index e, Index last, int64_t offset, int64_t count) {
    if (!Far) return;
    // Past the row's end on purpose: the next rows' sources are needed soon.
    const Index ahead = last - e > prefetchDistance ? e + Index(prefetchDistance) : last;
    const Value *next = job.x + int64_t(job.columns[ahead]) * job.heads * job.width + offset;
    for (int64_t f = 0; f < count; f += cacheLine / int64_t(sizeof(Value))) __builtin_prefetch(next + f);
}

/// Sums `Width` columns of `Heads` neighbouring heads in registers.
template <bool Far, int Heads, int Width, class Value, class Index>
GIMBAL_INLINE void sumHeads(
    const Job<Value, Index> &job, const Entries<Index> &row, int64_t head, int64_t column, Value *out) {
    Value sum[Heads][Width] = {};
    const int64_t stride = job.heads * job.width, first = head * job.width + column;
    for (Index e = row.begin; e < row.end; ++e) {
        const Value *source = job.x + int64_t(job.columns[e]) * stride + first;
        const Value *weights = weightsOf(job, e) + head;
        prefetch<Far>(job, e, row.last, first, Heads * Width);
        for (int h = 0; h < Heads; ++h)
            for (int f = 0; f < Width; ++f) sum[h][f] += weights[h] * source[h * job.width + f];
    }
    for (int h = 0; h < Heads; ++h)
        for (int f = 0; f < Width; ++f) out[first + h * job.width + f] = sum[h][f];
}

/// Heads of exactly `Width` columns, as many at a time as registers hold.
template <bool Far, int Width, class Value, class Index>
GIMBAL_INLINE void sumNarrowHeads(const Job<Value, Index> &job, const Entries<Index> &row, Value *out) {
    constexpr int together = 64 / Width;
    int64_t head = 0;
    for (; head + together <= job.heads; head += together) sumHeads<Far, together, Width>(job, row, head, 0, out);
    for (; head < job.heads; ++head) sumHeads<Far, 1, Width>(job, row, head, 0, out);
}

/// Heads of any width of at least `Width`; the last block overlaps the one before where the width is no multiple.
template <bool Far, int Width, class Value, class Index>
GIMBAL_INLINE void sumWideHeads(const Job<Value, Index> &job, const Entries<Index> &row, Value *out) {
    for (int64_t head = 0; head < job.heads; ++head) {
        int64_t column = 0;
        for (; column + 64 <= job.width; column += 64) sumHeads<Far, 1, 64>(job, row, head, column, out);
        for (; column + 16 <= job.width; column += 16) sumHeads<Far, 1, 16>(job, row, head, column, out);
        for (; column + Width <= job.width; column += Width) sumHeads<Far, 1, Width>(job, row, head, column, out);
        if (column < job.width) sumHeads<Far, 1, Width>(job, row, head, job.width - Width, out);
    }
}

/// One weight per column: heads of one column each.
template <bool Far, int Width, class Value, class Index>
GIMBAL_INLINE void sumColumns(const Job<Value, Index> &job, const Entries<Index> &row, int64_t first, Value *out) {
    Value sum[Width] = {};
    for (Index e = row.begin; e < row.end; ++e) {
        const Value *source = job.x + int64_t(job.columns[e]) * job.heads + first;
        const Value *weights = weightsOf(job, e) + first;
        prefetch<Far>(job, e, row.last, first, Width);
        for (int f = 0; f < Width; ++f) sum[f] += weights[f] * source[f];
    }
    for (int f = 0; f < Width; ++f) out[first + f] = sum[f];
}

template <bool Far, class Value, class Index>
GIMBAL_INLINE void sumEachColumn(const Job<Value, Index> &job, const Entries<Index> &row, Value *out) {
    int64_t column = 0;
    for (; column + 64 <= job.heads; column += 64) sumColumns<Far, 64>(job, row, column, out);
    for (; column + 8 <= job.heads; column += 8) sumColumns<Far, 8>(job, row, column, out);
    for (; column < job.heads; ++column) sumColumns<Far, 1>(job, row, column, out);
}

template <bool Far, class Value, class Index>
GIMBAL_INLINE void sumRow(const Job<Value, Index> &job, const Entries<Index> &row, Value *out) {
    switch (job.width) {
    case 0: return;
    case 1: return sumEachColumn<Far>(job, row, out);
    case 8: return sumNarrowHeads<Far, 8>(job, row, out);
    case 16: return sumNarrowHeads<Far, 16>(job, row, out);
    case 32: return sumNarrowHeads<Far, 32>(job, row, out);
    default: break;
    }
    if (job.width > 8) return sumWideHeads<Far, 8>(job, row, out);
    if (job.width >= 4) return sumWideHeads<Far, 4>(job, row, out);
    sumWideHeads<Far, 2>(job, row, out);
}

template <bool Far, class Value, class Index>
GIMBAL_INLINE void sumRows(const Job<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    const Index last = job.rowPointers[lastRow] - 1;
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Entries<Index> entries{job.rowPointers[row], job.rowPointers[row + 1], last};
        sumRow<Far>(job, entries, job.y + row * job.heads * job.width);
    }
}

template <class Value, class Index>
GIMBAL_INLINE void multiply(const Job<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    const bool far = job.sourceCount * job.heads * job.width * int64_t(sizeof(Value)) > cacheSize;
    far ? sumRows<true>(job, firstRow, lastRow) : sumRows<false>(job, firstRow, lastRow);
}

/// The inner product of two runs of columns, in a fixed number of partial sums.
template <int Lanes, class Value> GIMBAL_INLINE Value dot(const Value *a, const Value *b, int64_t width) {
    Value partial[Lanes] = {};
    int64_t f = 0;
    for (; f + Lanes <= width; f += Lanes)
        for (int lane = 0; lane < Lanes; ++lane) partial[lane] += a[f + lane] * b[f + lane];
    for (int lane = 0; f < width; ++f, ++lane) partial[lane] += a[f] * b[f];
    Value sum = 0;
    for (int lane = 0; lane < Lanes; ++lane) sum += partial[lane];
    return sum;
}

template <class Value, class Index>
GIMBAL_INLINE void inner(const gimbal::HeadInner<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    const int64_t stride = job.heads * job.width;
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Value *a = job.a + row * stride;
        for (Index e = job.rowPointers[row]; e < job.rowPointers[row + 1]; ++e) {
            const Value *b = job.b + int64_t(job.columns[e]) * stride;
            Value *out = job.s + int64_t(e) * job.heads;
            if (job.width == 1) {
                for (int64_t h = 0; h < job.heads; ++h) out[h] = a[h] * b[h];
            } else if (job.width < 16) {
                for (int64_t h = 0; h < job.heads; ++h) out[h] = dot<8>(a + h * job.width, b + h * job.width, job.width);
            } else {
                for (int64_t h = 0; h < job.heads; ++h) out[h] = dot<16>(a + h * job.width, b + h * job.width, job.width);
            }
        }
    }
}

}  // namespace

// A clone must be a plain function: overloads that differ in type only share one mangled resolver per overload.
#define GIMBAL_ROWS(Value, Index)                                                                              \
    GIMBAL_CLONES void gimbal::multiplyHeads(const HeadProduct<Value, Index> &job, int64_t begin, int64_t end) { \
        multiply(job, begin, end);                                                                             \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::innerHeads(const HeadInner<Value, Index> &job, int64_t begin, int64_t end) {     \
        inner(job, begin, end);                                                                                \
    }

GIMBAL_ROWS(float, int32_t)
GIMBAL_ROWS(float, int64_t)
GIMBAL_ROWS(double, int32_t)
GIMBAL_ROWS(double, int64_t)
