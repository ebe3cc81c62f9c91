// Supervised training of any network on samples that are tensors.
import GimbalData
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A network on samples that are tensors, with the training that fits it.
public final class SupervisedTensorModel: TensorModel {
    /// Samples that go through the network at once when nothing is learnt.
    private static let chunk = 512

    /// The network, whose state is saved.
    public var network: Module { layer }
    /// What each epoch measured.
    public private(set) var history: [EpochRecord] = []
    private let layer: any UnaryLayer
    private let context: Context
    /// What the parameters are kept in while training goes on.
    private var precision = TrainingSettings.Precision.full

    /// Wraps an untrained or loaded network.
    public init(_ network: any UnaryLayer, _ context: Context) {
        layer = network
        self.context = context
    }

    /// Outputs in evaluation mode.
    public func outputs(_ inputs: Tensor) throws -> Tensor {
        try Tensor.concatenated(
            chunks(of: inputs.shape[0]).map { try evaluated(inputs, $0) { try applied($0) } })
    }

    /// What the network's head sees, in evaluation mode.
    ///
    /// - Throws: `ConfigError` if the network has no hidden layer.
    public func embeddings(_ inputs: Tensor) throws -> Tensor {
        guard let backbone = layer as? any Backbone else { throw hasNoEmbeddings() }
        return try Tensor.concatenated(
            chunks(of: inputs.shape[0]).map {
                try evaluated(inputs, $0) { try backbone.features($0, context) }
            })
    }

    /// Trains in batches; keeps the state with the lowest validation loss.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    public func train(
        _ problem: TensorProblem, _ recipe: TrainingRecipe, _ optimizer: any Optimizer, _ run: TrainingRun
    ) throws {
        let batches = try problem.trainingBatches(recipe, seed: run.seed)
        let settings = recipe.settings(stepsPerEpoch: batches.batchCount, for: run)
        let target = problem.train.target
        precision = recipe.precision
        defer { precision = .full }
        history = try TrainingLoop(network, optimizer, settings, run).train(
            batches, validate: { try Validation(loss: self.loss(problem.validation, problem)) }
        ) { batch in
            try target.replacing(Array(batch.dropFirst())).loss(
                applied(batch[0]), labelSmoothing: recipe.labelSmoothing)
        }
    }

    /// The loss of a part, in evaluation mode.
    private func loss(_ part: TensorPart, _ problem: TensorProblem) throws -> Double {
        guard part.target.isMeanOverSamples else {
            let pieces = try chunks(of: part.count).map { try outputs(part, $0, problem) }
            return try part.target.loss(Tensor.concatenated(pieces)).item()
        }
        let size = part.target.evaluationChunk(Self.chunk)
        return try chunks(of: part.count, size).reduce(0) { sum, chunk in
            let target = try part.target.range(start: chunk.lowerBound, length: chunk.count)
            let loss = try target.loss(outputs(part, chunk, problem)).item()
            return sum + loss * Double(chunk.count) / Double(part.count)
        }
    }

    private func outputs(_ part: TensorPart, _ chunk: Range<Int>, _ problem: TensorProblem) throws -> Tensor {
        try evaluated(part.inputs, chunk) { try applied(problem.prepared($0)) }
    }

    /// Applies the network in the numbers that it is trained in; losses are always computed in full.
    private func applied(_ x: Tensor) throws -> Tensor {
        guard let dtype = precision.dtype else { return try layer(x, context) }
        let input = x.dtype.isFloatingPoint ? try x.converted(to: dtype) : x
        return try layer(input, context).converted(to: .float32)
    }

    private func evaluated(_ inputs: Tensor, _ chunk: Range<Int>, _ body: (Tensor) throws -> Tensor) throws
        -> Tensor
    {
        try context.with(mode: .evaluate) {
            try withoutGradient {
                try body(inputs.narrow(axis: 0, start: chunk.lowerBound, length: chunk.count))
            }
        }
    }

    private func chunks(of count: Int, _ size: Int = chunk) -> [Range<Int>] {
        stride(from: 0, to: max(count, 1), by: size).map { $0..<min($0 + size, count) }
    }
}

extension TensorProblem {
    /// Shuffled batches of inputs and target tensors, augmented and prepared.
    ///
    /// A last batch of one sample, of which batch normalisation can learn nothing, is left out.
    ///
    /// - Throws: `ConfigError` if there is nothing to learn from.
    public func trainingBatches(_ recipe: TrainingRecipe, seed: UInt64) throws -> DataLoader<TensorSamples> {
        let size = min(recipe.batchSize, train.count)
        let steps = augmentation.steps + preparation.steps
        let config = LoaderConfig(
            batchSize: size, dropsLast: size > 1 && train.count % size == 1,
            // Copying rows is faster than handing them over from a thread; augmenting is not.
            workerCount: augmentation.steps.isEmpty ? 0 : 1)
        return try DataLoader(
            TensorSamples([train.inputs] + train.target.tensors, augmentation: steps), config, seed: seed)
    }

    /// A model's outputs for a part, prepared piece by piece.
    ///
    /// - Throws: what preparation or model throw.
    public func outputs(of model: any TensorModel, _ part: TensorPart) throws -> Tensor {
        try collected(part) { try model.outputs($0) }
    }

    /// A model's vectors for a part, prepared piece by piece.
    ///
    /// - Throws: what preparation or model throw.
    public func embeddings(of model: any TensorModel, _ part: TensorPart) throws -> Tensor {
        try collected(part) { try model.embeddings($0) }
    }

    private func collected(_ part: TensorPart, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        let pieces = try stride(from: 0, to: part.count, by: 2048).map { start in
            try body(
                prepared(part.inputs.narrow(axis: 0, start: start, length: min(2048, part.count - start))))
        }
        return try Tensor.concatenated(pieces)
    }
}
