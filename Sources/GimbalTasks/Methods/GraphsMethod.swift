// Methods on many graphs: graphs are the samples.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A method that learns from many graphs.
public protocol GraphsMethod: Method {
    /// Trains on the training graphs, choosing by the validation graphs.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    func fit(_ problem: GraphsProblem, _ run: TrainingRun) throws -> any GraphsModel
    /// Makes the untrained model that a saved state is loaded into.
    func makeGraphsModel(_ shape: ModelShape, _ context: Context) throws -> any GraphsModel
}

/// What fitting such a method gives: predicts for every graph of a batch.
public protocol GraphsModel: TrainedModel {
    /// Outputs `[graphs, outputCount]` in evaluation mode: logits or values.
    func outputs(_ graphs: GraphBatch) throws -> Tensor
    /// Vectors that describe the graphs `[graphs, width]`, in evaluation mode.
    ///
    /// - Throws: `ConfigError` if the model has none.
    func embeddings(_ graphs: GraphBatch) throws -> Tensor
}

extension GraphsModel {
    /// Says that the model has none.
    public func embeddings(_ graphs: GraphBatch) throws -> Tensor { throw hasNoEmbeddings() }
}
