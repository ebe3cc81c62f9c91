// Group Normalization - Wu, He 2018, arXiv 1803.08494. No reference code was looked at.
import GimbalTensor

/// Normalises groups of channels of each sample, then scales and shifts each channel.
///
/// y = (x − mean) / √(variance + epsilon) · weight + bias
///
/// One group is layer normalisation over channels and positions, one channel a group is instance normalisation.
///
/// - Shapes: x `[N, C, ...]` → the same; weight, bias `[C]`.
/// - Precision: statistics in Float32 for half inputs; population variance.
/// - Throws: `TensorError` if the second axis is not `C`.
/// - Paper: Wu, He 2018, arXiv 1803.08494, eq. 1-7. Deviation: none.
open class GroupNorm: Module, UnaryLayer {
    /// Settings of a group normalisation.
    public struct Config: Sendable, Codable, Hashable {
        /// Number of groups; divides the channels.
        public var groupCount: Int
        /// Number of channels.
        public var channelCount: Int
        /// Added to the variance.
        public var epsilon: Double
        /// Whether weight and bias are learned.
        public var isAffine: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(groupCount: Int, channelCount: Int, epsilon: Double = 1e-5, isAffine: Bool = true) {
            self.groupCount = groupCount
            self.channelCount = channelCount
            self.epsilon = epsilon
            self.isAffine = isAffine
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `[channelCount]`, starts at one.
    @Parameter public var weight: Tensor?
    /// `[channelCount]`, starts at zero.
    @Parameter public var bias: Tensor?

    /// Creates the layer; draws nothing.
    ///
    /// - Throws: `ModuleError` unless the groups divide the channels.
    public init(_ config: Config, _ context: Context) throws {
        try checkSetting(
            config.groupCount >= 1 && config.channelCount >= 1
                && config.channelCount.isMultiple(of: config.groupCount),
            "\(config.channelCount) channels in \(config.groupCount) groups",
            "a number of groups that divides the channels", Self.self)
        try checkSetting(config.epsilon >= 0, "epsilon is \(config.epsilon)", "0 or more", Self.self)
        self.config = config
        weight = config.isAffine ? try Tensor.ones([config.channelCount]) : nil
        bias = config.isAffine ? try Tensor.zeros([config.channelCount]) : nil
        super.init()
    }

    /// Creates the layer with PyTorch's defaults; draws nothing.
    public convenience init(
        _ groupCount: Int, _ channelCount: Int, epsilon: Double = 1e-5, isAffine: Bool = true,
        _ context: Context
    ) throws {
        try self.init(
            Config(groupCount: groupCount, channelCount: channelCount, epsilon: epsilon, isAffine: isAffine),
            context)
    }

    public override var settings: String {
        "\(config.channelCount) in \(config.groupCount) groups, epsilon \(config.epsilon)"
            + (config.isAffine ? "" : ", not affine")
    }

    /// Normalises each group of each sample.
    open func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let shape = x.shape
        guard shape.count >= 2, shape[1] == config.channelCount else {
            throw refusal(shape, expected: "[N, \(config.channelCount), ...]")
        }
        return try normalize(x, context)
    }

    /// Normalises `[N, C, ...]`, whose shape was checked.
    func normalize(_ x: Tensor, _ context: Context) throws -> Tensor {
        // libtorch 2.13 ends the process in the backward pass of channels-last images whose own gradient is not asked for.
        let x = x.isContiguous ? x : try x.contiguous()
        return try x.normalized(weight: context[$weight], bias: context[$bias]) { x, weight, bias in
            try x.groupNorm(
                groupCount: config.groupCount, weight: weight, bias: bias, epsilon: config.epsilon)
        }
    }

    func refusal(_ shape: [Int], expected: String) -> TensorError {
        TensorError(
            code: "tensor.shape", operation: "\(type(of: self))",
            message: "x is \(shape), expected \(expected)", fix: "Check which axis holds the channels.")
    }
}

/// Normalises groups of features on the last axis, such as those of a token.
///
/// - Shapes: x `[..., C]` → the same. Everything else as in ``GroupNorm``.
public final class FeatureGroupNorm: GroupNorm {
    /// Normalises each group of each row.
    public override func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let shape = x.shape
        guard shape.last == config.channelCount else {
            throw refusal(shape, expected: "[..., \(config.channelCount)]")
        }
        return try normalize(x.reshaped([-1, config.channelCount]), context).reshaped(shape)  // [rows, C]
    }
}
