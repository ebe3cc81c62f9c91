// The graph attention network as a backbone.
import GimbalNN
import GimbalTensor

/// A stack of graph attention layers: heads lie beside each other in hidden layers and are averaged in the last one.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, headCount · hiddenCount]`. Edge
///   features `[E, edgeFeatureCount]` where attention depends on them.
/// - State-dict names: `convs.0.lin.weight`, `convs.0.att_src`, `convs.0.att_dst`, `convs.0.bias`; of the dynamic form
///   `convs.0.lin_l.weight`, `convs.0.lin_r.weight`, `convs.0.att`.
/// - Throws: `GraphError` for settings out of range, and if edge features are missing.
/// - Paper: Veličković et al. 2018, arXiv 1710.10903, section 3.3; the dynamic form is Brody, Alon, Yahav 2022,
///   arXiv 2105.14491. Deviation: any depth; normalisation and skip connections where asked for.
public final class GAT: GraphStack {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node; nil makes every layer a hidden one, whose features are the outputs.
        public var outputCount: Int?
        /// Width of each head of the hidden layers.
        public var hiddenCount = 8
        /// Number of heads of the hidden layers.
        public var headCount = 8
        /// Number of averaged heads of the last layer; the paper has 1, and 8 on Pubmed.
        public var outputHeadCount = 1
        /// Number of layers, at least 1.
        public var layerCount = 2
        /// Dropout before each layer.
        public var dropout = 0.6
        /// Probability that an edge's attention is dropped in training, `0..<1`.
        public var attentionDropout = 0.6
        /// Whether scores are those of GATv2, whose ranking of neighbours depends on the node.
        public var isDynamic = false
        /// Number of features per edge that scores depend on; nil for none.
        public var edgeFeatureCount: Int?
        /// What follows each hidden layer.
        public var activation = Activation.elu()
        /// What stands between hidden layer and activation.
        public var norm = NormLayer.none
        /// Whether hidden layers whose widths agree add their input.
        public var isResidual = false

        /// Describes a network; everything else starts as the paper has it on Cora.
        public init(inputCount: Int, outputCount: Int?) {
            self.inputCount = inputCount
            self.outputCount = outputCount
        }

        /// The stack, whose hidden features are those of all heads.
        var stack: LayerStackConfig {
            LayerStackConfig(
                inputCount: inputCount, outputCount: outputCount, hiddenCount: headCount * hiddenCount,
                layerCount: layerCount, dropout: dropout, activation: activation, norm: norm,
                isResidual: isResidual)
        }

        func makeLayer(_ inputCount: Int, _ outputCount: Int, isLast: Bool, _ context: Context) throws
            -> any GraphLayer
        {
            let attention = GraphAttentionConfig(
                inputCount: inputCount, outputCount: isLast ? outputCount : hiddenCount,
                headCount: isLast ? outputHeadCount : headCount, concatenatesHeads: !isLast,
                dropout: attentionDropout, edgeFeatureCount: edgeFeatureCount)
            return isDynamic ? try GATv2Conv(attention, context) : try GATConv(attention, context)
        }
    }

    /// The settings that the network was made with.
    public let config: Config

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        try checkWidths([config.hiddenCount], of: "GAT")
        let layers = try config.stack.layers(of: "GAT") { count, width, isLast in
            try config.makeLayer(count, width, isLast: isLast, context)
        }
        try super.init(config.stack, layers, context)
    }

    public override var settings: String {
        stack.text + ", heads \(config.headCount) and \(config.outputHeadCount)"
            + (config.isDynamic ? ", dynamic" : "")
    }
}
