#include "parallel.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace {

using Region = void (*)(void *);

/// The entries of the OpenMP runtime that is already in this process.
struct Runtime {
    void (*parallel)(Region, void *, unsigned threads, unsigned flags) = nullptr;
    int (*threadNumber)() = nullptr;
    int (*threadCount)() = nullptr;
    int (*insideRegion)() = nullptr;

    Runtime() {
        void *library = nullptr;
        // libtorch has loaded one of these; RTLD_NOLOAD never brings in a second runtime.
        for (const char *name : {"libgomp.so.1", "libomp.dylib", "@rpath/libomp.dylib", "libomp.so", "libiomp5.so"})
            if (!library) library = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
        auto find = [&](const char *name) {
            void *entry = library ? dlsym(library, name) : nullptr;
            return entry ? entry : dlsym(RTLD_DEFAULT, name);
        };
        parallel = reinterpret_cast<decltype(parallel)>(find("GOMP_parallel"));
        threadNumber = reinterpret_cast<decltype(threadNumber)>(find("omp_get_thread_num"));
        threadCount = reinterpret_cast<decltype(threadCount)>(find("omp_get_num_threads"));
        insideRegion = reinterpret_cast<decltype(insideRegion)>(find("omp_in_parallel"));
    }

    bool usable() const { return parallel && threadNumber && threadCount && insideRegion; }
};

const Runtime &runtime() {
    static const Runtime shared;
    return shared;
}

struct Call {
    void (*body)(void *, int, int);
    void *context;
};

void enter(void *argument) {
    auto *call = static_cast<Call *>(argument);
    call->body(call->context, runtime().threadNumber(), runtime().threadCount());
}

}  // namespace

int gimbal::teamLimit() {
    if (!runtime().usable() || runtime().insideRegion()) return 1;
    return at::get_num_threads();
}

void gimbal::runTeam(int limit, void (*body)(void *, int, int), void *context) {
    if (limit <= 1 || !runtime().usable()) {
        body(context, 0, 1);
        return;
    }
    Call call{body, context};
    runtime().parallel(enter, &call, static_cast<unsigned>(limit), 0);
}
