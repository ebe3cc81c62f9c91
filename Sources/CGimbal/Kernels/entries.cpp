// Values per entry: gathered from rows or columns, summed back, normalised; and maxima. Each pair of maps is the other's
// derivative, so every order of gradient stays fused.
#include "entry_rows.hpp"
#include "sparse_matrix.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace gimbal;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Calls `loop` on shares of rows; values per entry lie in the order of the rows form.
template <class Loop>
void overEntries(const Matrix &m, bool transposed, const at::Tensor &in, at::Tensor &out, const Loop &loop) {
    dispatch(in, m.columns, [&](auto value, auto index) {
        using Value = decltype(value);
        using Index = decltype(index);
        EntryRows<Value, Index> job{
            m.pointers(transposed).const_data_ptr<Index>(),
            m.sources(transposed).const_data_ptr<Index>(),
            transposed ? m.permutation.const_data_ptr<Index>() : nullptr,
            in.const_data_ptr<Value>(),
            out.mutable_data_ptr<Value>(),
            in.size(1)};
        overRows(job.rowPointers, m.rows(transposed), job.width, [&](int64_t begin, int64_t end) {
            loop(job, begin, end);
        });
    });
}

at::Tensor summed(const Matrix &m, const at::Tensor &values, bool byColumn) {
    auto in = values.contiguous();
    auto out = at::empty({m.rows(byColumn), in.size(1)}, in.options());
    overEntries(m, byColumn, in, out, [](const auto &job, int64_t begin, int64_t end) { sumEntries(job, begin, end); });
    return out;
}

at::Tensor gathered(const Matrix &m, const at::Tensor &x, bool fromColumns) {
    auto in = x.contiguous();
    auto out = at::empty({m.entryCount(), in.size(1)}, in.options());
    overEntries(m, false, in, out, [&](const auto &job, int64_t begin, int64_t end) {
        fromColumns ? spreadColumns(job, begin, end) : spreadRows(job, begin, end);
    });
    return out;
}

MatrixRef saved(AutogradContext *context) {
    return c10::static_intrusive_pointer_cast<Matrix>(context->saved_data["matrix"].toCapsule());
}

at::Tensor sum(const MatrixRef &m, const at::Tensor &values, bool byColumn);

struct Gather : torch::autograd::Function<Gather> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, bool fromColumns, const at::Tensor &x) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->saved_data["columns"] = fromColumns;
        return gathered(*m, x, fromColumns);
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto g = sum(saved(context), cotangents[0], context->saved_data["columns"].toBool());
        return {at::Tensor(), at::Tensor(), g};
    }
};

struct Sum : torch::autograd::Function<Sum> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, bool byColumn, const at::Tensor &values) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->saved_data["columns"] = byColumn;
        return summed(*m, values, byColumn);
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto g = Gather::apply(saved(context), context->saved_data["columns"].toBool(), cotangents[0]);
        return {at::Tensor(), at::Tensor(), g};
    }
};

at::Tensor sum(const MatrixRef &m, const at::Tensor &values, bool byColumn) { return Sum::apply(m, byColumn, values); }

/// The softmax of each row; several columns are worked on side by side, a single one along all entries at once.
void normalize(const Matrix &m, const at::Tensor &in, at::Tensor &out) {
    if (in.size(1) > 1) {
        overEntries(m, false, in, out, [](const auto &job, int64_t b, int64_t e) { softmaxRows(job, b, e); });
        return;
    }
    overEntries(m, false, in, out, [](const auto &job, int64_t b, int64_t e) { subtractMaxima(job, b, e); });
    out.exp_();
    overEntries(m, false, in, out, [](const auto &job, int64_t b, int64_t e) { divideBySums(job, b, e); });
}

struct RowSoftmax : torch::autograd::Function<RowSoftmax> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, const at::Tensor &scores) {
        auto in = scores.contiguous();
        auto out = at::empty_like(in);
        normalize(*m, in, out);
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->save_for_backward({out});
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto m = saved(context);
        auto weights = context->get_saved_variables()[0];
        auto product = weights * cotangents[0];
        return {at::Tensor(), product - weights * Gather::apply(m, false, sum(m, product, false))};
    }
};

