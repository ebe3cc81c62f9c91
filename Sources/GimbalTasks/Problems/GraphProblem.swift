// A task whose samples are the nodes of one graph.
import GimbalData

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

    /// What a model must fit.
    public var shape: ModelShape {
        ModelShape(
            inputShape: [data.features.featureCount], outputCount: data.classNames.count,
            sampleCount: data.graph.nodeCount, trainCount: split.train.count)
    }
}
