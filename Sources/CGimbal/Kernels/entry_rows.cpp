#include "entry_rows.hpp"

#include "clones.hpp"

#include <algorithm>

namespace {

template <class Value, class Index> using Rows = gimbal::EntryRows<Value, Index>;

template <class Value, class Index>
GIMBAL_INLINE void sums(const Rows<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        Value *out = job.out + row * job.width;
        std::fill(out, out + job.width, Value(0));
        for (Index k = job.rowPointers[row]; k < job.rowPointers[row + 1]; ++k) {
            const Value *in = job.in + int64_t(job.permutation ? job.permutation[k] : k) * job.width;
            for (int64_t f = 0; f < job.width; ++f) out[f] += in[f];
        }
    }
}

template <bool FromColumns, class Value, class Index>
GIMBAL_INLINE void spread(const Rows<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        for (Index e = job.rowPointers[row]; e < job.rowPointers[row + 1]; ++e) {
            const Value *in = job.in + int64_t(FromColumns ? int64_t(job.columns[e]) : row) * job.width;
            Value *out = job.out + int64_t(e) * job.width;
            for (int64_t f = 0; f < job.width; ++f) out[f] = in[f];
        }
    }
}

template <class Value, class Index>
GIMBAL_INLINE void relative(const Rows<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Index begin = job.rowPointers[row], end = job.rowPointers[row + 1];
        for (int64_t f = 0; f < job.width; ++f) {
            Value largest = begin < end ? job.in[int64_t(begin) * job.width + f] : Value(0);
            for (Index e = begin; e < end; ++e) {
                const Value value = job.in[int64_t(e) * job.width + f];
                largest = value > largest ? value : largest;
            }
            for (Index e = begin; e < end; ++e)
                job.out[int64_t(e) * job.width + f] = job.in[int64_t(e) * job.width + f] - largest;
        }
    }
}

template <class Value, class Index>
GIMBAL_INLINE void normalize(const Rows<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Index begin = job.rowPointers[row], end = job.rowPointers[row + 1];
        for (int64_t f = 0; f < job.width; ++f) {
            Value sum = 0;
            for (Index e = begin; e < end; ++e) sum += job.out[int64_t(e) * job.width + f];
            for (Index e = begin; e < end; ++e) job.out[int64_t(e) * job.width + f] /= sum;
        }
    }
}

/// Columns are compared in blocks that stay in registers; a later entry wins only if it is larger, or not a number.
template <int Block, class Value, class Index>
GIMBAL_INLINE void maximaOfBlock(const gimbal::RowMaxima<Value, Index> &job, int64_t row, int64_t first) {
    const Index begin = job.rowPointers[row], end = job.rowPointers[row + 1];
    Value largest[Block];
    Index origin[Block];
    for (int f = 0; f < Block; ++f) origin[f] = begin < end ? begin : Index(-1);
    if (begin < end) {
        const Value *x = job.x + int64_t(job.columns[begin]) * job.width + first;
        for (int f = 0; f < Block; ++f) largest[f] = x[f];
    }
    for (Index e = begin + 1; e < end; ++e) {
        const Value *x = job.x + int64_t(job.columns[e]) * job.width + first;
        for (int f = 0; f < Block; ++f) {
            // A value that is not a number wins and stays, as in reductions of dense tensors.
            const bool wins = largest[f] == largest[f] && !(x[f] <= largest[f]);
            largest[f] = wins ? x[f] : largest[f];
            origin[f] = wins ? e : origin[f];
        }
    }
    for (int f = 0; f < Block; ++f) job.origin[row * job.width + first + f] = origin[f];
}

template <class Value, class Index>
GIMBAL_INLINE void maxima(const gimbal::RowMaxima<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        int64_t column = 0;
        for (; column + 32 <= job.width; column += 32) maximaOfBlock<32>(job, row, column);
        for (; column + 8 <= job.width; column += 8) maximaOfBlock<8>(job, row, column);
        for (; column < job.width; ++column) maximaOfBlock<1>(job, row, column);
    }
}

template <class Value, class Index>
GIMBAL_INLINE void take(const gimbal::Winners<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t place = firstRow * job.width; place < lastRow * job.width; ++place) {
        const Index origin = job.origin[place];
        job.out[place] = origin < 0 ? Value(0) : job.in[int64_t(job.columns[origin]) * job.width + place % job.width];
    }
}

template <class Value, class Index>
GIMBAL_INLINE void giveBack(const gimbal::Winners<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        Value *out = job.out + row * job.width;
        std::fill(out, out + job.width, Value(0));
        for (Index k = job.rowPointers[row]; k < job.rowPointers[row + 1]; ++k) {
            const Index entry = job.permutation[k];
            const int64_t target = int64_t(job.columns[k]) * job.width;
            for (int64_t f = 0; f < job.width; ++f)
                out[f] += job.origin[target + f] == entry ? job.in[target + f] : Value(0);
        }
    }
}

}  // namespace

// A clone must be a plain function: overloads that differ in type only share one mangled resolver per overload.
#define GIMBAL_ROWS(Value, Index)                                                                              \
    GIMBAL_CLONES void gimbal::sumEntries(const EntryRows<Value, Index> &job, int64_t begin, int64_t end) {     \
        sums(job, begin, end);                                                                                 \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::spreadRows(const EntryRows<Value, Index> &job, int64_t begin, int64_t end) {     \
        spread<false>(job, begin, end);                                                                        \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::spreadColumns(const EntryRows<Value, Index> &job, int64_t begin, int64_t end) {  \
        spread<true>(job, begin, end);                                                                         \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::subtractMaxima(const EntryRows<Value, Index> &job, int64_t begin, int64_t end) { \
        relative(job, begin, end);                                                                             \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::divideBySums(const EntryRows<Value, Index> &job, int64_t begin, int64_t end) {   \
        normalize(job, begin, end);                                                                            \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::findMaxima(const RowMaxima<Value, Index> &job, int64_t begin, int64_t end) {     \
        maxima(job, begin, end);                                                                               \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::takeWinners(const Winners<Value, Index> &job, int64_t begin, int64_t end) {      \
        take(job, begin, end);                                                                                 \
    }                                                                                                          \
    GIMBAL_CLONES void gimbal::returnWinners(const Winners<Value, Index> &job, int64_t begin, int64_t end) {    \
        giveBack(job, begin, end);                                                                             \
    }

GIMBAL_ROWS(float, int32_t)
GIMBAL_ROWS(float, int64_t)
GIMBAL_ROWS(double, int32_t)
GIMBAL_ROWS(double, int64_t)
