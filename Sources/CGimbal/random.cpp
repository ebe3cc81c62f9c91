// Random generators with a readable and settable state.
#include "guard.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Generator.h>

#include <mutex>

using namespace gimbal;

namespace {
at::Generator &generator(GGenerator handle) { return *reinterpret_cast<at::Generator *>(handle); }
}  // namespace

std::optional<at::Generator> gimbal::optionalGenerator(GGenerator handle) {
    return handle ? std::optional<at::Generator>(generator(handle)) : std::nullopt;
}

GGenerator g_generator_new(uint64_t seed, GError *error) {
    return guard(error, [&] {
        return reinterpret_cast<GGenerator>(new at::Generator(at::detail::createCPUGenerator(seed)));
    });
}

void g_generator_free(GGenerator handle) { delete &generator(handle); }

GTensor g_generator_state(GGenerator handle, GError *error) {
    return guard(error, [&] {
        std::scoped_lock lock(generator(handle).mutex());
        return owned(generator(handle).get_state());
    });
}

void g_generator_set_state(GGenerator handle, GTensor state, GError *error) {
    guard(error, [&] {
        std::scoped_lock lock(generator(handle).mutex());
        generator(handle).set_state(copied(state));
    });
}

uint64_t g_generator_next(GGenerator handle, GError *error) {
    return guard(error, [&] {
        std::scoped_lock lock(generator(handle).mutex());
        return at::check_generator<at::CPUGeneratorImpl>(generator(handle))->random64();
    });
}

void g_generator_seed(GGenerator handle, uint64_t seed, GError *error) {
    guard(error, [&] {
        std::scoped_lock lock(generator(handle).mutex());
        generator(handle).set_current_seed(seed);
    });
}
