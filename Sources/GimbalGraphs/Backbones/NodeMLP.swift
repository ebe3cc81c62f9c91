// A multilayer perceptron that looks at each node alone.
import GimbalNN
import GimbalTensor

/// A multilayer perceptron on node features: the baseline that ignores the edges.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`. Dropout before each linear map, ReLU
///   between.
public final class NodeMLP: GraphNetwork {
    /// Settings of the network.
    public typealias Config = LayerStackConfig

    /// The settings that the network was made with.
    public let config: Config
    /// The linear maps, first to last.
    public let lins: [Linear]
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        lins = try config.layers { try Linear($0, $1, context) }
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
