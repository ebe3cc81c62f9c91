// Timing, the same in every side: warm up, then the median of samples of at least 10 ms.
import Foundation

/// Times a body often enough to say something, and prints a line of JSON.
struct Stopwatch {
    /// Seconds to spend before samples count.
    var warmUp = 0.3
    /// Bodies are repeated until a sample takes this long.
    var shortestSample = 0.01
    /// Number of samples; the median is reported.
    ///
    /// Slow bodies get fewer, down to a quarter, so as not to take longer
    /// than `longest` in all.
    var sampleCount = 21
    /// Seconds after which a quarter of the samples will do.
    var longest = 1.5

    /// Returns the median of the samples, in seconds per body.
    func seconds(_ body: () throws -> Void) rethrows -> Double {
        var count = 1
        var spent = 0.0
        var last = 0.0
        while spent < warmUp || last < shortestSample {
            last = try total(count, body)
            spent += last
            if last < shortestSample { count *= 2 }
        }
        var samples: [Double] = []
        let start = ContinuousClock.now
        while samples.count < sampleCount, samples.count < sampleCount / 4 || secondsSince(start) < longest {
            samples.append(try total(count, body) / Double(count))
        }
        return median(samples)
    }

    @inline(__always)
    private func total(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        for _ in 0..<count { try body() }
        return secondsSince(start)
    }
}

/// Seconds between an instant and now.
func secondsSince(_ start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

/// The middle value.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// A result as the driver reads it: one line of JSON.
struct Line: Encodable {
    let `case`: String
    let side = "gimbal"
    let seconds: Double
    var note: String?

    /// Prints the line.
    func emit() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}
