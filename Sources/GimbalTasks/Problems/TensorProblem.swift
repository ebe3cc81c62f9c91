// Tasks whose samples are tensors: rows of a table, images, sequences.
import GimbalData
import GimbalTensor

/// Samples stacked along the first axis, with their target.
public struct TensorPart: Sendable {
    /// `[N, ...]`: float32 rows of a table, bytes of images `[N, C, H, W]`, int64 tokens `[N, T]`.
    public let inputs: Tensor
    /// One target per sample.
    public let target: Target

    /// Pairs samples with their target.
    public init(inputs: Tensor, target: Target) {
        self.inputs = inputs
        self.target = target
    }

    /// Number of samples.
    public var count: Int { inputs.shape.first ?? 0 }
}

/// A task on samples that are tensors.
public struct TensorProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// Samples to learn from.
    public let train: TensorPart
    /// Samples to choose by.
    public let validation: TensorPart
    /// Samples to judge by.
    public let test: TensorPart
    /// What turns inputs into what networks take, in training and after: bytes of images into normalised numbers.
    public let preparation: Compose<Tensor>
    /// Random changes of the inputs of a training batch, made before the preparation.
    public let augmentation: Compose<Tensor>

    /// Describes a problem.
    public init(
        task: LearningTask, train: TensorPart, validation: TensorPart, test: TensorPart,
        preparation: Compose<Tensor> = Compose([]), augmentation: Compose<Tensor> = Compose([])
    ) {
        self.task = task
        self.train = train
        self.validation = validation
        self.test = test
        self.preparation = preparation
        self.augmentation = augmentation
    }

    /// What a model must fit.
    public var shape: ModelShape {
        var vocabularyCount = 0
        if case .tokens(_, let count) = train.target { vocabularyCount = count }
        return ModelShape(
            inputShape: Array(train.inputs.shape.dropFirst()), outputCount: train.target.outputCount,
            sampleCount: train.count + validation.count + test.count, trainCount: train.count,
            vocabularyCount: vocabularyCount)
    }

    /// Inputs as networks take them.
    ///
    /// - Throws: what the preparation throws.
    public func prepared(_ inputs: Tensor) throws -> Tensor { try preparation.applied(to: inputs) }
}

extension Compose where Sample == Tensor {
    /// Applies steps that draw nothing.
    ///
    /// - Throws: what a step throws.
    public func applied(to inputs: Tensor) throws -> Tensor {
        steps.isEmpty ? inputs : try self(inputs, RandomStream(seed: 0))
    }
}
