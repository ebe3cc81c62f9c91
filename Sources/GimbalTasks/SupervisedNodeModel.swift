// Supervised training of any graph network for node classification.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// How a graph network is trained for node classification: full batch, Adam.
public struct NodeTrainingRecipe: Sendable, Hashable, Codable {
    /// Step size of Adam.
    public var learningRate: Double
    /// L2 weight decay on the parameters that `decayed` selects.
    public var weightDecay: Double
    /// Number of epochs unless a budget says otherwise.
    public var epochCount: Int
    /// When to stop before the last epoch.
    public var stopping: StoppingRule

    /// Describes a recipe.
    public init(learningRate: Double, weightDecay: Double, epochCount: Int, stopping: StoppingRule) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.epochCount = epochCount
        self.stopping = stopping
    }
}

/// A backbone from a graph to outputs per node: everything else follows from its network and recipe.
public protocol GraphBackbone: GraphMethod {
    /// How it is trained.
    var recipe: NodeTrainingRecipe { get }
    /// Makes the network with fresh parameters.
    func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork
    /// Whether weight decay applies to the parameter of that dotted name; by default to all.
    func isDecayed(_ parameter: String) -> Bool
}

extension GraphBackbone {
    /// Says that weight decay applies to every parameter.
    public func isDecayed(_ parameter: String) -> Bool { true }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeModel(inputCount: Int, outputCount: Int, _ context: Context) throws -> any GraphModel {
        SupervisedNodeModel(
            try makeNetwork(inputCount: inputCount, outputCount: outputCount, context), context)
    }

    /// Trains on the problem.
    public func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        let data = problem.data
        let network = try makeNetwork(
            inputCount: data.features.featureCount, outputCount: data.classNames.count, run.context)
        let model = SupervisedNodeModel(network, run.context)
        try model.train(problem, recipe: recipe, isDecayed: isDecayed, run)
        return model
    }
}

/// A graph network with the loop that trains it.
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

    /// Trains on all training nodes at once; keeps the state with the lowest validation loss.
    func train(
        _ problem: GraphProblem, recipe: NodeTrainingRecipe, isDecayed: (String) -> Bool, _ run: TrainingRun
    ) throws {
        let input = try GraphInput(features: problem.data.features, graph: problem.data.graph)
        let trainPart = try LabelledNodes(problem.split.train, of: problem.data)
        let validationPart = try LabelledNodes(problem.split.validation, of: problem.data)
        let optimizer = try makeOptimizer(recipe, isDecayed)
        let epochCount = run.epochCount(default: recipe.epochCount)
        var stopping = EarlyStopping(recipe.stopping, epochCount: epochCount)
        try run.prepared(network, optimizer)

        for epoch in 1...max(1, epochCount) {
            if epoch > 1, run.isOutOfTime { break }
            let loss = try run.context.with(mode: .train) { try trainPart.loss(graphNetwork(input, context)) }
            try optimizer.step(optimizer.gradients(of: loss))
            try run.stepped(network, optimizer)

            let validationLoss = try validationPart.loss(logits(input)).item()
            let record = EpochRecord(epoch: epoch, trainLoss: try loss.item(), validationLoss: validationLoss)
            try check(record)
            history.append(record)
            run.observe?(record)
            if try stopping.record(validationLoss, of: network) { break }
        }
        try stopping.restoreBest(in: network)
    }

    private func makeOptimizer(_ recipe: NodeTrainingRecipe, _ isDecayed: (String) -> Bool) throws -> Adam {
        let parameters = try network.table().parameters
        let decayed = parameters.filter { isDecayed($0.key) }, free = parameters.filter { !isDecayed($0.key) }
        return try Adam(
            [
                ParameterGroup(decayed, learningRate: recipe.learningRate, weightDecay: recipe.weightDecay),
                ParameterGroup(free, learningRate: recipe.learningRate),
            ].filter { !$0.parameters.isEmpty })
    }

    private func check(_ record: EpochRecord) throws {
        guard record.trainLoss.isFinite else {
            throw RunError(
                "diverged", "The training loss is \(record.trainLoss) in epoch \(record.epoch).",
                fix: "Lower the learning rate, or look at the features for extreme values.")
        }
    }
}

/// Nodes with their classes, as tensors.
struct LabelledNodes {
    let nodes: Tensor  // [n] int64
    let labels: Tensor  // [n] int64

    init(_ nodes: [Int], of data: GraphDataSet) throws {
        self.nodes = try Tensor(nodes)
        labels = try Tensor(
            nodes.map { node in
                guard let label = data.labels[node] else {
                    throw DataError(
                        "label", "Node \(node) of \"\(data.name)\" is in the split but has no label.",
                        fix: "Take it out of the split, or label it.")
                }
                return label
            })
    }

    func loss(_ logits: Tensor) throws -> Tensor {
        try crossEntropy(logits.indexSelect(nodes, axis: 0), labels: labels)
    }
}
