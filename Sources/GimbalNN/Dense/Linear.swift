// Affine maps.
import GimbalTensor

/// Maps features by a matrix and a shift.
///
/// y = x · weightᵀ + bias
///
/// - Shapes: x `[..., I]` → y `[..., O]`; weight `[O, I]`, bias `[O]`. A sparse x `[N, I]` is multiplied as
///   it is.
/// - Initialisation: U(±1/√I) for both, PyTorch's default.
/// - Throws: `TensorError` if the last axis is not `I`.
public final class Linear: Module, UnaryLayer {
    /// Settings of a linear layer.
    public struct Config: Sendable, Codable, Hashable {
        /// Features in.
        public var inputCount: Int
        /// Features out.
        public var outputCount: Int
        /// Whether a shift is added.
        public var hasBias: Bool
        /// First values of the weight; the bias is drawn from U(±1/√I) unless this is Glorot's, then zero.
        public var initializer: Initializer

        /// Describes a layer; defaults are PyTorch's.
        public init(
            inputCount: Int, outputCount: Int, hasBias: Bool = true, initializer: Initializer = .fanInUniform
        ) {
            self.inputCount = inputCount
            self.outputCount = outputCount
            self.hasBias = hasBias
            self.initializer = initializer
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `[outputCount, inputCount]`.
    @Parameter public var weight: Tensor
    /// `[outputCount]`.
    @Parameter public var bias: Tensor?

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        weight = try config.initializer([config.outputCount, config.inputCount], context)
        let biasInitializer: Initializer = config.initializer == .fanInUniform ? .fanInUniform : .zeros
        bias =
            config.hasBias
            ? try biasInitializer([config.outputCount], context, fanIn: config.inputCount) : nil
        super.init()
    }

    /// Maps `inputCount` to `outputCount` features with PyTorch's defaults.
    public convenience init(_ inputCount: Int, _ outputCount: Int, hasBias: Bool = true, _ context: Context)
        throws
    {
        try self.init(Config(inputCount: inputCount, outputCount: outputCount, hasBias: hasBias), context)
    }

    public override var settings: String {
        "\(config.inputCount) → \(config.outputCount)\(config.hasBias ? ", bias" : "")"
    }

    /// Applies the map to dense features.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.shape.last == config.inputCount else {
            throw refusal(
                of: x, expected: "[..., \(config.inputCount)]",
                fix: "Check which axis holds the features, or set inputCount.")
        }
        let weight = context[$weight]
        try checkDType(x, against: weight)
        return try x.linear(weight, bias: context[$bias])
    }

    /// Applies the map to sparse features: cost grows with the entries, not with `N · I`.
    public func callAsFunction(_ x: SparseMatrix, _ context: Context) throws -> Tensor {
        let y = try x.matmul(context[$weight].transposed(0, 1))
        guard let bias = context[$bias] else { return y }
        return try y + bias
    }
}
