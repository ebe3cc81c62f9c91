// The loops over entries that reduce, spread and compare, compiled once per instruction set.
#pragma once

#include <cstdint>

namespace gimbal {

/// Values per entry `[entries, width]` and values per row `[rows, width]`: what one thread needs, borrowed.
template <class Value, class Index> struct EntryRows {
    const Index *rowPointers;
    const Index *columns;
    const Index *permutation;  // position of entry k in the values per entry; null for k itself
    const Value *in;
    Value *out;
    int64_t width;
};

/// The largest value of each row and column of x, and the entry it comes from.
template <class Value, class Index> struct RowMaxima {
    const Index *rowPointers;
    const Index *columns;
    const Value *x;
    Index *origin;  // [rows, width]; -1 for a row without entries
    int64_t width;
};

/// Values that travel along the entries that won a comparison.
template <class Value, class Index> struct Winners {
    const Index *rowPointers;  // of the transposed form when values return to their sources
    const Index *columns;
    const Index *permutation;
    const Index *origin;  // [rows, width]
    const Value *in;
    Value *out;
    int64_t width;
};

#define GIMBAL_DECLARE(Value, Index)                                                                        \
    /** out[row] = sum of in over the row's entries, in their order. */                                     \
    void sumEntries(const EntryRows<Value, Index> &job, int64_t begin, int64_t end);                        \
    /** out[e] = in[row(e)]. */                                                                             \
    void spreadRows(const EntryRows<Value, Index> &job, int64_t begin, int64_t end);                        \
    /** out[e] = in[column(e)]. */                                                                          \
    void spreadColumns(const EntryRows<Value, Index> &job, int64_t begin, int64_t end);                     \
    /** out[e] = in[e] - the largest of the row. */                                                         \
    void subtractMaxima(const EntryRows<Value, Index> &job, int64_t begin, int64_t end);                    \
    /** out[e] /= the sum of the row, in place. */                                                          \
    void divideBySums(const EntryRows<Value, Index> &job, int64_t begin, int64_t end);                      \
    /** out[e] = exp(in[e]) / the sum of exp over the row, one for each column. */                          \
    void softmaxRows(const EntryRows<Value, Index> &job, int64_t begin, int64_t end);                       \
    void findMaxima(const RowMaxima<Value, Index> &job, int64_t begin, int64_t end);                        \
    /** out[row, f] = in[column(origin[row, f]), f], 0 without entries. */                                  \
    void takeWinners(const Winners<Value, Index> &job, int64_t begin, int64_t end);                         \
    /** out[column, f] = sum of in[row(e), f] over the column's entries e with origin[row(e), f] == e. */   \
    void returnWinners(const Winners<Value, Index> &job, int64_t begin, int64_t end);
GIMBAL_DECLARE(float, int32_t)
GIMBAL_DECLARE(float, int64_t)
GIMBAL_DECLARE(double, int32_t)
GIMBAL_DECLARE(double, int64_t)
#undef GIMBAL_DECLARE

}  // namespace gimbal
