// The graph convolutional network as a backbone.
import GimbalNN
import GimbalTensor

/// A stack of graph convolutions with ReLU and dropout between them.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`.
/// - Paper: Kipf, Welling 2017, arXiv 1609.02907, section 3.1: two layers, dropout before each. Deviation:
///   any depth.
public final class GCN: GraphNetwork {
    /// Settings of the network.
    public typealias Config = LayerStackConfig

    /// The settings that the network was made with.
    public let config: Config
    /// The convolutions, first to last.
    public let convs: [GCNConv]
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        convs = try config.layers { try GCNConv($0, $1, context) }
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
