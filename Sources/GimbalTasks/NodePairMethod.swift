// Methods on pairs of nodes of one graph.
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// Pairs of nodes, and which of them are linked.
public struct NodePairs: Sendable {
    /// First node of each pair.
    public let sources: [Int]
    /// Second node of each pair.
    public let targets: [Int]
    /// Whether the pair is linked.
    public let linked: [Bool]

    /// Lists pairs.
    public init(sources: [Int], targets: [Int], linked: [Bool]) {
        self.sources = sources
        self.targets = targets
        self.linked = linked
    }
}

/// Link prediction on one graph: the graph holds the training links alone.
public struct NodePairProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// Features, and the graph without held-out links.
    public let data: GraphDataSet
    /// Pairs to choose by.
    public let validation: NodePairs
    /// Pairs to judge by.
    public let test: NodePairs

    /// Describes a problem.
    public init(task: LearningTask, data: GraphDataSet, validation: NodePairs, test: NodePairs) {
        self.task = task
        self.data = data
        self.validation = validation
        self.test = test
    }
}

/// A method that learns to score pairs of nodes.
public protocol NodePairMethod: Method {
    /// Trains on the graph's links against sampled pairs, choosing by the validation pairs.
    func fit(_ problem: NodePairProblem, _ run: TrainingRun) throws -> any NodePairModel
}

/// What fitting such a method gives.
public protocol NodePairModel: AnyObject {
    /// The network, whose state is saved.
    var network: Module { get }
    /// A score per pair `[P]`; higher means more likely linked.
    func scores(_ input: GraphInput, _ pairs: NodePairs) throws -> Tensor
}
