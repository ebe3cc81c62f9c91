// Bilinear maps of two inputs.
import GimbalTensor

/// Maps two feature vectors by a matrix per output.
///
/// y_o = x₁ᵀ · weight_o · x₂ + bias_o
///
/// - Shapes: x₁ `[..., I₁]`, x₂ `[..., I₂]` with the same leading axes → y `[..., O]`; weight `[O, I₁, I₂]`, bias `[O]`.
/// - Initialisation: U(±1/√I₁) for both, PyTorch's default.
/// - Throws: `TensorError` if a last axis is another or the leading ones differ.
public final class Bilinear: Module {
    /// Settings of a bilinear layer.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the first input.
        public var firstCount: Int
        /// Features of the second input.
        public var secondCount: Int
        /// Features out.
        public var outputCount: Int
        /// Whether a shift is added.
        public var hasBias: Bool

        /// Describes a layer; defaults are PyTorch's.
        public init(firstCount: Int, secondCount: Int, outputCount: Int, hasBias: Bool = true) {
            self.firstCount = firstCount
            self.secondCount = secondCount
            self.outputCount = outputCount
            self.hasBias = hasBias
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `[outputCount, firstCount, secondCount]`.
    @Parameter public var weight: Tensor
    /// `[outputCount]`.
    @Parameter public var bias: Tensor?

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        let shape = [config.outputCount, config.firstCount, config.secondCount]
        weight = try Initializer.fanInUniform(shape, context, fanIn: config.firstCount)
        bias =
            config.hasBias
            ? try Initializer.fanInUniform([config.outputCount], context, fanIn: config.firstCount) : nil
        super.init()
        try checkCounts(
            ("firstCount", config.firstCount), ("secondCount", config.secondCount),
            ("outputCount", config.outputCount))
    }

    /// Maps `firstCount` and `secondCount` features to `outputCount`.
    public convenience init(
        _ firstCount: Int, _ secondCount: Int, _ outputCount: Int, hasBias: Bool = true, _ context: Context
    ) throws {
        try self.init(
            Config(
                firstCount: firstCount, secondCount: secondCount, outputCount: outputCount, hasBias: hasBias),
            context)
    }

    public override var settings: String {
        "\(config.firstCount) x \(config.secondCount) → \(config.outputCount)\(config.hasBias ? ", bias" : "")"
    }

    /// Applies the map.
    public func callAsFunction(_ first: Tensor, _ second: Tensor, _ context: Context) throws -> Tensor {
        for (x, count) in [(first, config.firstCount), (second, config.secondCount)] {
            guard x.shape.last == count else {
                throw refusal(of: x, expected: "[..., \(count)]", fix: "Check the order of the two inputs.")
            }
        }
        guard first.shape.dropLast() == second.shape.dropLast() else {
            throw refusal(
                of: first, expected: "the leading axes of the other input \(second.shape)",
                fix: "Broadcast one to the other.")
        }
        return try first.bilinear(second, weight: context[$weight], bias: context[$bias])
    }
}
