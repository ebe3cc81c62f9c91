// From predicted risks to metrics of survival.
import Foundation
import GimbalCore
import GimbalStatistics

/// Predicted risks of some samples, what became of them, and the training samples that tell censoring and baseline.
public struct SurvivalScores: Sendable {
    /// What became of the training samples, and the risks that the model gives them.
    public struct Training: Sendable {
        /// Times and events.
        public let outcomes: SurvivalTimes
        /// Breslow's estimate from the training samples and their risks.
        public let baseline: BreslowBaseline

        /// Estimates the baseline.
        ///
        /// - Throws: `DataError` if counts differ, a risk is not finite, or no event was seen.
        public init(risks: [Double], times: [Double], events: [Bool]) throws {
            outcomes = try SurvivalTimes(times: times, events: events)
            baseline = try BreslowBaseline(outcomes, risks: risks)
        }
    }

    /// Predicted logarithm of the hazard ratio; larger means an earlier event.
    public let risks: [Double]
    /// Times to the event or the end of observation, and which of the two it was.
    public let outcomes: SurvivalTimes
    /// The training samples; nil where they are not known, such as for a saved model.
    public let training: Training?

    /// Puts risks beside what happened.
    ///
    /// - Throws: `DataError` if counts differ, a time is negative or not finite, or a risk is not finite.
    public init(risks: [Double], times: [Double], events: [Bool], training: Training? = nil) throws {
        outcomes = try SurvivalTimes(times: times, events: events)
        guard risks.count == times.count, risks.allSatisfy(\.isFinite) else {
            throw DataError(
                "survival.risks",
                "\(risks.count) risks for \(times.count) samples, of which \(risks.count { !$0.isFinite }) are not finite.",
                fix: "Give one finite risk per sample; a training that diverged gives none.")
        }
        self.risks = risks
        self.training = training
    }

    /// The times at which curves are judged: the tenths of the times of events, as far as samples and training samples
    /// were observed beyond them.
    public var timeGrid: [Double] {
        guard let training else { return [] }
        let seen = outcomes.times.indices.filter { outcomes.events[$0] }.map { outcomes.times[$0] }.sorted()
        let end = min(outcomes.times.max() ?? 0, training.outcomes.times.max() ?? 0)
        guard !seen.isEmpty else { return [] }
        let tenths = (1...9).map { seen[min(seen.count - 1, $0 * seen.count / 10)] }
        return Set(tenths).filter { $0 < end }.sorted()
    }

    /// The metrics of survival by the names that tasks use for them.
    ///
    /// `c-index` is Harrell's, `uno-c-index` counts events before the end of the training samples' observation,
    /// `time-dependent-auc` is the mean of cumulative/dynamic areas over `timeGrid`, `integrated-brier` takes the curves
    /// that risks and Breslow's baseline give over it. What is not defined on these samples is left out: all where no two
    /// can be compared, the last three without training samples, or where nobody was observed long enough.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out.
    /// - Throws: `DataError` for shapes that do not fit.
    public func metrics(_ names: [String]) throws -> [String: Double] {
        var result: [String: Double] = [:]
        for name in names { result[name] = try whereDefined { try metric(name) } }
        return result
    }

    private func metric(_ name: String) throws -> Double? {
        if name == "c-index" { return try Metrics.concordanceIndex(risks: risks, outcomes: outcomes) }
        guard let training else { return nil }
        let times = timeGrid
        switch name {
        case "uno-c-index":
            return try Metrics.unoConcordanceIndex(
                risks: risks, outcomes: outcomes, training: training.outcomes,
                horizon: training.outcomes.times.max())
        case "time-dependent-auc" where !times.isEmpty:
            return try TimeDependentAUC(
                risks: risks, outcomes: outcomes, training: training.outcomes, at: times
            ).mean
        case "integrated-brier" where times.count > 1:
            return try Metrics.integratedBrierScore(
                survival: training.baseline.survival(risks: risks, at: times), outcomes: outcomes,
                training: training.outcomes, at: times)
        default: return nil
        }
    }

    /// The errors that say that a metric has no value on these samples.
    private static let undefined = ["noPair", "noCase", "noEvents", "followUp", "censoringRange"].map {
        "data.statistics.\($0)"
    }

    private func whereDefined(_ body: () throws -> Double?) throws -> Double? {
        do { return try body() } catch let error as DataError where Self.undefined.contains(error.code) {
            return nil
        }
    }
}
