// The multilayer perceptron.
import GimbalTensor

/// Linear maps with nonlinearities between them, and what makes deep ones train.
///
/// Every block is activation(norm(linear(x))) with dropout after it; residual blocks add their input where the widths
/// agree. The head is a linear map.
///
/// - Shapes: x `[..., inputCount]` → `[..., outputCount]`; features `[..., hiddenCounts.last]`.
/// - State-dict names: `blocks.0.linear.weight`, `blocks.0.norm.weight`, `head.weight`.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` if the last axis is not `inputCount`.
/// - Paper: the self-normalising preset is Klambauer et al. 2017, arXiv 1706.02515 (SELU, LeCun's initialisation, alpha
///   dropout).
public final class MLP: Module, Backbone {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Widths of the hidden layers; none makes the network linear.
        public var hiddenCounts: [Int]
        /// Outputs of the head; nil leaves the head away.
        public var outputCount: Int?
        /// What follows each hidden layer.
        public var activation: Activation
        /// What stands between linear map and activation.
        public var norm: NormLayer
        /// Dropout after each hidden layer.
        public var dropout: Double
        /// Whether dropped elements take SELU's negative limit, which keeps mean and variance.
        public var usesAlphaDropout: Bool
        /// Whether hidden layers whose widths agree add their input.
        public var isResidual: Bool
        /// First values of the weights; biases are zero unless this is PyTorch's default.
        public var initializer: Initializer

        /// Describes a network.
        public init(
            inputCount: Int, hiddenCounts: [Int] = [256, 256], outputCount: Int?,
            activation: Activation = .relu, norm: NormLayer = .none, dropout: Double = 0,
            usesAlphaDropout: Bool = false, isResidual: Bool = false, initializer: Initializer = .fanInUniform
        ) {
            self.inputCount = inputCount
            self.hiddenCounts = hiddenCounts
            self.outputCount = outputCount
            self.activation = activation
            self.norm = norm
            self.dropout = dropout
            self.usesAlphaDropout = usesAlphaDropout
            self.isResidual = isResidual
            self.initializer = initializer
        }

        /// Describes `layerCount` linear maps of one width, the head included, as the graph networks count them.
        public static func uniform(
            inputCount: Int, outputCount: Int, hiddenCount: Int, layerCount: Int
        ) -> Config {
            Config(
                inputCount: inputCount,
                hiddenCounts: Array(repeating: hiddenCount, count: max(0, layerCount - 1)),
                outputCount: outputCount)
        }

        /// Describes a self-normalising network: SELU, LeCun's initialisation, alpha dropout.
        public static func selfNormalizing(
            inputCount: Int, hiddenCounts: [Int], outputCount: Int?, dropout: Double = 0
        ) -> Config {
            Config(
                inputCount: inputCount, hiddenCounts: hiddenCounts, outputCount: outputCount,
                activation: .selu, dropout: dropout, usesAlphaDropout: true, initializer: .lecunNormal)
        }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// The hidden layers.
    public let blocks: [MLPBlock]
    /// The map to the outputs.
    public let head: Linear?

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        let widths = [config.inputCount] + config.hiddenCounts
        guard (widths + [config.outputCount ?? 1]).allSatisfy({ $0 > 0 }) else {
            throw ModuleError(
                "setting",
                "MLP: widths are \(widths) and \(config.outputCount ?? 0) outputs, expected positive numbers.",
                fix: "Choose larger ones.")
        }
        blocks = try zip(widths, widths.dropFirst()).map { try MLPBlock(config, $0, $1, context) }
        head = try config.outputCount.map {
            try Linear(
                .init(inputCount: widths[widths.count - 1], outputCount: $0, initializer: config.initializer),
                context)
        }
        super.init()
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { config.hiddenCounts.last ?? config.inputCount }

    public override var settings: String {
        let widths = [config.inputCount] + config.hiddenCounts + (config.outputCount.map { [$0] } ?? [])
        var parts = [widths.map(String.init).joined(separator: " → "), "\(config.activation)"]
        if config.norm != .none { parts.append("\(config.norm)") }
        if config.dropout > 0 { parts.append("dropout \(config.dropout)") }
        if config.isResidual { parts.append("residual") }
        return parts.joined(separator: ", ")
    }

    /// Computes what the head sees.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.shape.last == config.inputCount else {
            throw refusal(
                of: x, expected: "[..., \(config.inputCount)]", fix: "Flatten it, or set inputCount.")
        }
        return try blocks.reduce(x) { try $1($0, context) }
    }
}

/// A hidden layer of a multilayer perceptron: dropout(activation(norm(linear(x)))), plus x if it is residual.
///
/// - Shapes: x `[..., I]` → `[..., O]`.
public final class MLPBlock: Module, UnaryLayer {
    /// The linear map.
    public let linear: Linear
    /// The normalisation, if there is one.
    public let norm: (any UnaryLayer)?
    private let activation: Activation
    private let dropout: (any UnaryLayer)?
    private let isResidual: Bool

    /// Draws first values from the initialisation stream.
    init(_ config: MLP.Config, _ inputCount: Int, _ outputCount: Int, _ context: Context) throws {
        linear = try Linear(
            .init(inputCount: inputCount, outputCount: outputCount, initializer: config.initializer), context)
        norm = try config.norm.make(outputCount, for: .features, context)
        activation = config.activation
        let dropout: any UnaryLayer =
            config.usesAlphaDropout ? try AlphaDropout(config.dropout) : try Dropout(config.dropout)
        self.dropout = config.dropout == 0 ? nil : dropout
        isResidual = config.isResidual && inputCount == outputCount
        super.init()
    }

    public override var settings: String { "\(activation)\(isResidual ? ", residual" : "")" }

    /// Applies the layer.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        var y = try linear(x, context)
        if let norm { y = try norm(y, context) }
        y = try activation(y)
        if let dropout { y = try dropout(y, context) }
        return isResidual ? try x + y : y
    }
}
