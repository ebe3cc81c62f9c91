// Tasks whose samples are whole graphs.
import GimbalData
import GimbalGraphs
import GimbalTensor

/// Graphs with features of their nodes and a target for each graph.
public struct GraphsPart: Sendable {
    /// The graphs.
    public let graphs: [Graph]
    /// Features of the nodes of each graph `[nodes, features]`.
    public let features: [Tensor]
    /// One target per graph.
    public let target: Target

    /// Pairs graphs with their target.
    public init(graphs: [Graph], features: [Tensor], target: Target) {
        self.graphs = graphs
        self.features = features
        self.target = target
    }

    /// Number of graphs.
    public var count: Int { graphs.count }

    /// Puts some of the graphs side by side.
    ///
    /// - Throws: `GraphError` if together they are too large.
    public func batch(_ indices: [Int]) throws -> GraphsBatch {
        GraphsBatch(
            graphs: try GraphBatch(indices.map { graphs[$0] }, features: indices.map { features[$0] }),
            target: try target.rows(indices))
    }
}

/// Some graphs side by side, with their targets.
public struct GraphsBatch: Sendable {
    /// The graphs.
    public let graphs: GraphBatch
    /// One target per graph.
    public let target: Target
}

/// A task on many graphs.
public struct GraphsProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// Graphs to learn from.
    public let train: GraphsPart
    /// Graphs to choose by.
    public let validation: GraphsPart
    /// Graphs to judge by.
    public let test: GraphsPart

    /// Describes a problem.
    public init(task: LearningTask, train: GraphsPart, validation: GraphsPart, test: GraphsPart) {
        self.task = task
        self.train = train
        self.validation = validation
        self.test = test
    }

    /// What a model must fit.
    public var shape: ModelShape {
        ModelShape(
            inputShape: [train.features.first?.shape.last ?? 0], outputCount: train.target.outputCount,
            sampleCount: train.count + validation.count + test.count, trainCount: train.count)
    }
}
