// Architectures on graphs as methods: for nodes, whole graphs and links everything follows from network and recipe.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A backbone from a graph to outputs per node: classifies nodes and graphs and scores links.
///
/// Its card's tasks say what of this it is offered for.
public protocol GraphBackbone: TrainableBackbone, GraphMethod, GraphsMethod, NodePairMethod {
    /// When training on nodes stops; by default the recipe's `patience` decides.
    var stopping: StoppingRule? { get }
    /// How the nodes of a graph become one row, where graphs are the samples.
    var readout: GraphLevelNetwork.Readout { get }
    /// Width of the vectors of nodes that graphs and links are judged by.
    var embeddingCount: Int { get }
    /// Makes the network with fresh parameters.
    func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork
    /// Makes the network of whole graphs with fresh parameters; by default the network of nodes, a readout and a
    /// perceptron with one hidden layer.
    func makeGraphLevelNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws
        -> GraphLevelNetwork
}

extension GraphBackbone {
    /// Leaves it to the recipe.
    public var stopping: StoppingRule? { nil }
    /// Takes the mean.
    public var readout: GraphLevelNetwork.Readout { .mean }

    /// Makes the network of whole graphs.
    public func makeGraphLevelNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws
        -> GraphLevelNetwork
    {
        var config = GraphLevelNetwork.Config(outputCount: outputCount)
        config.readout = readout
        config.head = .perceptron(hiddenCounts: [embeddingCount])
        config.dropout = 0
        let encoder = try makeNetwork(inputCount: inputCount, outputCount: embeddingCount, context)
        return try GraphLevelNetwork(config, encoder: encoder, context)
    }

    private func makeLinkNetwork(inputCount: Int, _ context: Context) throws -> LinkNetwork {
        let encoder = try makeNetwork(inputCount: inputCount, outputCount: embeddingCount, context)
        return LinkNetwork(encoder: encoder, decoder: try LinkDecoder(.innerProduct, context))
    }
}

// MARK: - Nodes

extension GraphBackbone {
    /// Makes the untrained model that a saved state is loaded into.
    public func makeGraphModel(_ shape: ModelShape, _ context: Context) throws -> any GraphModel {
        SupervisedNodeModel(
            try makeNetwork(inputCount: shape.inputCount, outputCount: shape.outputCount, context), context)
    }

    /// Trains on the problem.
    public func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        let shape = problem.shape
        let network = try makeNetwork(
            inputCount: shape.inputCount, outputCount: shape.outputCount, run.context)
        let model = SupervisedNodeModel(network, run.context)
        let optimizer = try recipe.makeOptimizer(network, isDecayed: isDecayed)
        try model.train(problem, recipe, optimizer, stopping: stopping, run)
        return model
    }
}

// MARK: - Graphs

extension GraphBackbone {
    /// Makes the untrained model that a saved state is loaded into.
    public func makeGraphsModel(_ shape: ModelShape, _ context: Context) throws -> any GraphsModel {
        SupervisedGraphsModel(
            try makeGraphLevelNetwork(
                inputCount: shape.inputCount, outputCount: shape.outputCount, context), context)
    }

    /// Trains on the problem.
    public func fit(_ problem: GraphsProblem, _ run: TrainingRun) throws -> any GraphsModel {
        let shape = problem.shape
        let network = try makeGraphLevelNetwork(
            inputCount: shape.inputCount, outputCount: shape.outputCount, run.context)
        let model = SupervisedGraphsModel(network, run.context)
        // Names within the encoder are those that `isDecayed` knows.
        let optimizer = try recipe.makeOptimizer(network) { name in
            !name.hasPrefix("encoder.") || isDecayed(String(name.dropFirst("encoder.".count)))
        }
        try model.train(problem, recipe, optimizer, run)
        return model
    }
}

// MARK: - Links

extension GraphBackbone {
    /// Makes the untrained model that a saved state is loaded into.
    public func makeNodePairModel(_ shape: ModelShape, _ context: Context) throws -> any NodePairModel {
        SupervisedLinkModel(try makeLinkNetwork(inputCount: shape.inputCount, context), context)
    }

    /// Trains on the problem.
    public func fit(_ problem: NodePairProblem, _ run: TrainingRun) throws -> any NodePairModel {
        let network = try makeLinkNetwork(inputCount: problem.shape.inputCount, run.context)
        let model = SupervisedLinkModel(network, run.context)
        let optimizer = try recipe.makeOptimizer(network) { name in
            !name.hasPrefix("encoder.") || isDecayed(String(name.dropFirst("encoder.".count)))
        }
        try model.train(problem, recipe, optimizer, run)
        return model
    }
}
