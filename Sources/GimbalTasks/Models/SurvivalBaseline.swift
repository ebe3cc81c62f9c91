// What turns the risks of a saved survival model into curves.
import Foundation
import GimbalCore
import GimbalStatistics
import GimbalTensor

/// The baseline hazard of the training samples, and the times at which predictions state the chance of survival.
public struct SurvivalBaseline: Sendable, Codable, Equatable {
    /// Breslow's estimate.
    public let hazard: BreslowBaseline
    /// The quartiles of the training samples' times, each once.
    public let times: [Double]

    /// Estimates the baseline.
    ///
    /// - Throws: `DataError` if counts differ, a risk is not finite, or no event was seen.
    public init(risks: [Double], times: [Double], events: [Bool]) throws {
        hazard = try SurvivalScores.Training(risks: risks, times: times, events: events).baseline
        self.times = Set(try times.quantiles([0.25, 0.5, 0.75])).sorted()
    }

    /// The first time at which a sample's chance to be without event is a half or less; nil if it stays above.
    public func medianSurvival(risk: Double) -> Double? {
        let threshold = log(log(2.0)) - risk
        return hazard.logCumulativeHazard.firstIndex { $0 >= threshold }.map { hazard.times[$0] }
    }

    /// Columns of predictions: risk, median survival, and the chance of survival beyond each of `times`.
    ///
    /// - Throws: `DataError` if a risk is not finite.
    func columns(risks: [Double]) throws -> [Predictions.Column] {
        let chances = try hazard.survival(risks: risks, at: times)
        let medians = risks.map { medianSurvival(risk: $0).map(Self.text) ?? "not reached" }
        return [.init("risk", .numbers(risks)), .init("median survival", .texts(medians))]
            + times.enumerated().map { place, time in
                .init("survival at \(Self.text(time))", .numbers(chances.map { $0[place] }))
            }
    }
}

extension SurvivalBaseline {
    /// Whole times without a decimal point.
    private static func text(_ time: Double) -> String { Int(exactly: time).map(String.init) ?? "\(time)" }
}

extension TensorProblem {
    /// What became of the training samples, with the risks that a model gives them; nil where nothing of survival is
    /// predicted.
    ///
    /// - Throws: `DataError` if no event was seen or a risk is not finite.
    public func survivalTraining(of model: any TensorModel) throws -> SurvivalScores.Training? {
        try trainingRisks(of: model).map {
            try SurvivalScores.Training(risks: $0.risks, times: $0.times, events: $0.events)
        }
    }

    /// What a saved model needs to predict curves; nil where nothing of survival is predicted.
    ///
    /// - Throws: `DataError` if no event was seen or a risk is not finite.
    public func survivalBaseline(of model: any TensorModel) throws -> SurvivalBaseline? {
        try trainingRisks(of: model).map {
            try SurvivalBaseline(risks: $0.risks, times: $0.times, events: $0.events)
        }
    }

    private func trainingRisks(of model: any TensorModel) throws -> (
        risks: [Double], times: [Double], events: [Bool]
    )? {
        guard case .survival(let times, let events) = train.target else { return nil }
        return (
            try outputs(of: model, train).reshaped([-1]).doubles(), try times.doubles(),
            try events.doubles().map { $0 > 0 }
        )
    }
}

extension SavedModel {
    /// Risks and curves of samples.
    ///
    /// - Parameter truth: times and events of the samples, NaN where unknown; nil where the data have none.
    func survivalPredictions(
        _ risks: [Double], _ truth: (times: [Double], events: [Double])?, _ sample: String, _ ids: [String]
    ) throws -> Predictions {
        let columns = try config.survival?.columns(risks: risks) ?? [.init("risk", .numbers(risks))]
        let known =
            truth.map { truth in ids.indices.filter { !truth.times[$0].isNaN && !truth.events[$0].isNaN } }
            ?? []
        guard let truth, !known.isEmpty else {
            return Predictions(sample: sample, ids: ids, columns: columns)
        }
        let scores = try SurvivalScores(
            risks: known.map { risks[$0] }, times: known.map { truth.times[$0] },
            events: known.map { truth.events[$0] > 0 })
        return Predictions(
            sample: sample, ids: ids, columns: columns, metrics: try scores.metrics(metricNames),
            knownCount: known.count)
    }
}
