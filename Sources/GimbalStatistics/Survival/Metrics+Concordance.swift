// Metrics of risks that should be higher for samples with earlier events.

import GimbalCore

extension Metrics {
    /// Returns Harrell's concordance index: the fraction of comparable pairs that the risks order rightly.
    ///
    /// Equal risks count half. 1 is perfect, 0.5 is chance. Depends on the censoring of the samples; see
    /// `unoConcordanceIndex` and, for what is comparable, `ConcordancePairs`.
    /// - Parameter risks: one for each sample; a higher risk stands for an earlier event.
    /// - Throws: `DataError` if no pair is comparable, too.
    /// - Complexity: O(n log n).
    /// - Paper: Harrell, Lee, Mark 1996, "Multivariable prognostic models". Deviation: none.
    public static func concordanceIndex(risks: [Double], outcomes: SurvivalTimes) throws -> Double {
        let pairs = try ConcordancePairs(risks: risks, outcomes: outcomes)
        guard pairs.comparableCount > 0 else { throw noPair("concordanceIndex") }
        return (Double(pairs.concordantCount) + Double(pairs.tiedRiskCount) / 2)
            / Double(pairs.comparableCount)
    }

    /// Returns Uno's concordance index, which does not depend on the censoring of the samples.
    ///
    /// Pairs are those of `concordanceIndex`, weighted by 1 / G(t)² with the earlier time t and the chance G of
    /// the training samples not to be censored up to t.
    /// - Parameters:
    ///   - risks: one for each sample; a higher risk stands for an earlier event.
    ///   - outcomes: the samples that are evaluated.
    ///   - training: the samples that tell the censoring; of the same study.
    ///   - horizon: only events before this time count; nil for all. Late events have large weights.
    /// - Throws: `DataError` if no pair is comparable, or an event lies where all training samples are censored.
    /// - Complexity: O(n log n).
    /// - Paper: Uno et al. 2011, "On the C-statistics for evaluating overall adequacy of risk prediction
    ///   procedures with censored survival data", eq. 6. Deviation: none.
    public static func unoConcordanceIndex(
        risks: [Double], outcomes: SurvivalTimes, training: SurvivalTimes, horizon: Double? = nil
    ) throws -> Double {
        let name = "unoConcordanceIndex"
        try Check.risks(risks, outcomes, for: name)
        let censoring = try CensoringWeights(training, for: name)
        var (right, all) = (0.0, 0.0)
        try eachEvent(risks, outcomes) { row, pairs in
            let time = outcomes.times[row]
            guard pairs.comparable > 0, time < horizon ?? .infinity else { return }
            let weight = try censoring.weight(at: time)
            right += weight * weight * (Double(pairs.lower) + Double(pairs.equal) / 2)
            all += weight * weight * Double(pairs.comparable)
        }
        guard all > 0 else { throw noPair(name) }
        return right / all
    }

    private static func noPair(_ name: String) -> DataError {
        DataError(
            "statistics.noPair",
            "\(name): no event has a sample that outlives it, so the metric is undefined.",
            fix: "Evaluate on more samples, or with a later horizon.")
    }
}
