// A multilayer perceptron that looks at each node alone.
import GimbalNN
import GimbalTensor

/// A multilayer perceptron on node features: the baseline that ignores the edges.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, hiddenCount]`. Dropout before each
///   linear map, ReLU between.
/// - State-dict names: `lins.0.weight`, `lins.0.bias`, `norms.0.weight`.
/// - Throws: `GraphError` if a width or the number of layers is below 1.
public final class NodeMLP: GraphStack {
    /// Settings of the network.
    public typealias Config = LayerStackConfig

    public override class var stateKeys: [String: String] { ["convs": "lins"] }

    /// The settings that the network was made with.
    public var config: Config { stack }

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(
            config, config.layers(of: "NodeMLP") { count, width, _ in try Linear(count, width, context) },
            context)
    }
}

/// A linear map is a layer that looks at no edges.
extension Linear: GraphLayer {
    /// Applies the map to every node alone; the graph is not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        try self(x, context)
    }
}
