// A small convolutional network.
import GimbalTensor

/// Blocks of convolution, normalisation, activation and pooling, then the mean over all positions and a linear head.
///
/// Three blocks by default: images of 28x28 become 3x3, of 32x32 become 4x4. Convolutions keep the size; every
/// block's pooling halves it.
///
/// - Shapes: x `[N, inputCount, H, W]` → `[N, outputCount]`; features `[N, channelCounts.last]`.
/// - State-dict names: `blocks.0.conv.weight`, `blocks.0.norm.weight`, `head.weight`.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for other channels or images that are too
///   small.
public final class ConvNet: Module, Backbone {
    /// How a block halves the size.
    public enum Pool: String, Sendable, Codable, Hashable, CaseIterable {
        /// The largest value of each window.
        case max
        /// The mean of each window.
        case mean
        /// Keeps the size; the block's convolution has stride 2 instead.
        case stride
    }

    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Channels of the images.
        public var inputCount: Int
        /// Channels of the blocks.
        public var channelCounts: [Int]
        /// Outputs of the head; nil leaves the head away.
        public var outputCount: Int?
        /// Size of the kernels.
        public var kernelSize: Int
        /// How a block halves the size.
        public var pool: Pool
        /// What follows each convolution.
        public var norm: NormLayer
        /// What follows each normalisation.
        public var activation: Activation
        /// Dropout before the head.
        public var dropout: Double
        /// First values of the weights; biases are zero unless this is PyTorch's default.
        public var initializer: Initializer

        /// Describes a network.
        public init(
            inputCount: Int = 1, channelCounts: [Int] = [32, 64, 128], outputCount: Int?, kernelSize: Int = 3,
            pool: Pool = .max, norm: NormLayer = .batchNorm, activation: Activation = .relu,
            dropout: Double = 0, initializer: Initializer = .fanInUniform
        ) {
            self.inputCount = inputCount
            self.channelCounts = channelCounts
            self.outputCount = outputCount
            self.kernelSize = kernelSize
            self.pool = pool
            self.norm = norm
            self.activation = activation
            self.dropout = dropout
            self.initializer = initializer
        }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// The blocks, first to last.
    public let blocks: [ConvNetBlock]
    /// The map to the outputs.
    public let head: Linear?
    private let globalPool = GlobalAveragePool()
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        guard let last = config.channelCounts.last, config.channelCounts.allSatisfy({ $0 > 0 }),
            config.outputCount ?? 1 > 0
        else {
            throw ModuleError(
                "setting",
                "ConvNet: channels are \(config.channelCounts) and \(config.outputCount ?? 0) outputs, "
                    + "expected positive numbers.",
                fix: "Give the channels of one block or more.")
        }
        let counts = [config.inputCount] + config.channelCounts
        blocks = try zip(counts, counts.dropFirst()).map { try ConvNetBlock(config, $0, $1, context) }
        dropout = try Dropout(config.dropout)
        head = try config.outputCount.map {
            try Linear(.init(inputCount: last, outputCount: $0, initializer: config.initializer), context)
        }
        super.init()
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { config.channelCounts.last ?? 0 }

    public override var settings: String {
        let counts = ([config.inputCount] + config.channelCounts).map(String.init).joined(separator: " → ")
        return "\(counts), \(config.norm), \(config.activation)"
    }

    /// Computes what the head sees.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        let isBatch = x.rank == 4 && x.shape[1] == config.inputCount
        guard isBatch, x.shape.suffix(2).allSatisfy({ $0 >= 1 << config.channelCounts.count }) else {
            throw refusal(
                of: x,
                expected:
                    "[N, \(config.inputCount), H, W] of at least \(1 << config.channelCounts.count) pixels a side",
                fix: "Use larger images, fewer blocks or other channels.")
        }
        let reorders = config.norm == .batchNorm
        let maps = try blocks.reduce(x) { try $1(reorders ? $0.channelsLastOnCPU() : $0, context) }
        return try dropout(globalPool(maps, context), context)
    }
}

/// A block of a small convolutional network: pool(activation(norm(conv(x)))).
///
/// - Shapes: x `[N, I, H, W]` → `[N, O, ⌊H / 2⌋, ⌊W / 2⌋]`.
public final class ConvNetBlock: Module, UnaryLayer {
    /// The convolution; without a bias where a normalisation follows.
    public let conv: Conv2d
    /// The normalisation, if there is one.
    public let norm: (any UnaryLayer)?
    private let activation: Activation
    private let pool: (any UnaryLayer)?

    /// Draws first values from the initialisation stream.
    init(_ config: ConvNet.Config, _ inputCount: Int, _ outputCount: Int, _ context: Context) throws {
        conv = try Conv2d(
            .init(
                inputCount: inputCount, outputCount: outputCount, kernelSize: AxisSizes(config.kernelSize),
                stride: config.pool == .stride ? 2 : 1,
                padding: config.pool == .stride ? .explicit(AxisSizes(config.kernelSize / 2)) : .same,
                hasBias: config.norm == .none, initializer: config.initializer), context)
        norm = try config.norm.make(outputCount, for: .images, context)
        activation = config.activation
        pool =
            switch config.pool {
            case .max: try MaxPool2d(2)
            case .mean: try AvgPool2d(2)
            case .stride: nil
            }
        super.init()
    }

    public override var settings: String { "\(activation)" }

    /// Applies the block.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        var y = try conv(x, context)
        if let norm { y = try norm(y, context) }
        y = try activation(y)
        return try pool?(y, context) ?? y
    }
}
