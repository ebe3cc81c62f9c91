// Tasks whose samples are pairs of nodes of one graph.
import GimbalData
import GimbalGraphs

/// Pairs of nodes, and which of them are linked.
public struct NodePairs: Sendable, Equatable {
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

    /// Lists linked pairs, then pairs that are not linked.
    public init(linked: EdgeList, unlinked: EdgeList) {
        sources = (linked.sources + unlinked.sources).map(Int.init)
        targets = (linked.targets + unlinked.targets).map(Int.init)
        self.linked =
            Array(repeating: true, count: linked.count) + Array(repeating: false, count: unlinked.count)
    }

    /// Number of pairs.
    public var count: Int { linked.count }
}

/// Link prediction on one graph: the graph holds the training links alone.
public struct NodePairProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// Features, and the graph without held-out links.
    public let data: GraphDataSet
    /// The links of all parts; draws non-links to learn from.
    public let links: LinkSplit
    /// Pairs to choose by.
    public let validation: NodePairs
    /// Pairs to judge by.
    public let test: NodePairs

    /// Describes a problem.
    ///
    /// - Parameter data: the data set whose graph is `links.graph`.
    public init(task: LearningTask, data: GraphDataSet, links: LinkSplit) {
        self.task = task
        self.data = data
        self.links = links
        validation = NodePairs(linked: links.validation, unlinked: links.validationNegatives)
        test = NodePairs(linked: links.test, unlinked: links.testNegatives)
    }

    /// What a model must fit.
    public var shape: ModelShape {
        ModelShape(
            inputShape: [data.features.featureCount], outputCount: 1, sampleCount: data.graph.nodeCount,
            trainCount: links.train.count)
    }
}
