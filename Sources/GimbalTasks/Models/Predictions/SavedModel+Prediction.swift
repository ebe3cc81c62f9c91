// Predicting and embedding with a saved model, on data as the user has them.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

extension SavedModel {
    /// Predicts for every sample of a data set, after the preprocessing that the model was trained with.
    ///
    /// - Throws: `DataError` if the data are of another kind than the model was trained on, or their features are not
    ///   those that it knows.
    public func predictions(for raw: DataSet) throws -> Predictions {
        switch (fitted, preprocessing, raw) {
        case (.graph(let model), .graph(let preprocessing), .graph(let data)):
            return try predictions(model, preprocessing, data)
        case (.graphs(let model), .graphs(let preprocessing), .graphs(let data)):
            return try predictions(model, preprocessing, data)
        case (.nodePairs, .graph, .graph): throw asksForPairs()
        case (.tensor(let model), .table(let preprocessor), .table(let data)):
            return try predictions(model, preprocessor, data)
        case (.tensor(let model), .images(let preprocessing), .images(let data)):
            return try predictions(model, preprocessing, data)
        case (.tensor(let model), .text(let preprocessing), .text(let corpus)):
            return try predictions(model, preprocessing, corpus)
        case (.tensor(let model), .blocks(let preprocessing), .blocks(let data)):
            return try predictions(model, preprocessing, data)
        default: throw otherKind(raw)
        }
    }

    /// Describes every sample of a data set by a vector: what the network's last layer sees.
    ///
    /// - Returns: the samples' ids, and their vectors `[samples, width]`.
    /// - Throws: `DataError` as `predictions`; `ConfigError` if the model has no hidden layer.
    public func embeddings(for raw: DataSet) throws -> Embeddings {
        switch (fitted, preprocessing, raw) {
        case (.graph(let model), .graph(let preprocessing), .graph(let data)):
            let prepared = try preprocessing.apply(to: data)
            let input = try GraphInput(features: prepared.features, graph: prepared.graph)
            return Embeddings(
                sample: "node", ids: data.nodeNames ?? (0..<data.graph.nodeCount).map(String.init),
                vectors: try model.embeddings(input))
        case (.graphs(let model), .graphs(let preprocessing), .graphs(let data)):
            return try embeddings(model, preprocessing, data)
        case (.nodePairs(let model), .graph(let preprocessing), .graph(let data)):
            return try embeddings(model, preprocessing, data)
        case (.tensor(let model), .table(let preprocessor), .table(let data)):
            let prepared = try preprocessor.prepared(data)
            return Embeddings(
                sample: "row", ids: prepared.rows.map { String($0 + 1) },
                vectors: try model.embeddings(prepared.features))
        case (.tensor(let model), .images(let preprocessing), .images(let data)):
            return Embeddings(
                sample: "image", ids: data.imageIDs,
                vectors: try preprocessing.collected(data) { try model.embeddings($0) })
        case (.tensor(let model), .blocks(let preprocessing), .blocks(let data)):
            return Embeddings(
                sample: "sample", ids: data.sampleNames,
                vectors: try model.embeddings(preprocessing.rows(of: data)))
        default: throw otherKind(raw)
        }
    }

    func otherKind(_ raw: DataSet) -> DataError {
        DataError(
            "model.kind",
            "data set \"\(raw.name)\" is of the kind \(raw.kind), the model was trained for \(config.task).",
            fix: "Give data like those that it was trained on.")
    }
}

/// Vectors that describe samples.
public struct Embeddings: Sendable {
    /// Word for a sample: `node`, `row`, `image`, `graph`.
    public let sample: String
    /// The samples' own ids, or their numbers.
    public let ids: [String]
    /// One row per sample `[samples, width]` float32.
    public let vectors: Tensor
}
