"""Timing, the same in every side: warm up, then the median of samples of at least 10 ms (Stopwatch.swift)."""
import json
import statistics
import time

WARM_UP, SHORTEST_SAMPLE, SAMPLE_COUNT, LONGEST = 0.3, 0.01, 21, 1.5


def seconds(body):
    """Returns the median of the samples, in seconds per call of `body`."""

    def total(count):
        start = time.perf_counter()
        for _ in range(count):
            body()
        return time.perf_counter() - start

    count, spent, last = 1, 0.0, 0.0
    while spent < WARM_UP or last < SHORTEST_SAMPLE:
        last = total(count)
        spent += last
        if last < SHORTEST_SAMPLE:
            count *= 2
    samples, start = [], time.perf_counter()
    while len(samples) < SAMPLE_COUNT and (
            len(samples) < SAMPLE_COUNT // 4 or time.perf_counter() - start < LONGEST):
        samples.append(total(count) / count)
    return statistics.median(samples)


def emit(case, side, value, **more):
    """Prints a result as the driver reads it."""
    print(json.dumps({"case": case, "side": side, "seconds": value, **more}), flush=True)
