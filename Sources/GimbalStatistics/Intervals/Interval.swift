// Intervals, and Student's interval of a mean.

/// Bounds a quantity from both sides.
public struct Interval: Sendable, Codable, Equatable {
    /// The lower bound.
    public let low: Double
    /// The upper bound.
    public let high: Double

    /// Creates an interval.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// The distance of the bounds.
    public var width: Double { high - low }

    /// Returns whether the value lies between the bounds or on one of them.
    public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

extension Collection where Element == Double {
    /// Returns Student's confidence interval of the mean, mean ± t · deviation / √n.
    ///
    /// - Throws: `DataError` if there are fewer than two values or one is not finite; `ConfigError` if the
    ///   confidence is outside (0, 1).
    public func meanInterval(confidence: Double = 0.95) throws -> Interval {
        try Check.confidence(confidence)
        let deviation = try standardDeviation()
        return try studentInterval(
            around: mean(), error: deviation / Double(count).squareRoot(),
            degreesOfFreedom: Double(count - 1),
            confidence: confidence)
    }
}

/// Returns center ± t · error with the t quantile of the given confidence.
func studentInterval(
    around center: Double, error: Double, degreesOfFreedom: Double, confidence: Double
) throws -> Interval {
    // The lower quantile keeps its digits when the confidence is close to 1.
    let t = try StudentT(degreesOfFreedom: degreesOfFreedom).quantile((1 - confidence) / 2)
    return Interval(low: center + t * error, high: center - t * error)
}
