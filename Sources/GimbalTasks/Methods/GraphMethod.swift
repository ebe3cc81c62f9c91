// Methods on one graph: nodes are the samples.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A method that learns from one graph.
public protocol GraphMethod: Method {
    /// Trains on the problem's training nodes, choosing by its validation nodes; test labels are not looked
    /// at.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel
    /// Makes the untrained model that a saved state is loaded into.
    func makeGraphModel(_ shape: ModelShape, _ context: Context) throws -> any GraphModel
}

/// What fitting a graph method gives: predicts for every node of a graph.
public protocol GraphModel: TrainedModel {
    /// Unnormalised scores `[nodeCount, classCount]` in evaluation mode.
    func logits(_ input: GraphInput) throws -> Tensor
    /// Vectors that describe the nodes `[nodeCount, width]`, in evaluation mode.
    ///
    /// - Throws: `ConfigError` if the model has none.
    func embeddings(_ input: GraphInput) throws -> Tensor
}

extension GraphModel {
    /// Says that the model has none.
    public func embeddings(_ input: GraphInput) throws -> Tensor { throw hasNoEmbeddings() }
}
