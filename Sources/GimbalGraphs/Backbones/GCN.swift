// The graph convolutional network as a backbone.
import GimbalNN
import GimbalTensor

/// A stack of graph convolutions with ReLU and dropout between them.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, hiddenCount]`.
/// - State-dict names: `convs.0.lin.weight`, `convs.0.bias`, `norms.0.weight`.
/// - Throws: `GraphError` if a width or the number of layers is below 1.
/// - Paper: Kipf, Welling 2017, arXiv 1609.02907, section 3.1: two layers, dropout before each. Deviation:
///   any depth; normalisation, skip connections and other activations where asked for.
public final class GCN: GraphStack {
    /// Settings of the network.
    public typealias Config = LayerStackConfig

    /// The settings that the network was made with.
    public var config: Config { stack }

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(
            config, config.layers(of: "GCN") { count, width, _ in try GCNConv(count, width, context) },
            context)
    }
}
