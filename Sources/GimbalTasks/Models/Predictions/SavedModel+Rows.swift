// Classes, numbers or risks of the rows of a table, as the user has it.
import GimbalCore
import GimbalData
import GimbalTensor

extension SavedModel {
    /// Predicts for every row that the preprocessing keeps.
    func predictions(_ model: any TensorModel, _ preprocessor: TablePreprocessor, _ raw: TableDataSet) throws
        -> Predictions
    {
        let prepared = try preprocessor.prepared(raw)
        let outputs = try model.outputs(prepared.features)
        let ids = prepared.rows.map { String($0 + 1) }
        switch preprocessor.target {
        case .classes?:
            return try classPredictions(ClassScores(logits: outputs), prepared.target?.integers(), "row", ids)
        case .numbers?:
            let transform = preprocessor.target
            let values = try transform?.inverse(outputs.reshaped([-1])).doubles() ?? []
            let truth = try prepared.target.flatMap { try transform?.inverse($0).doubles() }
            return try valuePredictions(values, truth, "row", ids)
        case nil:
            let hasOutcomes = [raw.roles.time, raw.roles.event].allSatisfy {
                $0.map { raw.table.columnNames.contains($0) } ?? false
            }
            let truth = hasOutcomes ? try raw.survivalTarget() : nil
            return try survivalPredictions(
                outputs.reshaped([-1]).doubles(),
                truth.map { truth in
                    (prepared.rows.map { truth.times[$0] }, prepared.rows.map { truth.events[$0] ? 1 : 0 })
                }, "row", ids)
        }
    }

    /// Columns and metrics of classes.
    ///
    /// - Parameter labels: class of each sample, negative where it is unknown; nil where the data have no classes.
    func classPredictions(_ scores: ClassScores, _ labels: [Int]?, _ sample: String, _ ids: [String]) throws
        -> Predictions
    {
        let known = labels.map { labels in labels.indices.filter { labels[$0] >= 0 } } ?? []
        let truth = known.compactMap { labels?[$0] }
        let metrics = known.isEmpty ? [:] : try scores.rows(known).metrics(metricNames, labels: truth)
        return Predictions(
            sample: sample, ids: ids, columns: .classes(scores, names: config.outputNames), metrics: metrics,
            knownCount: known.count)
    }

    /// Columns and metrics of numbers.
    ///
    /// - Parameter targets: the true number of each sample, NaN where it is unknown; nil where the data have none.
    func valuePredictions(_ values: [Double], _ targets: [Double]?, _ sample: String, _ ids: [String]) throws
        -> Predictions
    {
        let scores = targets.map { ValueScores(predicted: values, targets: $0) }
        let count = scores?.targets.count ?? 0
        return Predictions(
            sample: sample, ids: ids, columns: .values([values], names: config.outputNames),
            metrics: count == 0 ? [:] : try scores?.metrics(metricNames) ?? [:], knownCount: count)
    }
}

extension TablePreprocessor {
    /// Rows as the model takes them; where it predicts classes, whole numbers in the target column are classes.
    func prepared(_ raw: TableDataSet) throws -> PreparedTable {
        guard case .classes(let column, _)? = target else { return try apply(to: raw) }
        return try apply(to: raw.withTargetAsClasses(column))
    }
}
