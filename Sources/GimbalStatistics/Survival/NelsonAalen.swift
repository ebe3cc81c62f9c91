// The estimator of a cumulative hazard.

import GimbalCore
import Numerics

/// Estimates the cumulative hazard: the events that a sample would have met by each time, were it replaced after
/// each.
///
/// H(t) = Σ over times up to t of events / at risk, with the variance Σ events / at risk². The band is symmetric
/// in log H; where H is still 0 it has no width.
/// - Paper: Nelson 1972; Aalen 1978, "Nonparametric inference for a family of counting processes". Deviation:
///   none; tied events share one risk set.
public struct NelsonAalen: Sendable, Codable, Equatable {
    /// The distinct times of events and censorings, ascending.
    public let times: [Double]
    /// How many have this time or a later one.
    public let atRiskCounts: [Int]
    /// How many have their event at this time.
    public let eventCounts: [Int]
    /// The estimate from each time on.
    public let cumulativeHazard: [Double]
    /// The variance of the estimate.
    public let variances: [Double]
    /// The lower bound from each time on, pointwise.
    public let low: [Double]
    /// The upper bound from each time on, pointwise.
    public let high: [Double]
    /// The confidence of the band.
    public let confidence: Double

    /// Estimates the cumulative hazard of some samples.
    ///
    /// - Throws: `ConfigError` if the confidence is outside (0, 1).
    /// - Complexity: O(n); the samples are sorted already.
    public init(_ outcomes: SurvivalTimes, confidence: Double = 0.95) throws {
        try Check.confidence(confidence)
        let table = RiskTable(outcomes)
        let z = -(try StandardNormal.quantile((1 - confidence) / 2))
        var (hazard, variance) = (0.0, 0.0)
        var hazards: [Double] = []
        var variances: [Double] = []
        for (n, d) in zip(table.atRisk, table.events) {
            let (n, d) = (Double(n), Double(d))
            hazard += d / n
            variance += d / (n * n)
            hazards.append(hazard)
            variances.append(variance)
        }
        let factors = zip(hazards, variances).map { $0 > 0 ? Double.exp(z * $1.squareRoot() / $0) : 1 }
        (times, atRiskCounts, eventCounts) = (table.times, table.atRisk, table.events)
        (cumulativeHazard, self.variances, self.confidence) = (hazards, variances, confidence)
        (low, high) = (zip(hazards, factors).map(/), zip(hazards, factors).map(*))
    }

    /// The estimate as a function of time.
    public var curve: StepFunction { StepFunction(times, values: cumulativeHazard, initial: 0) }

    /// Returns the cumulative hazard at a time, events at this time included.
    public func cumulativeHazard(at time: Double) -> Double { curve.value(at: time) }

    /// Returns exp(−H), an estimate of survival that never reaches 0 (Fleming and Harrington).
    public func survival(at time: Double) -> Double { .exp(-cumulativeHazard(at: time)) }
}
