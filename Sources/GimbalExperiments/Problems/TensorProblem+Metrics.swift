// Judging a model on the test part of a problem, and on the validation part beside it.
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTensor

extension TensorProblem {
    /// The task's metrics of the test part, and those of the validation part under names of their own.
    ///
    /// - Parameter transform: turns predicted numbers back into the unit of the data.
    func metrics(of model: any TensorModel, _ transform: TargetTransform? = nil) throws -> [String: Double] {
        let names = task.metrics.map(\.name)
        func measured(_ part: TensorPart) throws -> [String: Double] {
            let outputs = try outputs(of: model, part)
            switch part.target {
            case .classes(let labels, _):
                return try ClassScores(logits: outputs).metrics(names, labels: labels.integers())
            case .values(let values):
                let predicted = try transform?.inverse(outputs) ?? outputs
                let targets = try transform?.inverse(values) ?? values
                return try ValueScores(
                    predicted: predicted.reshaped([-1]).doubles(), targets: targets.reshaped([-1]).doubles()
                ).metrics(names)
            case .survival(let times, let events):
                return try SurvivalScores(
                    risks: outputs.reshaped([-1]).doubles(), times: times.doubles(),
                    events: events.doubles().map { $0 > 0 }
                ).metrics(names)
            case .tokens: return [:]
            }
        }
        let test = try measured(self.test)
        return try test.merging(measured(validation).ofValidation) { first, _ in first }
    }
}
