// Instance Normalization - Ulyanov, Vedaldi, Lempitsky 2016, arXiv 1607.08022. No reference code was looked at.
import GimbalTensor

/// Normalises each channel of each sample over its positions.
///
/// y = (x − mean) / √(variance + epsilon) · weight + bias
///
/// - Shapes: x `[N, C, ...]` → the same; one sample `[C, ...]` without batch axis is taken, too, by the layers of a
///   fixed rank. weight, bias, running statistics `[C]`.
/// - Train and evaluate differ only if running statistics are tracked (by default they are not).
/// - Precision: statistics in Float32 for half inputs; population variance.
/// - Throws: `TensorError` for a wrong rank or number of channels; `ModuleError` if there is one position only.
/// - Paper: Ulyanov, Vedaldi, Lempitsky 2016, arXiv 1607.08022, eq. 2. Deviation: none.
open class InstanceNorm: ChannelNorm, UnaryLayer {
    /// Settings of an instance normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of channels.
        public var featureCount: Int
        /// Added to the variance.
        public var epsilon: Double
        /// Share of the new batch in the running statistics.
        public var momentum: Double
        /// Whether weight and bias are learned.
        public var isAffine: Bool
        /// Whether statistics, averaged over the samples, are kept and used in evaluation.
        public var tracksRunningStatistics: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(
            featureCount: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, isAffine: Bool = false,
            tracksRunningStatistics: Bool = false
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

    /// Rank of a batch; one less is a single sample, and with zero every input is a batch.
    class var batchRank: Int { 0 }

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
        _ featureCount: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, isAffine: Bool = false,
        tracksRunningStatistics: Bool = false, _ context: Context
    ) throws {
        try self.init(
            Config(
                featureCount: featureCount, epsilon: epsilon, momentum: momentum, isAffine: isAffine,
                tracksRunningStatistics: tracksRunningStatistics),
            context)
    }

    public override var settings: String {
        var parts = ["\(config.featureCount)", "epsilon \(config.epsilon)"]
        if config.isAffine { parts.append("affine") }
        if config.tracksRunningStatistics { parts.append("momentum \(config.momentum)") }
        return parts.joined(separator: ", ")
    }

    /// Normalises each channel of each sample.
    open func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let isSingle = x.rank == Self.batchRank - 1
        try check(x, channelAxis: isSingle ? 0 : 1)
        let batch = isSingle ? try x.unsqueezed(axis: 0) : x
        let y = try normalize(batch, context)
        return isSingle ? try y.squeezed(axis: 0) : y
    }

    private func normalize(_ x: Tensor, _ context: Context) throws -> Tensor {
        let usesInput = context.isTraining || runningMean == nil
        let positions = x.shape.dropFirst(2).reduce(1, *)
        guard !usesInput || positions > 1 else {
            throw ModuleError(
                "positions",
                "\(type(of: self)): x \(x.shape) has one position per channel, expected two or more.",
                fix: "Normalise earlier, where maps are larger, or use another normalisation.")
        }
        return try withRunningStatistics { mean, variance in
            try x.normalized(weight: context[$weight], bias: context[$bias]) { x, weight, bias in
                try x.instanceNorm(
                    weight: weight, bias: bias, runningMean: mean, runningVariance: variance,
                    usesInputStatistics: usesInput, momentum: config.momentum, epsilon: config.epsilon)
            }
        }
    }
}

/// Normalises each channel of each sequence over its positions.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → the same. Everything else as in ``InstanceNorm``.
public final class InstanceNorm1d: InstanceNorm {
    public override class var ranks: ClosedRange<Int> { 2...3 }
    override class var batchRank: Int { 3 }
}

/// Normalises each channel of each image over its pixels.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → the same. Everything else as in ``InstanceNorm``.
public final class InstanceNorm2d: InstanceNorm {
    public override class var ranks: ClosedRange<Int> { 3...4 }
    override class var batchRank: Int { 4 }
}

/// Normalises each channel of each volume over its voxels.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → the same. Everything else as in ``InstanceNorm``.
public final class InstanceNorm3d: InstanceNorm {
    public override class var ranks: ClosedRange<Int> { 4...5 }
    override class var batchRank: Int { 5 }
}
