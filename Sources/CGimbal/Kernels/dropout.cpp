// Dropout without a stored mask: the gradient draws the same words again.
#include "../guard.hpp"
#include "dropout_words.hpp"
#include "parallel.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>

using namespace gimbal;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Blocks that are worth a second thread.
constexpr int64_t serialBlocks = 1024;

template <class Value> at::Tensor drop(const at::Tensor &x, double probability, uint64_t key) {
    auto source = x.contiguous();
    auto y = at::empty_like(source);
    const double kept = std::ldexp(1 - probability, 32);
    DropoutJob<Value> job{
        source.const_data_ptr<Value>(),
        y.mutable_data_ptr<Value>(),
        source.numel(),
        Value(1 / (1 - probability)),
        static_cast<uint32_t>(std::clamp(std::round(kept) - 1, 0.0, 4294967295.0)),
        key};
    const int64_t blocks = (job.count + dropoutBlock - 1) / dropoutBlock;
    parallelTeams(
        [&](int member, int teamSize) {
            dropBlocks(job, blocks * member / teamSize, blocks * (member + 1) / teamSize);
        },
        blocks < serialBlocks ? 1 : teamLimit());
    return y;
}

/// Other devices and dtypes: the same mask, made on the CPU.
at::Tensor composed(const at::Tensor &x, double probability, uint64_t key) {
    auto mask = drop<float>(at::ones(x.sizes(), at::TensorOptions().dtype(at::kFloat)), probability, key);
    return x * mask.to(x.options());
}

at::Tensor plain(const at::Tensor &x, double probability, uint64_t key) {
    if (x.is_cpu() && x.scalar_type() == at::kFloat) return drop<float>(x, probability, key);
    if (x.is_cpu() && x.scalar_type() == at::kDouble) return drop<double>(x, probability, key);
    return composed(x, probability, key);
}

at::Tensor dropout(const at::Tensor &x, double probability, uint64_t key);

struct Dropout : torch::autograd::Function<Dropout> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, double probability, int64_t key) {
        context->saved_data["probability"] = probability;
        context->saved_data["key"] = key;
        return plain(x, probability, static_cast<uint64_t>(key));
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto key = static_cast<uint64_t>(context->saved_data["key"].toInt());
        return {dropout(cotangents[0], context->saved_data["probability"].toDouble(), key), {}, {}};
    }
};

at::Tensor dropout(const at::Tensor &x, double probability, uint64_t key) {
    if (!x.requires_grad() || !at::GradMode::is_enabled()) return plain(x, probability, key);
    return Dropout::apply(x, probability, static_cast<int64_t>(key));
}

}  // namespace

GTensor g_dropout(GTensor x, double probability, uint64_t key, GError *error) {
    return guard(error, [&] {
        auto source = copied(x);
        TORCH_CHECK_TYPE(source.is_floating_point(), "x is ", source.scalar_type(), ", expected floating-point numbers");
        TORCH_CHECK_VALUE(
            probability >= 0 && probability < 1, "the probability is ", probability, ", expected 0 or more and below 1");
        return owned(dropout(source, probability, key));
    });
}
