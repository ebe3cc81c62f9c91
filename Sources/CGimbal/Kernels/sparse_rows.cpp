#include "sparse_rows.hpp"

#if defined(__x86_64__) && defined(__linux__)
#define GIMBAL_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GIMBAL_CLONES
#endif
// Inlined into every clone, so that each is compiled for its own instruction set.
#define GIMBAL_INLINE __attribute__((always_inline)) inline

namespace {

constexpr int64_t prefetchDistance = 8;

template <class Value, class Index> using Job = gimbal::RowProduct<Value, Index>;

/// Sums columns [first, first + Width) of one row, in registers.
template <int Width, class Value, class Index>
GIMBAL_INLINE void sumBlock(const Job<Value, Index> &job, Index begin, Index end, int64_t first, Value *out) {
    Value sum[Width] = {};
    for (Index e = begin; e < end; ++e) {
        if (e + prefetchDistance < end)
            __builtin_prefetch(job.x + int64_t(job.columns[e + prefetchDistance]) * job.width + first);
        const Value *source = job.x + int64_t(job.columns[e]) * job.width + first;
        const Value weight = job.weights ? job.weights[job.permutation ? job.permutation[e] : e] : Value(1);
        for (int f = 0; f < Width; ++f) sum[f] += weight * source[f];
    }
    for (int f = 0; f < Width; ++f) out[first + f] = sum[f];
}

template <class Value, class Index>
GIMBAL_INLINE void sumTail(const Job<Value, Index> &job, Index begin, Index end, int64_t first, Value *out) {
    switch (job.width - first) {
    case 1: return sumBlock<1>(job, begin, end, first, out);
    case 2: return sumBlock<2>(job, begin, end, first, out);
    case 3: return sumBlock<3>(job, begin, end, first, out);
    case 4: return sumBlock<4>(job, begin, end, first, out);
    case 5: return sumBlock<5>(job, begin, end, first, out);
    case 6: return sumBlock<6>(job, begin, end, first, out);
    case 7: return sumBlock<7>(job, begin, end, first, out);
    default: return;
    }
}

template <class Value, class Index>
GIMBAL_INLINE void multiply(const Job<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Index begin = job.rowPointers[row], end = job.rowPointers[row + 1];
        Value *out = job.y + row * job.width;
        int64_t column = 0;
        for (; column + 64 <= job.width; column += 64) sumBlock<64>(job, begin, end, column, out);
        for (; column + 16 <= job.width; column += 16) sumBlock<16>(job, begin, end, column, out);
        for (; column + 8 <= job.width; column += 8) sumBlock<8>(job, begin, end, column, out);
        sumTail(job, begin, end, column, out);
    }
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
