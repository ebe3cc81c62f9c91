// `a + b` on one element against libtorch, sampled as Stopwatch.swift samples; the line on stdout has the same form.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Body> double timed(long count, const Body &body) {
    const double start = seconds();
    for (long i = 0; i < count; ++i) body();
    return seconds() - start;
}

}  // namespace

int main() {
    at::set_num_threads(1);
    const auto a = at::ones({1}), b = at::ones({1});
    const auto body = [&] { const auto c = a + b; };
    // One body takes far less than a sample, so there is no need for the limit on slow ones.
    constexpr double warmUp = 0.3, shortestSample = 0.01;
    constexpr int sampleCount = 21;

    long count = 1;
    double spent = 0, last = 0;
    while (spent < warmUp || last < shortestSample) {
        last = timed(count, body);
        spent += last;
        if (last < shortestSample) count *= 2;
    }
    std::vector<double> samples;
    for (int i = 0; i < sampleCount; ++i) samples.push_back(timed(count, body) / double(count));
    std::sort(samples.begin(), samples.end());
    std::printf(
        "{\"case\":\"add/1\",\"side\":\"libtorch-c++\",\"seconds\":%.6e}\n", samples[sampleCount / 2]);
}
