// Batch Normalization - Ioffe, Szegedy 2015, arXiv 1502.03167. No reference code was looked at.
import GimbalTensor

/// Normalises each channel over the batch while training, and by running statistics in use.
///
/// y = (x − mean) / √(variance + epsilon) · weight + bias
///
/// - Shapes: x `[N, C, ...]` → the same; weight, bias, running statistics `[C]`. ``BatchNorm1d``, ``BatchNorm2d`` and
///   ``BatchNorm3d`` are the same with the rank checked.
/// - Train and evaluate differ: batch statistics against running ones (unbiased variance), unless none are tracked.
/// - Precision: statistics in Float32 for half inputs; half inputs with Float32 weights give half outputs.
/// - Throws: `TensorError` for a wrong rank or number of channels; `ModuleError` if a training batch has one value per
///   channel.
/// - Paper: Ioffe, Szegedy 2015, arXiv 1502.03167, algorithms 1-2. Deviation: none.
open class BatchNorm: ChannelNorm, UnaryLayer {
    /// Settings of a batch normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of channels.
        public var featureCount: Int
        /// Added to the variance.
        public var epsilon: Double
        /// Share of the new batch in the running statistics; nil averages all batches alike.
        public var momentum: Double?
        /// Whether weight and bias are learned.
        public var isAffine: Bool
        /// Whether statistics are kept for use; without them, every batch is normalised by its own.
        public var tracksRunningStatistics: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(
            featureCount: Int, epsilon: Double = 1e-5, momentum: Double? = 0.1, isAffine: Bool = true,
            tracksRunningStatistics: Bool = true
        ) {
            self.featureCount = featureCount
            self.epsilon = epsilon
            self.momentum = momentum
            self.isAffine = isAffine
            self.tracksRunningStatistics = tracksRunningStatistics
        }
    }

    /// The settings that the layer was made with.
    public let config: Config

    /// Creates the layer; draws nothing.
    ///
    /// - Throws: `ModuleError` for settings out of range.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        try super.init(
            channelCount: config.featureCount, isAffine: config.isAffine,
            tracks: config.tracksRunningStatistics, epsilon: config.epsilon, momentum: config.momentum)
    }

    /// Creates the layer with PyTorch's defaults; draws nothing.
    public convenience init(
        _ featureCount: Int, epsilon: Double = 1e-5, momentum: Double? = 0.1, isAffine: Bool = true,
        tracksRunningStatistics: Bool = true, _ context: Context
    ) throws {
        try self.init(
            Config(
                featureCount: featureCount, epsilon: epsilon, momentum: momentum, isAffine: isAffine,
                tracksRunningStatistics: tracksRunningStatistics),
            context)
    }

    public override var settings: String {
        var parts = ["\(config.featureCount)", "epsilon \(config.epsilon)"]
        if config.momentum != 0.1 { parts.append(config.momentum.map { "momentum \($0)" } ?? "cumulative") }
        if !config.isAffine { parts.append("not affine") }
        if !config.tracksRunningStatistics { parts.append("no running statistics") }
        return parts.joined(separator: ", ")
    }

    /// Normalises over the batch, or by the running statistics in use.
    open func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try check(x, channelAxis: 1)
        return try normalize(x, context)
    }

    /// Normalises `[N, C, ...]`, whose shape was checked.
    func normalize(_ x: Tensor, _ context: Context) throws -> Tensor {
        let usesBatch = context.isTraining || runningMean == nil
        guard !usesBatch || x.count != channelCount else {
            throw ModuleError(
                "batch",
                "\(type(of: self)): a training batch \(x.shape) has one value per channel, expected two or more.",
                fix: "Use larger batches, or drop the last one when it has a single sample.")
        }
        let momentum = try countBatch(context)
        // libtorch updates the running statistics in place while training.
        return try withRunningStatistics { mean, variance in
            try x.normalized(weight: context[$weight], bias: context[$bias]) { x, weight, bias in
                try x.batchNorm(
                    training: usesBatch, weight: weight, bias: bias, runningMean: mean,
                    runningVariance: variance, momentum: momentum, epsilon: config.epsilon)
            }
        }
    }

    /// Counts a training batch and returns its share in the running statistics.
    private func countBatch(_ context: Context) throws -> Double {
        guard context.isTraining, let count = numBatchesTracked else { return config.momentum ?? 0 }
        try count.addInPlace(1)
        return try config.momentum ?? 1 / count.item()
    }
}

/// Normalises features over the batch, or channels over batch and positions.
///
/// - Shapes: x `[N, C]` or `[N, C, L]` → the same. Everything else as in ``BatchNorm``.
public final class BatchNorm1d: BatchNorm {
    public override class var ranks: ClosedRange<Int> { 2...3 }
}

/// Normalises channels of images over the batch and the pixels.
///
/// - Shapes: x `[N, C, H, W]` → the same. Everything else as in ``BatchNorm``.
public final class BatchNorm2d: BatchNorm {
    public override class var ranks: ClosedRange<Int> { 4...4 }
}

/// Normalises channels of volumes over the batch and the voxels.
///
/// - Shapes: x `[N, C, D, H, W]` → the same. Everything else as in ``BatchNorm``.
public final class BatchNorm3d: BatchNorm {
    public override class var ranks: ClosedRange<Int> { 5...5 }
}

/// Normalises features on the last axis over all others, such as tokens of a transformer over batch and positions.
///
/// - Shapes: x `[..., C]` → the same; for `[N, C]` it is ``BatchNorm1d``. Everything else as in ``BatchNorm``.
public final class FeatureBatchNorm: BatchNorm {
    /// Normalises over all axes but the last.
    public override func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try check(x, channelAxis: x.rank - 1)
        if x.rank == 2 { return try normalize(x, context) }
        return try normalize(x.reshaped([-1, channelCount]), context).reshaped(x.shape)  // [N · positions, C]
    }
}
