// Metrics of predicted survival probabilities.

import GimbalCore

extension Metrics {
    /// Returns the Brier score at each time: the mean squared error of the predicted survival.
    ///
    /// Samples with their event by the time should have survival 0, those observed longer 1; both are weighted
    /// by the inverse chance not to be censored until then, and samples censored before count through the
    /// weights of others. 0 is perfect, 0.25 what a constant 0.5 gives without censoring.
    /// - Shapes: survival, a row for each sample and a column for each time.
    /// - Parameters:
    ///   - survival: the predicted chances to be without event beyond the times, 0 to 1.
    ///   - outcomes: the samples that are evaluated.
    ///   - training: the samples that tell the censoring; of the same study.
    ///   - times: ascending, from the first time of the samples on and before their last.
    /// - Throws: `DataError` if shapes do not fit, a probability is outside 0...1, times do not ascend or lie
    ///   outside the follow-up, or a weight is needed where all training samples are censored.
    /// - Complexity: O(n T).
    /// - Paper: Graf et al. 1999, "Assessment and comparison of prognostic classification schemes for survival
    ///   data", eq. 5. Deviation: none.
    public static func brierScores(
        survival: [[Double]], outcomes: SurvivalTimes, training: SurvivalTimes, at times: [Double]
    ) throws -> [Double] {
        try brierScores(survival, outcomes, training, times, for: "brierScores")
    }

    /// Returns the mean of the Brier score over time, by the trapezoidal rule between the first and last time.
    ///
    /// - Throws: as `brierScores`, and if there are fewer than two times.
    /// - Paper: Graf et al. 1999, eq. 6, with time as weight. Deviation: none.
    public static func integratedBrierScore(
        survival: [[Double]], outcomes: SurvivalTimes, training: SurvivalTimes, at times: [Double]
    ) throws -> Double {
        let name = "integratedBrierScore"
        try Check.count(times.count, for: name, minimum: 2, what: "time")
        let scores = try brierScores(survival, outcomes, training, times, for: name)
        let area = times.indices.dropFirst().reduce(0) {
            $0 + (times[$1] - times[$1 - 1]) * (scores[$1] + scores[$1 - 1]) / 2
        }
        return area / (times[times.count - 1] - times[0])
    }

    private static func brierScores(
        _ survival: [[Double]], _ outcomes: SurvivalTimes, _ training: SurvivalTimes, _ times: [Double],
        for name: String
    ) throws -> [Double] {
        try Check.followUp(times, outcomes, for: name)
        try Check.table(survival, outcomes, times, for: name, what: "probability")
        let censoring = try CensoringWeights(training, for: name)
        let controls = try times.map(censoring.weight(at:))
        var sums = [Double](repeating: 0, count: times.count)
        for (row, predicted) in survival.enumerated() {
            try checkProbabilities(predicted, row: row, for: name)
            let (time, event) = (outcomes.times[row], outcomes.events[row])
            let firstPast = times.partitionPoint { $0 >= time }
            for column in 0..<firstPast {
                let error = 1 - predicted[column]
                sums[column] += error * error * controls[column]
            }
            guard event, firstPast < times.count else { continue }
            let weight = try censoring.weight(at: time)
            for column in firstPast..<times.count {
                sums[column] += predicted[column] * predicted[column] * weight
            }
        }
        return sums.map { $0 / Double(outcomes.count) }
    }

    private static func checkProbabilities(_ row: [Double], row number: Int, for name: String) throws {
        guard let column = row.firstIndex(where: { !(-1e-9...(1 + 1e-9)).contains($0) }) else { return }
        throw DataError(
            "statistics.survival",
            "\(name): the survival of row \(number), column \(column) is \(row[column]), expected 0 to 1.",
            fix: "Pass survival probabilities, not risks; BreslowBaseline makes them from risks.")
    }
}
