// GraphSAGE as a backbone.
import GimbalNN
import GimbalTensor

/// A stack of layers that map what neighbours have in common beside the node itself.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, hiddenCount]`.
/// - State-dict names: `convs.0.lin_l.weight`, `convs.0.lin_l.bias`, `convs.0.lin_r.weight`, `norms.0.weight`.
/// - Throws: `GraphError` for settings out of range.
/// - Paper: Hamilton, Ying, Leskovec 2017, arXiv 1706.02216, algorithm 1: two layers of 128 features. Deviation: rows
///   are divided by their length before the rectifier, in hidden layers only, and only where asked for; all neighbours
///   take part unless the graph is a sample.
public final class GraphSAGE: GraphStack {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node; nil makes every layer a hidden one, whose features are the outputs.
        public var outputCount: Int?
        /// Width of the hidden layers.
        public var hiddenCount = 128
        /// Number of layers, at least 1.
        public var layerCount = 2
        /// How neighbours are joined.
        public var aggregation = NeighborAggregation.mean
        /// Whether neighbours are mapped and rectified before they are joined; with the largest it is the paper's
        /// pooling.
        public var projects = false
        /// Whether rows of hidden layers have length 1.
        public var normalizes = false
        /// Dropout before each layer.
        public var dropout = 0.0
        /// What follows each hidden layer.
        public var activation = Activation.relu
        /// What stands between hidden layer and activation.
        public var norm = NormLayer.none
        /// Whether hidden layers whose widths agree add their input.
        public var isResidual = false

        /// Describes a network; everything else starts as the authors have it, without division by lengths.
        public init(inputCount: Int, outputCount: Int?) {
            self.inputCount = inputCount
            self.outputCount = outputCount
        }

        var stack: LayerStackConfig {
            LayerStackConfig(
                inputCount: inputCount, outputCount: outputCount, hiddenCount: hiddenCount,
                layerCount: layerCount, dropout: dropout, activation: activation, norm: norm,
                isResidual: isResidual)
        }
    }

    /// The settings that the network was made with.
    public let config: Config

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        let layers = try config.stack.layers(of: "GraphSAGE") { count, width, isLast in
            try SAGEConv(
                .init(
                    inputCount: count, outputCount: width, aggregation: config.aggregation,
                    normalizes: config.normalizes && !isLast, projects: config.projects), context)
        }
        try super.init(config.stack, layers, context)
    }

    public override var settings: String { stack.text + ", \(config.aggregation)" }
}
