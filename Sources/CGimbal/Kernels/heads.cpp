// Products with several weights per entry, as attention has them, and their derivatives: a closed algebra.
#include "head_rows.hpp"
#include "sparse_matrix.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace gimbal;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

at::Tensor product(const Matrix &m, const at::Tensor &weights, const at::Tensor &x, bool transposed) {
    auto source = x.contiguous(), values = weights.contiguous();
    auto y = at::empty({m.rows(transposed), x.size(1), x.size(2)}, x.options());
    dispatch(source, m.columns, [&](auto value, auto index) {
        using Value = decltype(value);
        using Index = decltype(index);
        HeadProduct<Value, Index> job{
            m.pointers(transposed).const_data_ptr<Index>(),
            m.sources(transposed).const_data_ptr<Index>(),
            transposed ? m.permutation.const_data_ptr<Index>() : nullptr,
            values.const_data_ptr<Value>(),
            source.const_data_ptr<Value>(),
            y.mutable_data_ptr<Value>(),
            x.size(1),
            x.size(2),
            x.size(0)};
        overRows(job.rowPointers, y.size(0), job.heads * job.width, [&](int64_t begin, int64_t end) {
            multiplyHeads(job, begin, end);
        });
    });
    return y;
}

at::Tensor products(const Matrix &m, const at::Tensor &left, const at::Tensor &right) {
    auto a = left.contiguous(), b = right.contiguous();
    auto s = at::empty({m.entryCount(), a.size(1)}, a.options());
    dispatch(a, m.columns, [&](auto value, auto index) {
        using Value = decltype(value);
        using Index = decltype(index);
        HeadInner<Value, Index> job{
            m.rowPointers.const_data_ptr<Index>(), m.columns.const_data_ptr<Index>(), a.const_data_ptr<Value>(),
            b.const_data_ptr<Value>(), s.mutable_data_ptr<Value>(), a.size(1), a.size(2)};
        overRows(job.rowPointers, m.rowCount, job.heads * job.width, [&](int64_t begin, int64_t end) {
            innerHeads(job, begin, end);
        });
    });
    return s;
}

at::Tensor matmul(const MatrixRef &m, const at::Tensor &weights, const at::Tensor &x, bool transposed);
at::Tensor inner(const MatrixRef &m, const at::Tensor &a, const at::Tensor &b);

MatrixRef saved(AutogradContext *context) {
    return c10::static_intrusive_pointer_cast<Matrix>(context->saved_data["matrix"].toCapsule());
}

struct HeadMatmul : torch::autograd::Function<HeadMatmul> {
    static at::Tensor forward(
        AutogradContext *context, const MatrixRef &m, bool transposed, const at::Tensor &weights, const at::Tensor &x) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->saved_data["transposed"] = transposed;
        // Each is needed for the other's gradient alone.
        context->save_for_backward(
            {x.requires_grad() ? weights : at::Tensor(), weights.requires_grad() ? x : at::Tensor()});
        return product(*m, weights, x, transposed);
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto m = saved(context);
        const bool transposed = context->saved_data["transposed"].toBool();
        auto kept = context->get_saved_variables();
        const auto &g = cotangents[0];
        at::Tensor toWeights, toX;
        if (kept[1].defined() && context->needs_input_grad(0))
            toWeights = transposed ? inner(m, kept[1], g) : inner(m, g, kept[1]);
        if (kept[0].defined() && context->needs_input_grad(1)) toX = matmul(m, kept[0], g, !transposed);
        return {at::Tensor(), at::Tensor(), toWeights, toX};
    }
};

struct HeadInnerProduct : torch::autograd::Function<HeadInnerProduct> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, const at::Tensor &a, const at::Tensor &b) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->save_for_backward({a, b});
        return products(*m, a, b);
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto m = saved(context);
        auto kept = context->get_saved_variables();
        at::Tensor toA, toB;
        if (context->needs_input_grad(0)) toA = matmul(m, cotangents[0], kept[1], false);
        if (context->needs_input_grad(1)) toB = matmul(m, cotangents[0], kept[0], true);
        return {at::Tensor(), toA, toB};
    }
};

at::Tensor matmul(const MatrixRef &m, const at::Tensor &weights, const at::Tensor &x, bool transposed) {
    return HeadMatmul::apply(m, transposed, weights, x);
}

at::Tensor inner(const MatrixRef &m, const at::Tensor &a, const at::Tensor &b) {
    return HeadInnerProduct::apply(m, a, b);
}

void check(const Matrix &m, const at::Tensor &x, int64_t expectedRows, const char *name) {
    TORCH_CHECK_INDEX(x.dim() == 3, name, " must be [rows, heads, features], found ", x.sizes());
    TORCH_CHECK_INDEX(
        x.size(0) == expectedRows, name, " has ", x.size(0), " rows, expected ", expectedRows, " for a sparse matrix of [",
        m.rowCount, ", ", m.columnCount, "]");
    TORCH_CHECK_TYPE(fused(x), name, " is ", x.scalar_type(), " on ", x.device(), ": this kernel takes float32 and float64");
}

}  // namespace

GTensor g_sparse_head_matmul(const GSparse *source, GTensor weights, GTensor x, bool transposed, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto dense = copied(x), values = copied(weights);
        check(*m, dense, m->rows(!transposed), "x");
        TORCH_CHECK_INDEX(
            values.dim() == 2 && values.size(0) == m->entryCount() && values.size(1) == dense.size(1), "weights are ",
            values.sizes(), ", expected [", m->entryCount(), ", ", dense.size(1), "]");
        TORCH_CHECK_TYPE(
            values.scalar_type() == dense.scalar_type(), "weights are ", values.scalar_type(), ", x is ",
            dense.scalar_type(), ": convert one");
        return owned(matmul(m, values, dense, transposed));
    });
}

GTensor g_sparse_head_inner(const GSparse *source, GTensor left, GTensor right, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto a = copied(left), b = copied(right);
        check(*m, a, m->rowCount, "a");
        check(*m, b, m->columnCount, "b");
        TORCH_CHECK_INDEX(
            a.size(1) == b.size(1) && a.size(2) == b.size(2), "a and b are ", a.sizes(), " and ", b.sizes());
        TORCH_CHECK_TYPE(a.scalar_type() == b.scalar_type(), "a is ", a.scalar_type(), ", b is ", b.scalar_type());
        return owned(inner(m, a, b));
    });
}
