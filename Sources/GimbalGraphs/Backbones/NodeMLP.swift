// A multilayer perceptron that looks at each node alone.
import GimbalNN
import GimbalTensor

/// A multilayer perceptron on node features: the baseline that ignores the edges.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`. Dropout before each linear map, ReLU
///   between.
public final class NodeMLP: GraphNetwork {
    /// Settings of the perceptron.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node.
        public var outputCount: Int
        /// Width of the layers between.
        public var hiddenCount: Int
        /// Number of linear maps, at least 1.
        public var layerCount: Int
        /// Dropout before each linear map.
        public var dropout: Double

        /// Describes a network.
        public init(
            inputCount: Int, outputCount: Int, hiddenCount: Int = 64, layerCount: Int = 2,
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
    /// The linear maps, first to last.
    public let lins: [Linear]
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        lins = try (0..<config.layerCount).map { layer in
            try Linear(
                layer == 0 ? config.inputCount : config.hiddenCount,
                layer == config.layerCount - 1 ? config.outputCount : config.hiddenCount, context)
        }
        dropout = try Dropout(config.dropout)
        super.init()
    }

    public override var settings: String { "\(config.layerCount) layers, hidden \(config.hiddenCount)" }

    public override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        var features = input.features
        for lin in lins.dropLast() {
            features = .dense(try lin(dropout(features, context), context).relu())
        }
        return try lins[lins.count - 1](dropout(features, context), context)
    }
}
