// Revisiting Deep Learning Models for Tabular Data - Gorishniy, Rubachev, Khrulkov, Babenko 2021, arXiv 2106.11959. No
// reference code was looked at.
import GimbalCore
import GimbalNN
import GimbalTensor

/// The residual network for rows of a table.
///
/// ResNet(x) = head(features), features = act(norm(block(... block(linear(x))))), with
/// block(x) = x + dropout₂(linear₂(dropout₁(act(linear₁(norm(x)))))).
///
/// - Shapes: x `[N, inputCount]` → `[N, outputCount]`; features `[N, width]`.
/// - State-dict names: `input.weight`, `blocks.0.norm.weight`, `blocks.0.linear1.weight`, `norm.weight`, `head.weight`.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` if the last axis is not `inputCount`.
/// - Paper: Gorishniy et al. 2021, section 3.2. Deviation: none with batch normalisation and `relu`.
public final class TabularResNet: Module, Backbone {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of a row.
        public var inputCount: Int
        /// Outputs of the head; nil leaves the head away.
        public var outputCount: Int?
        /// Features between blocks.
        public var width = 192
        /// Blocks.
        public var blockCount = 2
        /// Features inside a block per feature between blocks.
        public var hiddenFactor = 2.0
        /// Dropout inside a block.
        public var hiddenDropout = 0.15
        /// Dropout of what a block adds.
        public var residualDropout = 0.0
        /// What normalises.
        public var norm = NormLayer.batchNorm
        /// The nonlinearity.
        public var activation = Activation.relu

        /// Describes a network; set what differs.
        public init(inputCount: Int, outputCount: Int?) {
            self.inputCount = inputCount
            self.outputCount = outputCount
        }

        /// Features inside a block.
        var hiddenCount: Int { max(1, Int((Double(width) * hiddenFactor).rounded())) }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// From features to the width of the blocks.
    public let input: Linear
    /// The blocks, first to last.
    public let blocks: [TabularResNetBlock]
    /// The normalisation after the last block, if there is one.
    public let norm: (any UnaryLayer)?
    /// The map to the outputs.
    public let head: Linear?

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        let sizes = [config.inputCount, config.outputCount ?? 1, config.width, config.blockCount]
        guard sizes.allSatisfy({ $0 > 0 }), config.hiddenFactor > 0 else {
            throw ModuleError(
                "setting",
                "TabularResNet: \(config.inputCount) features, \(config.outputCount ?? 0) outputs, "
                    + "\(config.blockCount) blocks of \(config.width) and \(config.hiddenFactor) times as many "
                    + "inside, expected positive numbers.",
                fix: "Choose larger ones.")
        }
        self.config = config
        input = try Linear(config.inputCount, config.width, context)
        blocks = try (0..<config.blockCount).map { _ in try TabularResNetBlock(config, context) }
        norm = try config.norm.make(config.width, for: .features, context)
        head = try config.outputCount.map { try Linear(config.width, $0, context) }
        super.init()
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { config.width }

    public override var settings: String {
        "\(config.inputCount) features, \(blocks.count) blocks of \(config.width), \(config.norm), "
            + "\(config.activation)"
    }

    /// Computes what the head sees.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        let y = try blocks.reduce(input(x, context)) { try $1($0, context) }
        return try config.activation(norm?(y, context) ?? y)
    }
}

/// A block of the residual network for rows.
///
/// - Shapes: x `[N, width]` → the same.
public final class TabularResNetBlock: Module, UnaryLayer {
    /// The normalisation, if there is one.
    public let norm: (any UnaryLayer)?
    /// From the width to the features inside.
    public let linear1: Linear
    /// From the features inside to the width.
    public let linear2: Linear
    private let dropout1: Dropout
    private let dropout2: Dropout
    private let activation: Activation

    /// Draws first values from the initialisation stream.
    init(_ config: TabularResNet.Config, _ context: Context) throws {
        norm = try config.norm.make(config.width, for: .features, context)
        linear1 = try Linear(config.width, config.hiddenCount, context)
        linear2 = try Linear(config.hiddenCount, config.width, context)
        dropout1 = try Dropout(config.hiddenDropout)
        dropout2 = try Dropout(config.residualDropout)
        activation = config.activation
        super.init()
    }

    public override var settings: String { "\(activation)" }

    /// Applies the block.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let normalized = try norm?(x, context) ?? x
        let inner = try dropout1(activation(linear1(normalized, context)), context)
        return try x + dropout2(linear2(inner, context), context)
    }
}
