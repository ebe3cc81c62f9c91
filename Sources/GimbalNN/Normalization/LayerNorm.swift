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
        /// Whether there is a bias beside the weight.
        public var hasBias: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(
            normalizedShape: [Int], epsilon: Double = 1e-5, isAffine: Bool = true, hasBias: Bool = true
        ) {
            self.normalizedShape = normalizedShape
            self.epsilon = epsilon
            self.isAffine = isAffine
            self.hasBias = hasBias
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `normalizedShape`, starts at one.
    @Parameter public var weight: Tensor?
    /// `normalizedShape`, starts at zero.
    @Parameter public var bias: Tensor?

    /// Creates the layer; draws nothing.
    ///
    /// - Throws: `ModuleError` for an empty shape or a negative epsilon.
    public init(_ config: Config, _ context: Context) throws {
        try checkNormalizedShape(config.normalizedShape, Self.self)
        try checkSetting(config.epsilon >= 0, "epsilon is \(config.epsilon)", "0 or more", Self.self)
        self.config = config
        weight = config.isAffine ? try Tensor.ones(config.normalizedShape) : nil
        bias = config.isAffine && config.hasBias ? try Tensor.zeros(config.normalizedShape) : nil
        super.init()
    }

    /// Normalises the last axis with PyTorch's defaults.
    public convenience init(
        _ featureCount: Int, epsilon: Double = 1e-5, isAffine: Bool = true, hasBias: Bool = true,
        _ context: Context
    ) throws {
        try self.init(
            Config(
                normalizedShape: [featureCount], epsilon: epsilon, isAffine: isAffine, hasBias: hasBias),
            context)
    }

    public override var settings: String {
        "\(config.normalizedShape), epsilon \(config.epsilon)"
            + (!config.isAffine ? ", not affine" : config.hasBias ? "" : ", no bias")
    }

    /// Normalises over the last axes.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.normalized(weight: context[$weight], bias: context[$bias]) { x, weight, bias in
            try x.layerNorm(config.normalizedShape, weight: weight, bias: bias, epsilon: config.epsilon)
        }
    }
}

/// Throws a `ModuleError` unless the axes to normalise are given and not empty.
func checkNormalizedShape<Layer>(_ shape: [Int], _ layer: Layer.Type) throws {
    try checkSetting(
        !shape.isEmpty && shape.allSatisfy { $0 >= 1 }, "normalizedShape is \(shape)",
        "sizes of one or more axes", layer)
}
