// Forward mode through libtorch's dual numbers, and gradients for a stack of cotangents at once.
#include "guard.hpp"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/forward_grad.h>

#include <ATen/Functions.h>
#include <ATen/LegacyVmapMode.h>

#include <mutex>

using namespace gimbal;

namespace {

std::mutex levelMutex;
int64_t levelUsers = 0;
// libtorch knows one level of dual numbers, 0, for the whole process.
constexpr uint64_t level = 0;

/// A level of libtorch's batching for as long as it lives: the one behind `is_grads_batched` in PyTorch.
class BatchLevel {
  public:
    BatchLevel() : number_(at::impl::VmapMode::increment_nesting()) {}
    ~BatchLevel() { at::impl::VmapMode::decrement_nesting(); }
    BatchLevel(const BatchLevel &) = delete;
    BatchLevel &operator=(const BatchLevel &) = delete;
    int64_t number() const { return number_; }

  private:
    int64_t number_;
};

}  // namespace

void g_tangents_enter(GError *error) {
    guard(error, [&] {
        std::lock_guard<std::mutex> lock(levelMutex);
        if (levelUsers == 0) torch::autograd::ForwardADLevel::get_next_idx();
        ++levelUsers;
    });
}

void g_tangents_leave(void) {
    std::lock_guard<std::mutex> lock(levelMutex);
    if (--levelUsers == 0) torch::autograd::ForwardADLevel::release_idx(level);
}

GTensor g_tensor_with_tangent(GTensor tensor, GTensor tangent, GError *error) {
    return guard(error, [&] { return owned(at::_make_dual(Borrowed(tensor), Borrowed(tangent), level)); });
}

GTensor g_tensor_tangent(GTensor tensor, GError *error) {
    return guard(error, [&] { return owned(Borrowed(tensor)->_fw_grad(level)); });
}

GTensor g_tensor_without_tangent(GTensor tensor, GError *error) {
    return guard(error, [&] { return owned(Borrowed(tensor)->_fw_primal(level)); });
}

void g_gradients_batched(
    GTensor output, GTensor cotangents, const GTensor *inputs, int64_t inputCount, bool createGraph, GTensor *results,
    GError *error) {
    guard(error, [&] {
        auto stack = copied(cotangents);
        auto size = stack.size(0);
        auto sources = copiedList(inputs, inputCount);
        BatchLevel batch;
        auto cotangent = at::_add_batch_dim(stack, 0, batch.number());
        auto slopes = torch::autograd::grad({copied(output)}, sources, {cotangent}, true, createGraph, true);
        // A slope that does not depend on the cotangent is repeated.
        for (auto &slope : slopes)
            if (slope.defined()) slope = at::_remove_batch_dim(slope, batch.number(), size, 0);
        for (int64_t i = 0; i < inputCount; ++i) results[i] = owned(std::move(slopes[i]));
    });
}
