// Fused kernels that libtorch has no equal of. Each is differentiable to every order.
#ifndef GIMBAL_KERNELS_H
#define GIMBAL_KERNELS_H

#include "gimbal.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A sparse matrix in compressed rows, with its transpose. `permutation[k]` is the position in the rows form of entry
/// `k` of the transposed form. All are 1-D CPU tensors; indices int32 or int64, all of one dtype.
typedef struct {
    GTensor rowPointers;
    GTensor columns;
    GTensor transposedRowPointers;
    GTensor transposedColumns;
    GTensor permutation;
    int64_t rowCount;
    int64_t columnCount;
} GSparse;

/// y[i, :] = sum over the entries e of row i of weights[e] * x[columns[e], :], without a message per entry.
///
/// x `[columnCount, F]` float32 or float64; weights `[entryCount]` or NULL for ones; y `[rowCount, F]`. Differentiable in x and weights.
/// The order of summation is fixed, so the result does not depend on the number of threads.
GTensor _Nullable g_sparse_matmul(
    const GSparse *matrix, GTensor _Nullable weights, GTensor x, bool transposed, GError *error);

/// s[e] = a[row(e), :] . b[column(e), :] for every entry e, in the order of the rows form. Differentiable in a and b.
GTensor _Nullable g_sparse_inner(const GSparse *matrix, GTensor a, GTensor b, GError *error);

/// y[i, h, :] = sum over the entries e of row i of weights[e, h] * x[columns[e], h, :], without a message per entry.
///
/// x `[columnCount, H, F]`, weights `[entryCount, H]`, both float32 or float64; y `[rowCount, H, F]`; transposed: x of
/// the rows, y of the columns. Differentiable in x and weights.
GTensor _Nullable g_sparse_head_matmul(
    const GSparse *matrix, GTensor weights, GTensor x, bool transposed, GError *error);

/// s[e, h] = a[row(e), h, :] . b[column(e), h, :]; a `[rowCount, H, F]`, b `[columnCount, H, F]`. Differentiable in both.
GTensor _Nullable g_sparse_head_inner(const GSparse *matrix, GTensor a, GTensor b, GError *error);

/// y[e, :] = x[row(e), :] or x[column(e), :]; x float32 or float64. Differentiable.
GTensor _Nullable g_sparse_gather(const GSparse *matrix, GTensor x, bool fromColumns, GError *error);

/// y[row, :] or y[column, :] = the sum of values `[entryCount, F]` over its entries, in a fixed order. Differentiable.
GTensor _Nullable g_sparse_sum(const GSparse *matrix, GTensor values, bool byColumn, GError *error);

/// exp(scores[e, h]) / the sum of exp over the entries of e's row; scores `[entryCount, H]`. Differentiable.
GTensor _Nullable g_sparse_softmax(const GSparse *matrix, GTensor scores, GError *error);

/// y[i, f] = the largest x[columns[e], f] over the entries e of row i, 0 without entries; the first of equal ones gets
/// the gradient. Differentiable where the largest is unique.
GTensor _Nullable g_sparse_max(const GSparse *matrix, GTensor x, GError *error);

/// y[i] = x[i] / (1 - probability) where word i of the random stream `key` says so, else 0; no mask is stored.
///
/// x floating-point, of any shape; probability in 0..<1. The words are Philox 4x32-10's (Salmon et al. 2011), so the
/// result depends neither on the number of threads nor on the device. Differentiable in x.
GTensor _Nullable g_dropout(GTensor x, double probability, uint64_t key, GError *error);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
