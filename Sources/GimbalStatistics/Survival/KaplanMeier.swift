// The product-limit estimator of a survival curve.

import GimbalCore
import Numerics

/// Estimates the chance to be without event beyond each time.
///
/// S(t) = Π over times up to t of (1 − events / at risk). Samples that are censored at the time of an event are
/// at risk of it.
///
/// The variance is Greenwood's. Where the curve is still 1 the band has no width. Where it reaches 0 no spread
/// can be estimated: the lower bound is 0, and the upper bound stays what it was, since a survival curve never
/// rises.
/// - Paper: Kaplan, Meier 1958, "Nonparametric estimation from incomplete observations"; bands by Kalbfleisch,
///   Prentice 1980, section 1.3. Deviation: the upper bound at 0, which others leave open or set to 0.
public struct KaplanMeier: Sendable, Codable, Equatable {
    /// The scale on which the band is symmetric.
    public enum Band: String, Sendable, Codable, CaseIterable {
        /// S ± z · deviation, cut off at 0 and 1.
        case plain
        /// Symmetric in log(−log S); stays inside 0...1 and holds its level in small samples, too.
        case logLog
    }

    /// The distinct times of events and censorings, ascending.
    public let times: [Double]
    /// How many have this time or a later one.
    public let atRiskCounts: [Int]
    /// How many have their event at this time.
    public let eventCounts: [Int]
    /// How many are censored at this time.
    public let censoredCounts: [Int]
    /// The estimate from each time on.
    public let survival: [Double]
    /// Greenwood's variance of the estimate.
    public let variances: [Double]
    /// The lower bound from each time on, pointwise.
    public let low: [Double]
    /// The upper bound from each time on, pointwise.
    public let high: [Double]
    /// The confidence of the band.
    public let confidence: Double
    /// The kind of band.
    public let band: Band

    /// Estimates the curve of some samples.
    ///
    /// - Throws: `ConfigError` if the confidence is outside (0, 1).
    /// - Complexity: O(n); the samples are sorted already.
    public init(_ outcomes: SurvivalTimes, confidence: Double = 0.95, band: Band = .logLog) throws {
        try self.init(RiskTable(outcomes), confidence, band)
    }

    /// Estimates the chance not to be censored up to each time (reverse Kaplan-Meier).
    ///
    /// Its median is the median follow-up, and its inverse weighs samples for what censoring hid. In the counts
    /// events and censorings change places. Events come before censorings at the same time, and leave the risk
    /// of censoring first.
    /// - Throws: `ConfigError` if the confidence is outside (0, 1).
    /// - Paper: Schemper, Smith 1996, "A note on quantifying follow-up in studies of failure time".
    public static func censoring(
        _ outcomes: SurvivalTimes, confidence: Double = 0.95, band: Band = .logLog
    ) throws -> KaplanMeier {
        try KaplanMeier(RiskTable(outcomes).reversed, confidence, band)
    }

    private init(_ table: RiskTable, _ confidence: Double, _ band: Band) throws {
        try Check.confidence(confidence)
        (times, atRiskCounts) = (table.times, table.atRisk)
        (eventCounts, censoredCounts) = (table.events, table.censored)
        (self.confidence, self.band) = (confidence, band)
        let z = -(try StandardNormal.quantile((1 - confidence) / 2))
        var survival: [Double] = []
        var variances: [Double] = []
        var bounds: [Interval] = []
        var (estimate, sum) = (1.0, 0.0)
        for (n, d) in zip(table.atRisk, table.events) {
            let (n, d) = (Double(n), Double(d))
            if d > 0 { estimate *= (n - d) / n }
            if d > 0, d < n { sum += d / (n * (n - d)) }
            survival.append(estimate)
            variances.append(estimate * estimate * sum)
            bounds.append(band.interval(estimate, logDeviation: sum.squareRoot(), z, bounds.last?.high ?? 1))
        }
        (self.survival, self.variances) = (survival, variances)
        (low, high) = (bounds.map(\.low), bounds.map(\.high))
    }

    /// The estimate as a function of time.
    public var curve: StepFunction { StepFunction(times, values: survival, initial: 1) }

    /// Returns the chance to be without event beyond a time, an event at this time included.
    ///
    /// After the last time the estimate stays what it was; nothing is known there unless it is 0.
    public func survival(at time: Double) -> Double { curve.value(at: time) }

    /// Returns the chance to be without event up to but not including a time: the limit from the left.
    public func survival(before time: Double) -> Double { curve.leftLimit(at: time) }

    /// Returns the bounds of the chance to be without event beyond a time.
    public func interval(at time: Double) -> Interval {
        Interval(
            low: StepFunction(times, values: low, initial: 1).value(at: time),
            high: StepFunction(times, values: high, initial: 1).value(at: time))
    }
}

extension KaplanMeier.Band {
    /// Returns the bounds around an estimate with the deviation of its logarithm, z and the bound before.
    fileprivate func interval(
        _ estimate: Double, logDeviation: Double, _ z: Double, _ highBefore: Double
    ) -> Interval {
        if estimate == 1 { return Interval(low: 1, high: 1) }
        if estimate == 0 { return Interval(low: 0, high: highBefore) }
        switch self {
        case .plain:
            let half = z * estimate * logDeviation
            return Interval(low: max(0, estimate - half), high: min(1, estimate + half))
        case .logLog:
            let factor = Double.exp(z * logDeviation / -.log(estimate))
            return Interval(low: .pow(estimate, factor), high: .pow(estimate, 1 / factor))
        }
    }
}
