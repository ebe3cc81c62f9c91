// Classes or numbers of whole graphs, as the user has them.
import GimbalCore
import GimbalData
import GimbalTensor

extension SavedModel {
    /// Predicts for every graph, after the preprocessing that the model was trained with.
    func predictions(_ model: any GraphsModel, _ preprocessing: GraphsPreprocessing, _ raw: GraphCollection)
        throws -> Predictions
    {
        let prepared = try preprocessing.prepared(raw)
        let outputs = try prepared.rows(model.outputs)
        let ids = raw.graphs.indices.map(String.init)
        guard case .values(let values)? = try prepared.target ?? emptyValues(preprocessing, raw) else {
            return try classPredictions(
                ClassScores(logits: outputs), prepared.target?.tensors[0].integers(), "graph", ids)
        }
        let predicted = try preprocessing.inverse(outputs).columns()
        let scores = try ColumnScores(predicted: predicted, targets: preprocessing.inverse(values).columns())
        return Predictions(
            sample: "graph", ids: ids, columns: .values(predicted, names: config.outputNames),
            metrics: try scores.metrics(metricNames), knownCount: scores.knownCount)
    }

    /// Describes every graph by the vector that the network's head sees.
    func embeddings(_ model: any GraphsModel, _ preprocessing: GraphsPreprocessing, _ raw: GraphCollection)
        throws -> Embeddings
    {
        let prepared = try preprocessing.apply(to: raw)
        return Embeddings(
            sample: "graph", ids: raw.graphs.indices.map(String.init),
            vectors: try prepared.rows(model.embeddings))
    }

    /// Unknown numbers where the model predicts numbers and the data have none.
    private func emptyValues(_ preprocessing: GraphsPreprocessing, _ raw: GraphCollection) throws -> Target? {
        guard case .values(let names, _, _) = preprocessing.target else { return nil }
        return .values(try Tensor.full([raw.graphs.count, names.count], Float.nan))
    }
}

extension GraphsPreprocessing {
    /// Graphs as the model takes them; where it predicts classes, whole numbers are classes.
    fileprivate func prepared(_ raw: GraphCollection) throws -> PreparedGraphs {
        guard case .classes = target, case .values = raw.targets else { return try apply(to: raw) }
        return try apply(to: raw.withTargets(for: .graphClassification))
    }
}

extension Tensor {
    /// The columns of a matrix as numbers.
    func columns() throws -> [[Double]] {
        let width = try size(1), all = try doubles()
        return (0..<width).map { column in stride(from: column, to: all.count, by: width).map { all[$0] } }
    }
}
