// Methods on one graph: nodes are the samples.
import Foundation
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A task on one graph, with the nodes that each part may use.
public struct GraphProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// Graph, features and labels, preprocessed.
    public let data: GraphDataSet
    /// Training, validation and test nodes.
    public let split: DataSplit

    /// Describes a problem.
    public init(task: LearningTask, data: GraphDataSet, split: DataSplit) {
        self.task = task
        self.data = data
        self.split = split
    }
}

/// A method that learns from one graph.
public protocol GraphMethod: Method {
    /// Trains on the problem's training nodes, choosing by its validation nodes; test labels are not looked
    /// at.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel
    /// Makes the untrained model that a saved state is loaded into.
    func makeModel(inputCount: Int, outputCount: Int, _ context: Context) throws -> any GraphModel
}

/// What fitting a graph method gives: predicts for every node of a graph.
public protocol GraphModel: AnyObject {
    /// The network, whose state is saved.
    var network: Module { get }
    /// What each epoch measured; empty for a loaded model.
    var history: [EpochRecord] { get }
    /// Unnormalised scores `[nodeCount, classCount]` in evaluation mode.
    func logits(_ input: GraphInput) throws -> Tensor
}
