// Root Mean Square Layer Normalization - Zhang, Sennrich 2019, arXiv 1910.07467. No reference code was looked at.
import GimbalTensor

/// Divides each sample by its root mean square over the features, then scales.
///
/// y = x / √(mean(x²) + epsilon) · weight
///
/// - Shapes: x `[..., F]` → the same with `F` = `normalizedShape`; weight `F`.
/// - Precision: the mean of squares in Float32 for half inputs.
/// - Throws: `TensorError` if the last axes are not `F`.
/// - Paper: Zhang, Sennrich 2019, arXiv 1910.07467, eq. 4. Deviation: epsilon inside the root, as the field does.
public final class RMSNorm: Module, UnaryLayer {
    /// Settings of a root mean square normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// The last axes, normalised together.
        public var normalizedShape: [Int]
        /// Added to the mean square; nil is the smallest step of the dtype that is computed in.
        public var epsilon: Double?
        /// Whether a weight is learned.
        public var isAffine: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(normalizedShape: [Int], epsilon: Double? = nil, isAffine: Bool = true) {
            self.normalizedShape = normalizedShape
            self.epsilon = epsilon
            self.isAffine = isAffine
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `normalizedShape`, starts at one.
    @Parameter public var weight: Tensor?

    /// Creates the layer; draws nothing.
    ///
    /// - Throws: `ModuleError` for an empty shape or a negative epsilon.
    public init(_ config: Config, _ context: Context) throws {
        try checkNormalizedShape(config.normalizedShape, Self.self)
        let epsilon = config.epsilon ?? 0
        try checkSetting(epsilon >= 0, "epsilon is \(epsilon)", "0 or more", Self.self)
        self.config = config
        weight = config.isAffine ? try Tensor.ones(config.normalizedShape) : nil
        super.init()
    }

    /// Normalises the last axis with PyTorch's defaults.
    public convenience init(
        _ featureCount: Int, epsilon: Double? = nil, isAffine: Bool = true, _ context: Context
    ) throws {
        try self.init(
            Config(normalizedShape: [featureCount], epsilon: epsilon, isAffine: isAffine), context)
    }

    public override var settings: String {
        let parts = [
            "\(config.normalizedShape)", config.epsilon.map { "epsilon \($0)" },
            config.isAffine ? nil : "not affine",
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// Divides by the root mean square over the last axes.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.rmsNormalized(config.normalizedShape, weight: context[$weight], epsilon: config.epsilon)
    }
}

/// Divides each image by its root mean square over channels and pixels, then scales each channel.
///
/// y = x / √(mean(x²) + epsilon) · weight: to ``RMSNorm`` what ``GroupNorm`` with one group is to ``LayerNorm``.
///
/// - Shapes: x `[N, C, ...]` → the same; weight `[C]`.
/// - Throws: `TensorError` if the second axis is not `C`.
public final class RMSNorm2d: Module, UnaryLayer {
    /// Number of channels.
    public let channelCount: Int
    /// Added to the mean square.
    public let epsilon: Double
    /// `[channelCount]`, starts at one.
    @Parameter public var weight: Tensor

    /// Creates the layer; draws nothing.
    ///
    /// - Throws: `ModuleError` without channels or with a negative epsilon.
    public init(_ channelCount: Int, epsilon: Double = 1e-5, _ context: Context) throws {
        try checkSetting(channelCount >= 1, "channelCount is \(channelCount)", "1 or more", Self.self)
        try checkSetting(epsilon >= 0, "epsilon is \(epsilon)", "0 or more", Self.self)
        self.channelCount = channelCount
        self.epsilon = epsilon
        weight = try Tensor.ones([channelCount])
        super.init()
    }

    public override var settings: String { "\(channelCount), epsilon \(epsilon)" }

    /// Divides by the root mean square of each sample.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let shape = x.shape
        guard shape.count >= 2, shape[1] == channelCount else {
            throw TensorError(
                code: "tensor.shape", operation: "RMSNorm2d",
                message: "x is \(shape), expected [N, \(channelCount), ...]",
                fix: "Check which axis holds the channels.")
        }
        let y = try x.rmsNormalized(Array(shape.dropFirst()), weight: nil, epsilon: epsilon)
        let axes = [channelCount] + [Int](repeating: 1, count: shape.count - 2)
        return try y * context[$weight].converted(to: x.dtype).reshaped(axes)
    }
}
