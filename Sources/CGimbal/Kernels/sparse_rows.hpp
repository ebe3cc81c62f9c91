// The loops over compressed rows, compiled once per instruction set.
#pragma once

#include <cstdint>

namespace gimbal {

/// y = A x for the rows of A: everything that one thread needs, borrowed.
template <class Value, class Index> struct RowProduct {
    const Index *rowPointers;
    const Index *columns;
    const Index *permutation;  // position of entry e in `weights`; null for e itself
    const Value *weights;      // null for ones
    const Value *x;
    Value *y;
    int64_t width;
    int64_t sourceCount;  // rows of x
};

/// s[e] = a[row(e)] . b[column(e)].
template <class Value, class Index> struct EntryProduct {
    const Index *rowPointers;
    const Index *columns;
    const Value *a;
    const Value *b;
    Value *s;
    int64_t width;
};

void multiplyRows(const RowProduct<float, int32_t> &job, int64_t begin, int64_t end);
void multiplyRows(const RowProduct<float, int64_t> &job, int64_t begin, int64_t end);
void multiplyRows(const RowProduct<double, int32_t> &job, int64_t begin, int64_t end);
void multiplyRows(const RowProduct<double, int64_t> &job, int64_t begin, int64_t end);
void multiplyEntries(const EntryProduct<float, int32_t> &job, int64_t begin, int64_t end);
void multiplyEntries(const EntryProduct<float, int64_t> &job, int64_t begin, int64_t end);
void multiplyEntries(const EntryProduct<double, int32_t> &job, int64_t begin, int64_t end);
void multiplyEntries(const EntryProduct<double, int64_t> &job, int64_t begin, int64_t end);

}  // namespace gimbal
