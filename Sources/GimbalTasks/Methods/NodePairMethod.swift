// Methods on pairs of nodes of one graph.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A method that learns to score pairs of nodes.
public protocol NodePairMethod: Method {
    /// Trains on the graph's links against sampled pairs, choosing by the validation pairs.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    func fit(_ problem: NodePairProblem, _ run: TrainingRun) throws -> any NodePairModel
    /// Makes the untrained model that a saved state is loaded into.
    func makeNodePairModel(_ shape: ModelShape, _ context: Context) throws -> any NodePairModel
}

/// What fitting such a method gives.
public protocol NodePairModel: TrainedModel {
    /// A score per pair `[P]` in evaluation mode; higher means more likely linked.
    func scores(_ input: GraphInput, _ pairs: NodePairs) throws -> Tensor
    /// Vectors that describe the nodes `[nodeCount, width]`, in evaluation mode.
    ///
    /// - Throws: `ConfigError` if the model has none.
    func embeddings(_ input: GraphInput) throws -> Tensor
}

extension NodePairModel {
    /// Says that the model has none.
    public func embeddings(_ input: GraphInput) throws -> Tensor { throw hasNoEmbeddings() }
}
