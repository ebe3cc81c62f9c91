// Methods on samples that are tensors: rows of a table, images, sequences.
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A method that learns from samples that are tensors: tables, images, sequences; the card's tasks say which.
public protocol TensorMethod: Method {
    /// Trains on the training samples, choosing by the validation samples.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel
    /// Makes the untrained model that a saved state is loaded into.
    func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel
}

/// What fitting such a method gives.
public protocol TensorModel: TrainedModel {
    /// Outputs `[N, outputCount]` in evaluation mode: logits, values or risk scores; `[N, T, outputCount]` of tokens.
    ///
    /// - Parameter inputs: samples after the problem's preparation.
    func outputs(_ inputs: Tensor) throws -> Tensor
    /// Vectors that describe the samples `[N, width]`, in evaluation mode.
    ///
    /// - Throws: `ConfigError` if the model has none.
    func embeddings(_ inputs: Tensor) throws -> Tensor
}

extension TensorModel {
    /// Says that the model has none.
    public func embeddings(_ inputs: Tensor) throws -> Tensor { throw hasNoEmbeddings() }
}
