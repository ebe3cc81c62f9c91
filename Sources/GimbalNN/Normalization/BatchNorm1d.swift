// Batch Normalization - Ioffe, Szegedy 2015, arXiv 1502.03167. No reference code was looked at.
import GimbalTensor

/// Normalises each feature over the batch while training, and by running statistics in use.
///
/// y = (x − mean) / √(variance + epsilon) · weight + bias
///
/// - Shapes: x `[N, F]` or `[N, F, L]` → the same; weight, bias, running statistics `[F]`.
/// - Train and evaluate differ: batch statistics against running ones (unbiased variance, momentum 0.1).
/// - Throws: `TensorError` if the second axis is not `F`; `ModuleError` if a training batch has one value per
///   feature.
/// - Paper: Ioffe, Szegedy 2015, arXiv 1502.03167, algorithms 1-2. Deviation: none.
public final class BatchNorm1d: Module, UnaryLayer {
    /// Settings of a batch normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of features.
        public var featureCount: Int
        /// Added to the variance.
        public var epsilon: Double
        /// Share of the new batch in the running statistics.
        public var momentum: Double
        /// Whether weight and bias are learned.
        public var isAffine: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(featureCount: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, isAffine: Bool = true)
        {
            self.featureCount = featureCount
            self.epsilon = epsilon
            self.momentum = momentum
            self.isAffine = isAffine
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `[featureCount]`, starts at one.
    @Parameter public var weight: Tensor?
    /// `[featureCount]`, starts at zero.
    @Parameter public var bias: Tensor?
    /// `[featureCount]`, starts at zero.
    @Buffer public var runningMean: Tensor
    /// `[featureCount]`, starts at one.
    @Buffer public var runningVar: Tensor
    /// Number of training batches seen (scalar, int64).
    @Buffer public var numBatchesTracked: Tensor

    /// Creates the layer; draws nothing.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        weight = config.isAffine ? try Initializer.ones([config.featureCount], context) : nil
        bias = config.isAffine ? try Initializer.zeros([config.featureCount], context) : nil
        runningMean = try Tensor.zeros([config.featureCount])
        runningVar = try Tensor.ones([config.featureCount])
        numBatchesTracked = try Tensor(scalar: 0)
        super.init()
    }

    public override var settings: String { "\(config.featureCount), epsilon \(config.epsilon)" }

    /// Normalises over the batch, or by the running statistics in use.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        if context.isTraining {
            guard x.count != config.featureCount else {
                throw ModuleError(
                    "batch",
                    "BatchNorm1d: a training batch \(x.shape) has one value per feature, expected two or more.",
                    fix: "Use larger batches, or drop the last one when it has a single sample.")
            }
            numBatchesTracked = try numBatchesTracked + 1
        }
        // libtorch updates the running statistics in place while training.
        return try x.batchNorm(
            training: context.isTraining, weight: context[$weight], bias: context[$bias],
            runningMean: runningMean,
            runningVariance: runningVar, momentum: config.momentum, epsilon: config.epsilon)
    }
}
