// Bootstrap intervals of any statistic of a sample.

import GimbalCore

/// Finds a confidence interval of a statistic by drawing from the sample with replacement.
///
/// The same seed gives the same interval on every machine.
/// - Paper: Efron 1987, "Better bootstrap confidence intervals", eq. 2.3 and 6.6. Deviation: a bias
///   correction that would be infinite, because no draw falls on one side of the estimate, is held at half a
///   draw.
public struct Bootstrap: Sendable, Codable, Equatable {
    /// How the interval is read off the drawn statistics.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// The plain quantiles of the drawn statistics.
        case percentile
        /// Quantiles corrected for bias and for a spread that changes with the value.
        case biasCorrectedAccelerated
    }

    /// How the interval is read off the drawn statistics.
    public var method: Method
    /// The fraction of such intervals that hold the true value.
    public var confidence: Double
    /// How many samples are drawn.
    public var resampleCount: Int
    /// The seed of the draws.
    public var seed: UInt64

    /// Creates a bootstrap; the defaults suit a 95 % interval.
    public init(
        method: Method = .biasCorrectedAccelerated, confidence: Double = 0.95, resampleCount: Int = 9999,
        seed: UInt64 = 0
    ) {
        self.method = method
        self.confidence = confidence
        self.resampleCount = resampleCount
        self.seed = seed
    }

    /// Returns the interval of the mean.
    public func meanInterval(of values: [Double]) throws -> Interval {
        try interval(of: values) { sample in sample.reduce(0, +) / Double(sample.count) }
    }

    /// Returns the interval of a statistic.
    ///
    /// - Throws: `DataError` if there are fewer than two values, one is not finite, or the statistic of a
    ///   drawn sample is not finite; `ConfigError` for a confidence or a number of draws out of range;
    ///   whatever `statistic` throws.
    /// - Complexity: `resampleCount` + n + 1 calls of `statistic`.
    public func interval(of values: [Double], statistic: ([Double]) throws -> Double) throws -> Interval {
        try Check.confidence(confidence)
        try Check.finite(values, for: "bootstrap", minimum: 2)
        guard resampleCount >= 100 else {
            throw ConfigError(
                "statistics.resampleCount",
                "Bootstrap: resampleCount is \(resampleCount), expected at least 100.",
                fix: "9999 is usual.")
        }
        let drawn = try drawnStatistics(values, statistic).sorted()
        let tails = [(1 - confidence) / 2, (1 + confidence) / 2]
        guard method == .biasCorrectedAccelerated else {
            return Interval(low: sortedQuantile(drawn, tails[0]), high: sortedQuantile(drawn, tails[1]))
        }
        let shift = try biasCorrection(of: statistic(values), among: drawn)
        let acceleration = try acceleration(values, statistic)
        let levels = try tails.map { tail in
            let z = try shift + StandardNormal.quantile(tail)
            return StandardNormal.cdf(shift + z / (1 - acceleration * z))
        }
        return Interval(low: sortedQuantile(drawn, levels[0]), high: sortedQuantile(drawn, levels[1]))
    }

    private func drawnStatistics(_ values: [Double], _ statistic: ([Double]) throws -> Double) throws
        -> [Double]
    {
        var generator = Xoshiro256(seed: seed)
        var sample = values
        let drawn = try (0..<resampleCount).map { _ in
            for i in sample.indices { sample[i] = values[generator.index(below: values.count)] }
            return try statistic(sample)
        }
        try Check.finite(drawn, for: "bootstrap", what: "drawn statistic")
        return drawn
    }

    /// Returns the normal quantile of the fraction of draws below the estimate; ties count half.
    private func biasCorrection(of estimate: Double, among drawn: [Double]) throws -> Double {
        let below = drawn.reduce(0.0) { $0 + ($1 < estimate ? 1 : $1 == estimate ? 0.5 : 0) }
        let held = min(max(below, 0.5), Double(drawn.count) - 0.5)
        return try StandardNormal.quantile(held / Double(drawn.count))
    }

    /// Returns a sixth of the skewness of the jackknife values: how the spread changes with the value.
    private func acceleration(_ values: [Double], _ statistic: ([Double]) throws -> Double) throws -> Double {
        let left = try values.indices.map { omitted in
            try statistic(Array(values[..<omitted] + values[(omitted + 1)...]))
        }
        let center = try left.mean()
        let squares = left.reduce(0) { $0 + (center - $1) * (center - $1) }
        let cubes = left.reduce(0) { $0 + (center - $1) * (center - $1) * (center - $1) }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }
}
