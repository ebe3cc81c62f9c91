// What was done to the data a model learnt from, saved with the model and done to new data.
import GimbalCore
import GimbalGraphs

/// The preprocessing of a graph model: the content of `preprocessing.json`.
public struct GraphPreprocessing: Sendable, Codable, Equatable {
    /// Whether every row of features is divided by its sum.
    public let rowNormalizeFeatures: Bool
    /// Number of feature columns that the model takes.
    public let featureCount: Int
    /// Names of the columns, in the model's order, if the training data had names.
    public let featureNames: [String]?
    /// Names of the classes, in the order of the model's outputs.
    public let classNames: [String]
    /// Whether edges get their reverse.
    public let undirected: Bool

    /// Records what a model is about to learn from.
    public init(fitting dataSet: GraphDataSet, rowNormalizeFeatures: Bool) {
        self.rowNormalizeFeatures = rowNormalizeFeatures
        featureCount = dataSet.features.featureCount
        featureNames = dataSet.featureNames
        classNames = dataSet.classNames
        undirected = dataSet.graph.isUndirected
    }

    /// Returns the data set as the model expects it.
    ///
    /// - Throws: `DataError` if its features are not those that the model was trained on, or a class is
    ///   unknown.
    public func apply(to dataSet: GraphDataSet) throws -> GraphDataSet {
        try checkFeatures(dataSet)
        let graph = undirected && !dataSet.graph.isUndirected ? try dataSet.graph.undirected() : dataSet.graph
        let features = rowNormalizeFeatures ? try dataSet.features.rowNormalized() : dataSet.features
        let labels = try dataSet.nodeLabels.renumbered(as: classNames)
        return try dataSet.replacing(graph: graph, features: features, labels: labels)
    }

    private func checkFeatures(_ dataSet: GraphDataSet) throws {
        guard dataSet.features.featureCount == featureCount else {
            throw DataError(
                "model.features",
                "data set \"\(dataSet.name)\" has \(dataSet.features.featureCount) feature columns, "
                    + "the model was trained on \(featureCount).",
                fix: "Give the columns of the training data, in the same order.")
        }
        guard let expected = featureNames, let found = dataSet.featureNames,
            let column = expected.indices.first(where: { expected[$0] != found[$0] })
        else { return }
        throw DataError(
            "model.features",
            "data set \"\(dataSet.name)\": feature column \(column + 1) is \"\(found[column])\", "
                + "the model was trained on \"\(expected[column])\" there.",
            fix: "Give the columns of the training data, in the same order.")
    }
}
