// How well risks tell who has the event by a time from who is without event beyond it.

import GimbalCore

/// Reports the area under the receiver operating characteristic at several times.
///
/// Cases at a time are samples whose event came by then (cumulative), controls those observed longer (dynamic).
/// Samples censored before are neither; cases are weighted by the inverse chance not to be censored.
/// - Paper: Uno et al. 2007, "Evaluating prediction rules for t-year survivors with censored regression models";
///   Hung, Chiang 2010; mean by Lambert, Chevret 2016. Deviation: none.
public struct TimeDependentAUC: Sendable, Codable, Equatable {
    /// The times, ascending.
    public let times: [Double]
    /// The area at each time.
    public let values: [Double]
    /// The mean of the areas, each weighted by the part of the samples that has its event since the time before
    /// (Kaplan-Meier of the samples evaluated).
    public let mean: Double

    /// Evaluates risks that are the same at all times, such as those of a Cox model.
    ///
    /// - Parameters:
    ///   - risks: one for each sample; a higher risk stands for an earlier event.
    ///   - outcomes: the samples that are evaluated.
    ///   - training: the samples that tell the censoring; of the same study.
    ///   - times: ascending, from the first time of the samples on and before their last.
    /// - Throws: `DataError` if counts differ, a risk is not finite, times do not ascend or lie outside the
    ///   follow-up, a time has no case, or a case lies where all training samples are censored.
    /// - Complexity: O(n (log n + T)).
    public init(
        risks: [Double], outcomes: SurvivalTimes, training: SurvivalTimes, at times: [Double]
    ) throws {
        try Check.risks(risks, outcomes, for: Self.name)
        let evaluation = try Evaluation(outcomes, training, times)
        let order = risks.indices.sorted { risks[$0] > risks[$1] }
        let values = try times.map { try evaluation.area(at: $0, order: order) { risks[$0] } }
        try self.init(times, values, outcomes)
    }

    /// Evaluates risks that change with time, such as one minus the predicted survival at each time.
    ///
    /// - Shapes: risks, a row for each sample and a column for each time.
    /// - Parameters:
    ///   - risks: higher for samples that rather have their event by the time.
    ///   - outcomes: the samples that are evaluated.
    ///   - training: the samples that tell the censoring; of the same study.
    ///   - times: ascending, from the first time of the samples on and before their last.
    /// - Throws: as for risks that are the same at all times, and if a row has another length.
    /// - Complexity: O(T n log n).
    public init(
        risks: [[Double]], outcomes: SurvivalTimes, training: SurvivalTimes, at times: [Double]
    ) throws {
        try Check.table(risks, outcomes, times, for: Self.name, what: "risk")
        let evaluation = try Evaluation(outcomes, training, times)
        let values = try times.enumerated().map { column, time in
            let order = risks.indices.sorted { risks[$0][column] > risks[$1][column] }
            return try evaluation.area(at: time, order: order) { risks[$0][column] }
        }
        try self.init(times, values, outcomes)
    }

    private init(_ times: [Double], _ values: [Double], _ outcomes: SurvivalTimes) throws {
        let curve = try KaplanMeier(outcomes).curve
        var (sum, before) = (0.0, 1.0)
        for (time, value) in zip(times, values) {
            let survival = curve.value(at: time)
            sum += value * (before - survival)
            before = survival
        }
        (self.times, self.values) = (times, values)
        // A time has a case, so the curve has left 1.
        mean = values.count == 1 ? values[0] : sum / (1 - before)
    }

    fileprivate static let name = "TimeDependentAUC"
}

/// The samples that are evaluated, with the weights of their events.
private struct Evaluation {
    let outcomes: SurvivalTimes
    /// The weight of each event up to the last time; 0 for others.
    let weights: [Double]

    init(_ outcomes: SurvivalTimes, _ training: SurvivalTimes, _ times: [Double]) throws {
        try Check.followUp(times, outcomes, for: TimeDependentAUC.name)
        let censoring = try CensoringWeights(training, for: TimeDependentAUC.name)
        let last = times[times.count - 1]
        self.outcomes = outcomes
        weights = try outcomes.times.indices.map { row in
            let (time, event) = (outcomes.times[row], outcomes.events[row])
            return event && time <= last ? try censoring.weight(at: time) : 0
        }
    }

    /// Returns the chance that a case has a higher risk than a control, equal risks counting half.
    ///
    /// - Parameter order: the samples from the highest risk to the lowest.
    func area(at time: Double, order: [Int], risk: (Int) -> Double) throws -> Double {
        var (cases, controls, sum) = (0.0, 0, 0.0)
        var start = 0
        while start < order.count {
            var (end, tiedCases, tiedControls) = (start, 0.0, 0)
            let value = risk(order[start])
            while end < order.count, risk(order[end]) == value {
                let row = order[end]
                if outcomes.times[row] > time {
                    tiedControls += 1
                } else {
                    tiedCases += weights[row]
                }
                end += 1
            }
            sum += (cases + tiedCases / 2) * Double(tiedControls)
            cases += tiedCases
            controls += tiedControls
            start = end
        }
        guard cases > 0 else {
            throw DataError(
                "statistics.noCase",
                "\(TimeDependentAUC.name): no event was seen up to time \(time), so the metric is undefined.",
                fix: "Evaluate at later times.")
        }
        return sum / (cases * Double(controls))
    }
}