template <class Loop>
void overWinners(
    const Matrix &m, bool transposed, const at::Tensor &origin, const at::Tensor &in, at::Tensor &out, const Loop &loop) {
    dispatch(in, m.columns, [&](auto value, auto index) {
        using Value = decltype(value);
        using Index = decltype(index);
        Winners<Value, Index> job{
            m.pointers(transposed).const_data_ptr<Index>(),
            m.sources(transposed).const_data_ptr<Index>(),
            m.permutation.const_data_ptr<Index>(),
            origin.const_data_ptr<Index>(),
            in.const_data_ptr<Value>(),
            out.mutable_data_ptr<Value>(),
            in.size(1)};
        overRows(job.rowPointers, m.rows(transposed), job.width, [&](int64_t begin, int64_t end) {
            loop(job, begin, end);
        });
    });
}

at::Tensor origins(const Matrix &m, const at::Tensor &x) {
    auto origin = at::empty({m.rowCount, x.size(1)}, m.columns.options());
    dispatch(x, m.columns, [&](auto value, auto index) {
        using Value = decltype(value);
        using Index = decltype(index);
        RowMaxima<Value, Index> job{
            m.rowPointers.const_data_ptr<Index>(), m.columns.const_data_ptr<Index>(), x.const_data_ptr<Value>(),
            origin.mutable_data_ptr<Index>(), x.size(1)};
        overRows(job.rowPointers, m.rowCount, job.width, [&](int64_t begin, int64_t end) { findMaxima(job, begin, end); });
    });
    return origin;
}

at::Tensor take(const MatrixRef &m, const at::Tensor &origin, const at::Tensor &x);

/// The derivative of `Take`: values go back along the entries that they came by.
struct Return : torch::autograd::Function<Return> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, const at::Tensor &origin, const at::Tensor &g) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->save_for_backward({origin});
        auto in = g.contiguous();
        auto out = at::empty({m->columnCount, in.size(1)}, in.options());
        overWinners(*m, true, origin, in, out, [](const auto &job, int64_t b, int64_t e) { returnWinners(job, b, e); });
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto origin = context->get_saved_variables()[0];
        return {at::Tensor(), at::Tensor(), take(saved(context), origin, cotangents[0])};
    }
};

struct Take : torch::autograd::Function<Take> {
    static at::Tensor forward(AutogradContext *context, const MatrixRef &m, const at::Tensor &origin, const at::Tensor &x) {
        context->saved_data["matrix"] = c10::IValue::make_capsule(m);
        context->save_for_backward({origin});
        auto in = x.contiguous();
        auto out = at::empty({m->rowCount, in.size(1)}, in.options());
        overWinners(*m, false, origin, in, out, [](const auto &job, int64_t b, int64_t e) { takeWinners(job, b, e); });
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto origin = context->get_saved_variables()[0];
        return {at::Tensor(), at::Tensor(), Return::apply(saved(context), origin, cotangents[0])};
    }
};

at::Tensor take(const MatrixRef &m, const at::Tensor &origin, const at::Tensor &x) { return Take::apply(m, origin, x); }

void check(const at::Tensor &x, int64_t expectedRows, const char *name) {
    TORCH_CHECK_INDEX(x.dim() == 2, name, " must be [rows, columns], found ", x.sizes());
    TORCH_CHECK_INDEX(x.size(0) == expectedRows, name, " has ", x.size(0), " rows, expected ", expectedRows);
    TORCH_CHECK_TYPE(fused(x), name, " is ", x.scalar_type(), " on ", x.device(), ": this kernel takes float32 and float64");
}

}  // namespace

GTensor g_sparse_gather(const GSparse *source, GTensor x, bool fromColumns, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto dense = copied(x);
        check(dense, fromColumns ? m->columnCount : m->rowCount, "x");
        return owned(Gather::apply(m, fromColumns, dense));
    });
}

GTensor g_sparse_sum(const GSparse *source, GTensor values, bool byColumn, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto entries = copied(values);
        check(entries, m->entryCount(), "values");
        return owned(sum(m, entries, byColumn));
    });
}

GTensor g_sparse_softmax(const GSparse *source, GTensor scores, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto entries = copied(scores);
        check(entries, m->entryCount(), "scores");
        return owned(RowSoftmax::apply(m, entries));
    });
}

GTensor g_sparse_max(const GSparse *source, GTensor x, GError *error) {
    return guard(error, [&] {
        auto m = matrix(*source);
        auto dense = copied(x);
        check(dense, m->columnCount, "x");
        return owned(take(m, origins(*m, dense.detach().contiguous()), dense));
    });
}
