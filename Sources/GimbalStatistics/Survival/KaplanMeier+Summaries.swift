// Quantiles and the restricted mean of a survival curve.

import GimbalCore
import Numerics

/// Reports by which time a given fraction has its event.
public struct SurvivalQuantile: Sendable, Codable, Equatable {
    /// The fraction.
    public let probability: Double
    /// The first time at which the curve is at 1 − probability or below; nil if it stays above.
    public let time: Double?
    /// The lower bound of the time: where the lower bound of the curve gets there; nil if it stays above.
    public let low: Double?
    /// The upper bound of the time; nil if it is open.
    public let high: Double?
}

/// Reports the mean time without event up to a horizon.
public struct RestrictedMean: Sendable, Codable, Equatable {
    /// The horizon.
    public let horizon: Double
    /// The area under the survival curve from 0 to the horizon.
    public let mean: Double
    /// The standard error of the mean.
    public let standardError: Double
    /// The lower bound of the mean, normal.
    public let low: Double
    /// The upper bound of the mean, normal.
    public let high: Double
}

extension KaplanMeier {
    /// The time by which half have their event, with its interval.
    public var median: SurvivalQuantile { quantile(checked: 0.5) }

    /// Returns the time by which a fraction has its event, with the interval that the band gives.
    ///
    /// The first time of a curve that lies flat at 1 − probability counts, not the middle of the flat part.
    /// - Throws: `ConfigError` if the probability is outside 0...1.
    /// - Paper: Brookmeyer, Crowley 1982, "A confidence interval for the median survival time", with the band
    ///   of this estimate instead of the sign test.
    public func quantile(_ probability: Double) throws -> SurvivalQuantile {
        try Check.probability(probability, for: "KaplanMeier.quantile")
        return quantile(checked: probability)
    }

    private func quantile(checked probability: Double) -> SurvivalQuantile {
        // A product such as 3/4 · 2/3 must count as the half that it is.
        let level = 1 - probability + 1e-12
        func first(_ curve: [Double]) -> Double? { curve.firstIndex { $0 <= level }.map { times[$0] } }
        return SurvivalQuantile(
            probability: probability, time: probability == 0 ? 0 : first(survival),
            low: probability == 0 ? 0 : first(low), high: probability == 0 ? 0 : first(high))
    }

    /// Returns the mean time without event up to a horizon, the area under the curve.
    ///
    /// Its variance is the sum over events of (area from the event to the horizon)² · d / (n (n − d)), for d
    /// events of n at risk. The confidence is that of the band.
    /// - Throws: `DataError` unless the horizon is positive and no later than the last time, beyond which the
    ///   curve is unknown (unless it has reached 0).
    /// - Paper: Klein, Moeschberger 2003, "Survival Analysis", eq. 4.5.1 and 4.5.2. Deviation: none.
    public func restrictedMean(until horizon: Double) throws -> RestrictedMean {
        let last = times[times.count - 1]
        let reachesZero = survival[survival.count - 1] == 0
        guard horizon > 0, horizon <= last || (reachesZero && horizon.isFinite) else {
            throw DataError(
                "statistics.horizon",
                "KaplanMeier.restrictedMean: the horizon is \(horizon), expected above 0 and at most \(last), "
                    + "the last time.",
                fix: "Choose a time at which samples were still observed.")
        }
        // Backwards, so that the area from each time to the horizon is at hand.
        var (area, variance, end) = (0.0, 0.0, horizon)
        for i in times.indices.reversed() where times[i] < horizon {
            area += survival[i] * (end - times[i])
            end = times[i]
            let (n, d) = (Double(atRiskCounts[i]), Double(eventCounts[i]))
            if d > 0, d < n { variance += area * area * d / (n * (n - d)) }
        }
        let (mean, error) = (area + end, variance.squareRoot())
        let z = -(try StandardNormal.quantile((1 - confidence) / 2))
        return RestrictedMean(
            horizon: horizon, mean: mean, standardError: error, low: mean - z * error, high: mean + z * error)
    }
}
