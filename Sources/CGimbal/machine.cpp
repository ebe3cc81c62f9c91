// Threads, allocator, version and devices.
#include "Kernels/parallel.hpp"
#include "guard.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <atomic>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

void g_set_thread_count(int32_t count) { at::set_num_threads(count); }
int32_t g_thread_count(void) { return at::get_num_threads(); }

int32_t g_kernel_thread_count(void) {
    std::atomic<int32_t> seen{0};
    gimbal::parallelTeams([&](int, int) { seen.fetch_add(1); });
    return seen.load();
}

bool g_keep_large_allocations(void) {
#if defined(__GLIBC__)
    // Fresh large buffers cost a page fault per 4 KiB; kept ones do not.
    return mallopt(M_MMAP_THRESHOLD, 1 << 30) == 1 && mallopt(M_TRIM_THRESHOLD, INT32_MAX) == 1 &&
           mallopt(M_TOP_PAD, 64 << 20) == 1;
#else
    return false;
#endif
}

const char *g_torch_version(void) { return TORCH_VERSION; }

const char *g_cpu_capability(void) {
    static const std::string capability = at::get_cpu_capability();
    return capability.c_str();
}

int32_t g_device_count(int32_t type) {
    switch (static_cast<at::DeviceType>(type)) {
    case at::DeviceType::CPU: return 1;
    case at::DeviceType::CUDA: return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount()) : 0;
    case at::DeviceType::MPS: return at::hasMPS() ? 1 : 0;
    default: return 0;
    }
}

bool g_device_available(int32_t type) { return g_device_count(type) > 0; }
