// Supervised training of any graph network for node classification.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A graph network with the training that fits it to labelled nodes: full batch.
public final class SupervisedNodeModel: GraphModel {
    /// The network, whose state is saved.
    public var network: Module { graphNetwork }
    /// What each epoch measured.
    public private(set) var history: [EpochRecord] = []
    private let graphNetwork: GraphNetwork
    private let context: Context

    /// Wraps an untrained or loaded network.
    public init(_ network: GraphNetwork, _ context: Context) {
        graphNetwork = network
        self.context = context
    }

    /// Unnormalised scores in evaluation mode.
    public func logits(_ input: GraphInput) throws -> Tensor {
        try context.with(mode: .evaluate) { try withoutGradient { try graphNetwork(input, context) } }
    }

    /// What the network's last layer sees, in evaluation mode.
    ///
    /// - Throws: `ConfigError` if the network has no hidden layer.
    public func embeddings(_ input: GraphInput) throws -> Tensor {
        guard graphNetwork.featureCount > 0 else { throw hasNoEmbeddings() }
        return try context.with(mode: .evaluate) {
            try withoutGradient { try graphNetwork.features(input, context) }
        }
    }

    /// Trains on all training nodes at once; keeps the state with the lowest validation loss.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    public func train(
        _ problem: GraphProblem, _ recipe: TrainingRecipe, _ optimizer: any Optimizer,
        stopping: StoppingRule? = nil, _ run: TrainingRun
    ) throws {
        let input = try GraphInput(features: problem.data.features, graph: problem.data.graph)
        let train = try LabelledNodes(problem.split.train, of: problem.data)
        let validation = try LabelledNodes(problem.split.validation, of: problem.data)
        let settings = recipe.settings(stepsPerEpoch: 1, stopping: stopping, for: run)
        history = try TrainingLoop(network, optimizer, settings, run).train(
            WholeBatch(input),
            validate: { try Validation(loss: validation.loss(self.logits(input)).item()) }
        ) { input in
            try train.loss(graphNetwork(input, context), labelSmoothing: recipe.labelSmoothing)
        }
    }
}

/// Nodes with their classes, as tensors.
struct LabelledNodes {
    let nodes: Tensor  // [n] int64
    let labels: Tensor  // [n] int64

    init(_ nodes: [Int], of data: GraphDataSet) throws {
        self.nodes = try Tensor(nodes)
        labels = try Tensor(data.classes(of: nodes))
    }

    func loss(_ logits: Tensor, labelSmoothing: Double = 0) throws -> Tensor {
        try crossEntropy(
            logits.indexSelect(nodes, axis: 0), labels: labels, labelSmoothing: labelSmoothing)
    }
}

extension GraphDataSet {
    /// Returns the classes of some nodes.
    ///
    /// - Throws: `DataError` naming a node that has none.
    public func classes(of nodes: [Int]) throws -> [Int] {
        try nodes.map { node in
            guard let label = labels[node] else {
                throw DataError(
                    "label", "Node \(node) of \"\(name)\" is in the split but has no label.",
                    fix: "Take it out of the split, or label it.")
            }
            return label
        }
    }
}
