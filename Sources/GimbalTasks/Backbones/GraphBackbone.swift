// Architectures on graphs as methods: for nodes, whole graphs and links everything follows from network and recipe.
import GimbalCore
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A backbone from a graph to outputs per node: classifies nodes and graphs and scores links.
///
/// Its card's tasks say what of this it is offered for.
public protocol GraphBackbone: TrainableBackbone, GraphMethod {
    /// When training stops; by default the recipe's `patience` decides.
    var stopping: StoppingRule? { get }
    /// Makes the network with fresh parameters.
    func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork
    /// How the nodes of a graph become one row, where graphs are the samples.
    var readout: NodeReduction { get }
    /// Width of the vectors of nodes that graphs and links are judged by.
    var embeddingCount: Int { get }
}

extension GraphBackbone {
    /// Leaves it to the recipe.
    public var stopping: StoppingRule? { nil }
    /// Takes the mean.
    public var readout: NodeReduction { .mean }
    /// A usual width.
    public var embeddingCount: Int { 64 }

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
