// Classes, numbers or risks of samples of blocks, as the user has them.
import GimbalCore
import GimbalData
import GimbalTensor

extension SavedModel {
    /// Predicts for every sample; those that lack blocks included.
    func predictions(
        _ model: any TensorModel, _ preprocessing: BlockPreprocessing, _ raw: BlockDataSet
    ) throws -> Predictions {
        let outputs = try model.outputs(preprocessing.rows(of: raw))
        let ids = raw.sampleNames
        switch preprocessing.goal {
        case .classes(let names):
            var labels: [Int]?
            if case .classes(let known) = raw.targets {
                labels = try known.renumbered(as: names).classes.map { $0 ?? -1 }
            }
            return try classPredictions(ClassScores(logits: outputs), labels, "sample", ids)
        case .values(let names, _, _):
            let values = try preprocessing.inDataUnits(outputs)
            let columns = try names.indices.map { try values.select($0, axis: 1).contiguous().doubles() }
            guard case .values(let targets, let known) = raw.targets, known == names else {
                return Predictions(sample: "sample", ids: ids, columns: .values(columns, names: names))
            }
            let scores = try ColumnScores(predicted: values, targets: targets)
            return Predictions(
                sample: "sample", ids: ids, columns: .values(columns, names: names),
                metrics: try scores.metrics(metricNames), knownCount: scores.knownCount)
        case .survival:
            return try survivalPredictions(
                outputs.reshaped([-1]).doubles(), raw.outcomes(), "sample", ids)
        }
    }
}
