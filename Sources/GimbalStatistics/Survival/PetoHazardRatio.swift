// The hazard ratio of two groups from the observed and expected events of the log-rank test.

import GimbalCore
import Numerics

/// Estimates how many times higher the hazard of one group is than that of the other.
///
/// log ratio = (observed − expected) / variance, with the standard error 1 / √variance, from the exposed group's
/// part in the log-rank test. Good for ratios near 1, where it agrees with a Cox model; it understates large
/// ones.
/// - Paper: Peto, Peto 1972; Yusuf, Peto et al. 1985, "Beta blockade during and after myocardial infarction",
///   statistical appendix. Deviation: none.
public struct PetoHazardRatio: Sendable, Codable, Equatable {
    /// The hazard of the exposed group divided by that of the others.
    public let ratio: Double
    /// The lower bound of the ratio.
    public let low: Double
    /// The upper bound of the ratio.
    public let high: Double
    /// The standard error of the logarithm of the ratio.
    public let logStandardError: Double
    /// The events of the exposed group.
    public let observed: Int
    /// The events of the exposed group expected if both groups shared one hazard.
    public let expected: Double
    /// The two-sided p-value of the ratio being 1: that of the log-rank test.
    public let pValue: Double

    /// Estimates the ratio.
    ///
    /// - Parameters:
    ///   - exposed: whether each sample is in the group whose hazard stands above the line.
    ///   - strata: the stratum of each sample, within which groups are compared; nil for a single stratum.
    /// - Throws: `DataError` if counts differ, a group is empty, no event was seen, or all events came when
    ///   nothing was left to compare; `ConfigError` if the confidence is outside (0, 1).
    public init(
        _ outcomes: SurvivalTimes, exposed: [Bool], strata: [Int]? = nil, confidence: Double = 0.95
    ) throws {
        try Check.confidence(confidence)
        let sums = try LogRankSums(outcomes, groups: exposed.map { $0 ? 1 : 0 }, strata: strata)
        let variance = sums.covariance[3]
        guard variance > 0 else { throw LogRankSums.nothingToCompare }
        let z = -(try StandardNormal.quantile((1 - confidence) / 2))
        let (score, error) = (sums.scores[1], 1 / variance.squareRoot())
        let logRatio = score / variance
        ratio = .exp(logRatio)
        (low, high) = (.exp(logRatio - z * error), .exp(logRatio + z * error))
        logStandardError = error
        (observed, expected) = (sums.observed[1], sums.expected[1])
        pValue = 2 * StandardNormal.survival(abs(score) * error)
    }
}
