// The graph convolutional network as a backbone.
import GimbalNN
import GimbalTensor

/// A stack of graph convolutions with ReLU and dropout between them.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`.
/// - Paper: Kipf, Welling 2017, arXiv 1609.02907, section 3.1: two layers, dropout before each. Deviation:
///   any depth.
public final class GCN: GraphNetwork {
    /// Settings of a graph convolutional network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node.
        public var outputCount: Int
        /// Width of the layers between.
        public var hiddenCount: Int
        /// Number of convolutions, at least 1.
        public var layerCount: Int
        /// Dropout before each convolution.
        public var dropout: Double

        /// Describes a network; defaults are the paper's.
        public init(
            inputCount: Int, outputCount: Int, hiddenCount: Int = 16, layerCount: Int = 2,
            dropout: Double = 0.5
        ) {
            self.inputCount = inputCount
            self.outputCount = outputCount
            self.hiddenCount = hiddenCount
            self.layerCount = layerCount
            self.dropout = dropout
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// The convolutions, first to last.
    public let convs: [GCNConv]
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        convs = try (0..<config.layerCount).map { layer in
            try GCNConv(
                layer == 0 ? config.inputCount : config.hiddenCount,
                layer == config.layerCount - 1 ? config.outputCount : config.hiddenCount, context)
        }
        dropout = try Dropout(config.dropout)
        super.init()
    }

    public override var settings: String { "\(config.layerCount) layers, hidden \(config.hiddenCount)" }

    public override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        var features = input.features
        for conv in convs.dropLast() {
            features = .dense(try conv(dropout(features, context), on: input, context).relu())
        }
        return try convs[convs.count - 1](dropout(features, context), on: input, context)
    }
}
