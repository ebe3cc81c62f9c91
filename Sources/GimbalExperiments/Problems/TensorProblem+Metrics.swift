// Judging a model on the test part of a problem, and on the validation part beside it.
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTensor

extension TensorProblem {
    /// The task's metrics of the test part, and those of the validation part under names of their own.
    ///
    /// - Parameter inDataUnits: turns predicted numbers back into the unit of the data.
    func metrics(of model: any TensorModel, inDataUnits: (Tensor) throws -> Tensor = { $0 }) throws
        -> [String: Double]
    {
        if task.prediction == .embedding { return try probeMetrics(of: model) }
        let names = task.metrics.map(\.name)
        let training = try survivalTraining(of: model)
        func measured(_ part: TensorPart) throws -> [String: Double] {
            switch part.target {
            case .classes(let labels, _):
                return try ClassScores(logits: outputs(of: model, part)).metrics(
                    names, labels: labels.integers())
            case .values(let values):
                return try ColumnScores(
                    predicted: inDataUnits(outputs(of: model, part)), targets: inDataUnits(values)
                ).metrics(names)
            case .survival(let times, let events):
                return try SurvivalScores(
                    risks: outputs(of: model, part).reshaped([-1]).doubles(), times: times.doubles(),
                    events: events.doubles().map { $0 > 0 }, training: training
                ).metrics(names)
            case .tokens: return try tokenScores(of: model, part).metrics(names)
            }
        }
        let test = try measured(self.test)
        return try test.merging(measured(validation).ofValidation) { first, _ in first }
    }

    /// What simple classifiers on frozen embeddings reach.
    private func probeMetrics(of model: any TensorModel) throws -> [String: Double] {
        func probed(_ part: TensorPart) throws -> EmbeddingProbe.Part {
            try EmbeddingProbe.Part(embeddings(of: model, part), labels: part.target.tensors[0].integers())
        }
        return try EmbeddingProbe.metrics(
            train: probed(train), validation: probed(validation), test: probed(test),
            classCount: train.target.outputCount)
    }
}
