// Forward mode through libtorch's dual numbers.
#include "guard.hpp"

#include <torch/csrc/autograd/forward_grad.h>

#include <ATen/Functions.h>

#include <mutex>

using namespace gimbal;

namespace {

std::mutex levelMutex;
int64_t levelUsers = 0;
// libtorch knows one level of dual numbers, 0, for the whole process.
constexpr uint64_t level = 0;

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
