#include "sparse_rows.hpp"

#include "clones.hpp"

namespace {

constexpr int prefetchDistance = 8;
constexpr int cacheLine = 64;
/// Sources that fit into a core's own cache need no prefetch; it costs a quarter there and gains as much beyond.
constexpr int64_t cacheSize = 512 << 10;

template <class Value, class Index> using Job = gimbal::RowProduct<Value, Index>;

/// Sums blocks of columns of one row, in registers; where blocks overlap, both hold the same sums.
template <bool Far, int Width, int BlockCount, class Value, class Index>
GIMBAL_INLINE void sumBlocks(
    const Job<Value, Index> &job, Index begin, Index end, Index last, const int64_t (&first)[BlockCount], Value *out) {
    Value sum[BlockCount][Width] = {};
    for (Index e = begin; e < end; ++e) {
        const Value *source = job.x + int64_t(job.columns[e]) * job.width;
        const Value weight = job.weights ? job.weights[job.permutation ? job.permutation[e] : e] : Value(1);
        // Past the row's end on purpose: the next rows' sources are needed soon.
        const Index ahead = last - e > prefetchDistance ? e + Index(prefetchDistance) : last;
        const Value *next = Far ? job.x + int64_t(job.columns[ahead]) * job.width : nullptr;
        for (int block = 0; block < BlockCount; ++block) {
            for (int f = 0; Far && f < Width; f += cacheLine / int(sizeof(Value)))
                __builtin_prefetch(next + first[block] + f);
            for (int f = 0; f < Width; ++f) sum[block][f] += weight * source[first[block] + f];
        }
    }
    for (int block = 0; block < BlockCount; ++block)
        for (int f = 0; f < Width; ++f) out[first[block] + f] = sum[block][f];
}

/// Sums one row of at least `Width` columns; the last block overlaps the one before where the width is no multiple.
template <bool Far, int Width, class Value, class Index>
GIMBAL_INLINE void sumRow(const Job<Value, Index> &job, Index begin, Index end, Index last, Value *out) {
    int64_t column = 0;
    for (; column + 64 <= job.width; column += 64) sumBlocks<Far, 64>(job, begin, end, last, {column}, out);
    for (; column + 16 <= job.width; column += 16) sumBlocks<Far, 16>(job, begin, end, last, {column}, out);
    const int64_t rest = job.width - column;
    if (rest > Width) {
        sumBlocks<Far, Width>(job, begin, end, last, {column, job.width - Width}, out);
    } else if (rest > 0) {
        sumBlocks<Far, Width>(job, begin, end, last, {job.width - Width}, out);
    }
}

template <bool Far, int Width, class Value, class Index>
GIMBAL_INLINE void sumRows(const Job<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    const Index last = job.rowPointers[lastRow] - 1;
    for (int64_t row = firstRow; row < lastRow; ++row)
        sumRow<Far, Width>(job, job.rowPointers[row], job.rowPointers[row + 1], last, job.y + row * job.width);
}

template <bool Far, class Value, class Index>
GIMBAL_INLINE void multiplyByWidth(const Job<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    if (job.width >= 8) return sumRows<Far, 8>(job, firstRow, lastRow);
    if (job.width >= 4) return sumRows<Far, 4>(job, firstRow, lastRow);
    if (job.width >= 2) return sumRows<Far, 2>(job, firstRow, lastRow);
    if (job.width == 1) sumRows<Far, 1>(job, firstRow, lastRow);
}

template <class Value, class Index>
GIMBAL_INLINE void multiply(const Job<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    const bool far = job.sourceCount * job.width * int64_t(sizeof(Value)) > cacheSize;
    far ? multiplyByWidth<true>(job, firstRow, lastRow) : multiplyByWidth<false>(job, firstRow, lastRow);
}

template <class Value, class Index>
GIMBAL_INLINE void inner(const gimbal::EntryProduct<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    constexpr int lanes = 16;
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Value *a = job.a + row * job.width;
        for (Index e = job.rowPointers[row]; e < job.rowPointers[row + 1]; ++e) {
            const Value *b = job.b + int64_t(job.columns[e]) * job.width;
            Value partial[lanes] = {};
            int64_t f = 0;
            for (; f + lanes <= job.width; f += lanes)
                for (int lane = 0; lane < lanes; ++lane) partial[lane] += a[f + lane] * b[f + lane];
            for (int lane = 0; f < job.width; ++f, ++lane) partial[lane] += a[f] * b[f];
            Value sum = 0;
            for (int lane = 0; lane < lanes; ++lane) sum += partial[lane];
            job.s[e] = sum;
        }
    }
}

}  // namespace

// A clone must be a plain function: overloads that differ in type only share one mangled resolver per overload.
#define GIMBAL_ROWS(Value, Index)                                                                              \
    GIMBAL_CLONES void gimbal::multiplyRows(const RowProduct<Value, Index> &job, int64_t begin, int64_t end) {  \
        multiply(job, begin, end);                                                                             \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::multiplyEntries(                                                                \
        const EntryProduct<Value, Index> &job, int64_t begin, int64_t end) {                                   \
        inner(job, begin, end);                                                                                \
    }

GIMBAL_ROWS(float, int32_t)
GIMBAL_ROWS(float, int64_t)
GIMBAL_ROWS(double, int32_t)
GIMBAL_ROWS(double, int64_t)
