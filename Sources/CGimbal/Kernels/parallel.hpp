// Parallel regions on libtorch's own OpenMP pool.
//
// This compiler has no omp.h, so `at::parallel_for` compiled here would silently run on one thread. The runtime that
// libtorch has loaded is asked for by name instead: never a second pool that oversubscribes the cores.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace gimbal {

/// Runs `body(context, member, teamSize)` once on every thread of a team of at most `limit`.
void runTeam(int limit, void (*body)(void *context, int member, int teamSize), void *context);

/// Number of threads that a region started here would get: 1 inside another region.
int teamLimit();

template <class Body> void parallelTeams(const Body &body, int limit = 0) {
    using Plain = std::remove_reference_t<Body>;
    runTeam(
        limit > 0 ? limit : teamLimit(),
        [](void *context, int member, int teamSize) { (*static_cast<const Plain *>(context))(member, teamSize); },
        const_cast<void *>(static_cast<const void *>(std::addressof(body))));
}

}  // namespace gimbal
