// The loops of products with several weights per entry, compiled once per instruction set.
#pragma once

#include <cstdint>

namespace gimbal {

/// y[i, h, :] = sum over the entries e of row i of weights[e, h] * x[column(e), h, :]: what one thread needs, borrowed.
template <class Value, class Index> struct HeadProduct {
    const Index *rowPointers;
    const Index *columns;
    const Index *permutation;  // position of entry e in `weights`; null for e itself
    const Value *weights;      // [entries, heads]
    const Value *x;
    Value *y;
    int64_t heads;
    int64_t width;        // columns of a head
    int64_t sourceCount;  // rows of x
};

/// s[e, h] = a[row(e), h, :] . b[column(e), h, :].
template <class Value, class Index> struct HeadInner {
    const Index *rowPointers;
    const Index *columns;
    const Value *a;
    const Value *b;
    Value *s;
    int64_t heads;
    int64_t width;
};

#define GIMBAL_DECLARE(Value, Index)                                                     \
    void multiplyHeads(const HeadProduct<Value, Index> &job, int64_t begin, int64_t end); \
    void innerHeads(const HeadInner<Value, Index> &job, int64_t begin, int64_t end);
GIMBAL_DECLARE(float, int32_t)
GIMBAL_DECLARE(float, int64_t)
GIMBAL_DECLARE(double, int32_t)
GIMBAL_DECLARE(double, int64_t)
#undef GIMBAL_DECLARE

}  // namespace gimbal
