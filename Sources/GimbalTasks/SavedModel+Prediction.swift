// Predicting with a saved model, on data as the user has them.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor

/// What a model says about one node.
public struct NodePrediction: Sendable, Codable, Equatable {
    /// The node's own id, or its number where the data has no ids.
    public let node: String
    /// Name of the most probable class.
    public let prediction: String
    /// Probability of each class, in the order of the model's classes.
    public let probabilities: [Double]
}

/// What a model says about a data set.
public struct NodePredictions: Sendable, Codable, Equatable {
    /// Names of the classes, in the order of the probabilities.
    public let classNames: [String]
    /// One entry per node, in the order of the data.
    public let nodes: [NodePrediction]
    /// Share of the labelled nodes whose class was predicted; nil if no node is labelled.
    public let accuracy: Double?
    /// Number of nodes that have a label in the data.
    public let labelledCount: Int
}

extension SavedModel {
    /// Predicts the class of every node of a data set, after the preprocessing that the model was trained
    /// with.
    ///
    /// - Throws: `DataError` if its features are not those that the model was trained on.
    public func predictions(for raw: GraphDataSet) throws -> NodePredictions {
        let data = try preprocessing.apply(to: raw)
        let logits = try model.logits(GraphInput(features: data.features, graph: data.graph))
        let count = config.classNames.count
        let values = try logits.softmax(axis: 1, dtype: .float64).doubles()
        let nodes = (0..<data.graph.nodeCount).map { node in
            let row = Array(values[(node * count)..<((node + 1) * count)])
            let best = row.indices.max { row[$0] < row[$1] } ?? 0
            return NodePrediction(
                node: data.nodeNames?[node] ?? "\(node)", prediction: config.classNames[best],
                probabilities: row)
        }
        let labelled = zip(nodes, data.labels).compactMap { node, label in
            label.map { node.prediction == config.classNames[$0] }
        }
        return NodePredictions(
            classNames: config.classNames, nodes: nodes,
            accuracy: labelled.isEmpty ? nil : Double(labelled.count { $0 }) / Double(labelled.count),
            labelledCount: labelled.count)
    }
}
