// Scores of pairs of nodes, as the user names them.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

extension SavedModel {
    /// Scores pairs of nodes of a graph, after the preprocessing that the model was trained with.
    ///
    /// The model sees all edges of the graph; a pair that is linked already gets a score like any other.
    ///
    /// - Returns: a row per pair: its score, higher for more likely links, and both nodes.
    /// - Throws: `DataError` if the data are of another kind than the model was trained on, or a node is not there;
    ///   `ConfigError` if the model does not score pairs.
    public func predictions(for raw: DataSet, pairs: PairList) throws -> Predictions {
        guard case .nodePairs(let model) = fitted, case .graph(let preprocessing) = preprocessing else {
            throw ConfigError(
                "model.pairs", "the model was trained for \(config.task) and does not score pairs of nodes.",
                fix: "Leave the pairs away, or train a model for link-prediction.")
        }
        guard case .graph(let data) = raw else { throw otherKind(raw) }
        let numbers = try pairs.numbers(in: data)
        let scores =
            numbers.count == 0 ? [] : try model.scores(input(data, preprocessing), numbers).doubles()
        return Predictions(
            sample: "pair", ids: pairs.pairs.map { "\($0.source) - \($0.target)" },
            columns: [
                .init("score", .numbers(scores)), .init("source", .texts(pairs.pairs.map(\.source))),
                .init("target", .texts(pairs.pairs.map(\.target))),
            ])
    }

    /// Describes every node by the vector that pairs are scored from.
    func embeddings(_ model: any NodePairModel, _ preprocessing: GraphPreprocessing, _ raw: GraphDataSet)
        throws -> Embeddings
    {
        Embeddings(
            sample: "node", ids: raw.nodeNames ?? (0..<raw.graph.nodeCount).map(String.init),
            vectors: try model.embeddings(input(raw, preprocessing)))
    }

    /// The error of a model that cannot tell which pairs are meant.
    func asksForPairs() -> ConfigError {
        ConfigError(
            "model.pairs", "the model was trained for \(config.task): it scores pairs of nodes.",
            fix: "Say which: --pairs FILE, a table of source,target.")
    }

    private func input(_ raw: GraphDataSet, _ preprocessing: GraphPreprocessing) throws -> GraphInput {
        let data = try preprocessing.apply(to: raw.withoutLabels())
        return try GraphInput(features: data.features, graph: data.graph)
    }
}

extension GraphDataSet {
    /// Returns the graph and its features alone, without classes and splits of nodes.
    ///
    /// - Throws: `DataError` never for data that are whole.
    public func withoutLabels() throws -> GraphDataSet {
        try GraphDataSet(
            graph: graph, features: features, labels: .unlabelled(count: graph.nodeCount), names: names,
            provenance: provenance)
    }
}
