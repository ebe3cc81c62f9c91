// The baseline hazard of a Cox model, which turns its risks into survival curves.

import GimbalCore
import Numerics

/// Estimates the baseline hazard that belongs to the risks of a Cox model.
///
/// H₀(t) = Σ over events up to t of 1 / Σ over those at risk of exp(risk), and S(t | risk) = exp(−H₀(t)
/// exp(risk)). Sums are logarithmic, so risks of any size are exact. With equal risks of 0 this is the estimator
/// of Nelson and Aalen.
/// - Paper: Breslow 1972, discussion of Cox, "Regression models and life-tables". Deviation: none; tied events
///   share one risk set.
public struct BreslowBaseline: Sendable, Codable, Equatable {
    /// The distinct times of events, ascending.
    public let times: [Double]
    /// The logarithm of the cumulative baseline hazard from each of these times on.
    public let logCumulativeHazard: [Double]

    /// Estimates the baseline of the samples on which the model was trained.
    ///
    /// - Parameter risks: logarithms of hazard ratios, one for each sample, as the model predicts them.
    /// - Throws: `DataError` if the counts differ, a risk is not finite, or no event was seen.
    /// - Complexity: O(n); the samples are sorted already.
    public init(_ outcomes: SurvivalTimes, risks: [Double]) throws {
        try Check.risks(risks, outcomes, for: "BreslowBaseline")
        try Check.hasEvent(outcomes, for: "BreslowBaseline")
        var atRisk = -Double.infinity
        var jumps: [(time: Double, log: Double)] = []
        for range in outcomes.tiedRanges.reversed() {
            let rows = outcomes.order[range]
            for row in rows { atRisk = logSum(atRisk, risks[row]) }
            let count = rows.count { outcomes.events[$0] }
            if count > 0 {
                jumps.append((outcomes.times[outcomes.order[range.lowerBound]], .log(Double(count)) - atRisk))
            }
        }
        var sum = -Double.infinity
        times = jumps.reversed().map(\.time)
        logCumulativeHazard = jumps.reversed().map { jump in
            sum = logSum(sum, jump.log)
            return sum
        }
    }

    /// Returns the cumulative hazard at a time for a sample of some risk; the baseline itself for risk 0.
    public func cumulativeHazard(at time: Double, risk: Double = 0) -> Double {
        let curve = StepFunction(times, values: logCumulativeHazard, initial: -.infinity)
        return .exp(curve.value(at: time) + risk)
    }

    /// Returns the chance of each sample to be without event beyond each time.
    ///
    /// After the last event the curves stay what they were; nothing is known there.
    /// - Shapes: a row for each risk, a column for each time.
    /// - Throws: `DataError` if a risk or a time is not finite.
    public func survival(risks: [Double], at times: [Double]) throws -> [[Double]] {
        try Check.finite(risks, for: "BreslowBaseline.survival", what: "risk")
        try Check.finite(times, for: "BreslowBaseline.survival", what: "time")
        let curve = StepFunction(self.times, values: logCumulativeHazard, initial: -.infinity)
        let logs = times.map(curve.value(at:))
        return risks.map { risk in logs.map { .exp(-.exp($0 + risk)) } }
    }
}

/// Returns log(exp(a) + exp(b)).
private func logSum(_ a: Double, _ b: Double) -> Double {
    let (high, low) = (max(a, b), min(a, b))
    return low == -.infinity ? high : high + .log(onePlus: .exp(low - high))
}
