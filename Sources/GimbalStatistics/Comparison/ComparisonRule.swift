// What a comparison asks for before it says that methods differ.

import GimbalCore

/// Says which values of a metric are good.
public enum MetricDirection: String, Sendable, Codable, CaseIterable {
    /// Such as accuracy.
    case higherIsBetter
    /// Such as an error or a loss.
    case lowerIsBetter
}

/// Sets the bar for a verdict.
///
/// One method is *better* than another when all three hold: the Holm-corrected p-value is below 1 −
/// confidence, the interval of the difference excludes zero, and the estimated difference is at least the
/// margin. Two methods are *equivalent* when the interval lies inside ±margin, or when they gave the same
/// value on every seed. Anything else is no difference shown. Intervals are not widened for the number of
/// pairs; p-values are corrected for it.
public struct ComparisonRule: Sendable, Codable, Equatable {
    /// Which values are good.
    public var direction: MetricDirection
    /// The smallest difference that matters in practice, in the unit of the metric (0.005 is half a point of
    /// accuracy).
    public var margin: Double
    /// The confidence of intervals; tests use the level 1 − confidence.
    public var confidence: Double
    /// Whether each seed has a split of its own.
    public var resampling: Resampling

    /// Creates a rule; without a margin every difference that is shown counts.
    public init(
        direction: MetricDirection = .higherIsBetter, margin: Double = 0, confidence: Double = 0.95,
        resampling: Resampling = .none
    ) {
        self.direction = direction
        self.margin = margin
        self.confidence = confidence
        self.resampling = resampling
    }

    /// Throws unless every setting is in range.
    ///
    /// - Throws: `ConfigError` that names the setting.
    public func validate() throws {
        try Check.confidence(confidence)
        _ = try resampling.varianceFactor(count: 1)
        guard margin >= 0, margin.isFinite else {
            throw ConfigError(
                "statistics.margin", "The margin is \(margin), expected 0 or more.",
                fix: "Pass the smallest difference that matters, in the unit of the metric.")
        }
    }
}
