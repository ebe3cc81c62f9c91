// Layer Normalization - Ba, Kiros, Hinton 2016, arXiv 1607.06450. No reference code was looked at.
import GimbalTensor

/// Normalises each sample over its features, then scales and shifts.
///
/// y = (x − mean) / √(variance + epsilon) · weight + bias
///
/// - Shapes: x `[..., F]` → y `[..., F]` with `F` = `normalizedShape`; weight, bias `F`.
/// - Precision: statistics in Float32 for half inputs; population variance.
/// - Throws: `TensorError` if the last axes are not `F`.
/// - Paper: Ba, Kiros, Hinton 2016, arXiv 1607.06450, eq. 3-4. Deviation: epsilon inside the root, as the
///   field does.
public final class LayerNorm: Module, UnaryLayer {
    /// Settings of a layer normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// The last axes, normalised together.
        public var normalizedShape: [Int]
        /// Added to the variance.
        public var epsilon: Double
        /// Whether weight and bias are learned.
        public var isAffine: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(normalizedShape: [Int], epsilon: Double = 1e-5, isAffine: Bool = true) {
            self.normalizedShape = normalizedShape
            self.epsilon = epsilon
            self.isAffine = isAffine
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `normalizedShape`, starts at one.
    @Parameter public var weight: Tensor?
    /// `normalizedShape`, starts at zero.
    @Parameter public var bias: Tensor?

    /// Creates the layer; draws nothing.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        weight = config.isAffine ? try Initializer.ones(config.normalizedShape, context) : nil
        bias = config.isAffine ? try Initializer.zeros(config.normalizedShape, context) : nil
        super.init()
    }

    public override var settings: String { "\(config.normalizedShape), epsilon \(config.epsilon)" }

    /// Normalises over the last axes.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.layerNorm(
            config.normalizedShape, weight: context[$weight], bias: context[$bias], epsilon: config.epsilon)
    }
}
