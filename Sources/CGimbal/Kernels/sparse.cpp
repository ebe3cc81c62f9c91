// Sparse times dense and its derivatives: a closed algebra, so every order of gradient stays fused.
#include "sparse_matrix.hpp"
#include "sparse_rows.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace gimbal;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Other devices and dtypes: the same sums by gathering and scattering messages.
at::Tensor composed(const Matrix &m, const at::Tensor &weights, const at::Tensor &x, bool transposed) {
    auto rows = at::repeat_interleave(m.rowPointers.diff().to(at::kLong));
    auto columns = m.columns.to(at::kLong);
    auto messages = x.index_select(0, transposed ? rows : columns);
    if (weights.defined()) messages = messages * weights.unsqueeze(1);
    auto y = at::zeros({transposed ? m.columnCount : m.rowCount, x.size(1)}, x.options());
    return y.index_add(0, transposed ? columns : rows, messages);
}

template <class Value, class Index>
void multiply(const Matrix &m, const at::Tensor &weights, const at::Tensor &x, bool transposed, at::Tensor &y) {
    const auto &pointers = transposed ? m.transposedRowPointers : m.rowPointers;
    const auto &columns = transposed ? m.transposedColumns : m.columns;
    RowProduct<Value, Index> job{
        pointers.const_data_ptr<Index>(),
        columns.const_data_ptr<Index>(),
        transposed ? m.permutation.const_data_ptr<Index>() : nullptr,
        weights.defined() ? weights.const_data_ptr<Value>() : nullptr,
        x.const_data_ptr<Value>(),
        y.mutable_data_ptr<Value>(),
        x.size(1),
        x.size(0)};
    overRows(job.rowPointers, y.size(0), job.width, [&](int64_t begin, int64_t end) { multiplyRows(job, begin, end); });
}

at::Tensor product(const Matrix &m, const at::Tensor &weights, const at::Tensor &x, bool transposed) {
    auto y = at::empty({transposed ? m.columnCount : m.rowCount, x.size(1)}, x.options());
    auto source = x.contiguous();
    auto values = weights.defined() ? weights.contiguous() : weights;
    dispatch(source, m.columns, [&](auto value, auto index) {
        multiply<decltype(value), decltype(index)>(m, values, source, transposed, y);
    });
    return y;
}

at::Tensor entries(const Matrix &m, const at::Tensor &left, const at::Tensor &right) {
    auto a = left.contiguous(), b = right.contiguous();
    auto s = at::empty({m.entryCount()}, a.options());
    dispatch(a, m.columns, [&](auto value, auto index) {
        using Value = decltype(value);
        using Index = decltype(index);
        EntryProduct<Value, Index> job{
            m.rowPointers.const_data_ptr<Index>(), m.columns.const_data_ptr<Index>(), a.const_data_ptr<Value>(),
            b.const_data_ptr<Value>(), s.mutable_data_ptr<Value>(), a.size(1)};
        overRows(job.rowPointers, m.rowCount, job.width, [&](int64_t begin, int64_t end) {
            multiplyEntries(job, begin, end);
        });
    });
    return s;
}

at::Tensor matmul(const MatrixRef &m, const at::Tensor &weights, const at::Tensor &x, bool transposed);
at::Tensor inner(const MatrixRef &m, const at::Tensor &a, const at::Tensor &b);

struct SparseMatmul : torch::autograd::Function<SparseMatmul> {
    static at::Tensor forward(
        AutogradContext *context, const MatrixRef &m, bool transposed, const std::optional<at::Tensor> &given,
        const at::Tensor &x) {
        const auto weights = given.value_or(at::Tensor());
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->saved_data["transposed"] = transposed;
        // x is needed for the weights' gradient alone.
        context->save_for_backward({weights, weights.requires_grad() ? x : at::Tensor()});
        return product(*m, weights, x, transposed);
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto m = c10::static_intrusive_pointer_cast<Matrix>(context->saved_data["matrix"].toCapsule());
        const bool transposed = context->saved_data["transposed"].toBool();
        auto saved = context->get_saved_variables();
        const auto &g = cotangents[0];
        at::Tensor toWeights, toX;
        if (saved[1].defined() && context->needs_input_grad(0))
            toWeights = transposed ? inner(m, saved[1], g) : inner(m, g, saved[1]);
        if (context->needs_input_grad(saved[0].defined() ? 1 : 0)) toX = matmul(m, saved[0], g, !transposed);
        return {at::Tensor(), at::Tensor(), toWeights, toX};
    }
};

struct SparseInner : torch::autograd::Function<SparseInner> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, const at::Tensor &a, const at::Tensor &b) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->save_for_backward({a, b});
        return entries(*m, a, b);
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto m = c10::static_intrusive_pointer_cast<Matrix>(context->saved_data["matrix"].toCapsule());
        auto saved = context->get_saved_variables();
        at::Tensor toA, toB;
        if (context->needs_input_grad(0)) toA = matmul(m, cotangents[0], saved[1], false);
        if (context->needs_input_grad(1)) toB = matmul(m, cotangents[0], saved[0], true);
        return {at::Tensor(), toA, toB};
    }
};

at::Tensor matmul(const MatrixRef &m, const at::Tensor &weights, const at::Tensor &x, bool transposed) {
    if (!fused(x)) return composed(*m, weights, x, transposed);
    // An undefined tensor is no input to libtorch; an empty optional is.
    return SparseMatmul::apply(m, transposed, weights.defined() ? std::make_optional(weights) : std::nullopt, x);
}

at::Tensor inner(const MatrixRef &m, const at::Tensor &a, const at::Tensor &b) {
    if (fused(a)) return SparseInner::apply(m, a, b);
    auto rows = at::repeat_interleave(m->rowPointers.diff().to(at::kLong));
    return (a.index_select(0, rows) * b.index_select(0, m->columns.to(at::kLong))).sum(1);
}

void check(const Matrix &m, const at::Tensor &x, int64_t expectedRows, const char *name) {
    TORCH_CHECK_INDEX(x.dim() == 2, name, " must be [rows, features], found ", x.sizes());
    TORCH_CHECK_INDEX(
        x.size(0) == expectedRows, name, " has ", x.size(0), " rows, expected ", expectedRows, " for a sparse matrix of [",
        m.rowCount, ", ", m.columnCount, "]");
}

}  // namespace

GTensor g_sparse_matmul(const GSparse *source, GTensor weights, GTensor x, bool transposed, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto dense = copied(x), values = copied(weights);
        check(*m, dense, transposed ? m->rowCount : m->columnCount, "x");
        if (values.defined()) {
            TORCH_CHECK_INDEX(
                values.dim() == 1 && values.numel() == m->entryCount(), "weights are ", values.sizes(), ", expected [",
                m->entryCount(), "]");
            TORCH_CHECK_TYPE(
                values.scalar_type() == dense.scalar_type(), "weights are ", values.scalar_type(), ", x is ",
                dense.scalar_type(), ": convert one");
        }
        return owned(matmul(m, values, dense, transposed));
    });
}

GTensor g_sparse_inner(const GSparse *source, GTensor left, GTensor right, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto a = copied(left), b = copied(right);
        check(*m, a, m->rowCount, "a");
        check(*m, b, m->columnCount, "b");
        TORCH_CHECK_INDEX(a.size(1) == b.size(1), "a and b have ", a.size(1), " and ", b.size(1), " features");
        TORCH_CHECK_TYPE(a.scalar_type() == b.scalar_type(), "a is ", a.scalar_type(), ", b is ", b.scalar_type());
        return owned(inner(m, a, b));
    });
}
