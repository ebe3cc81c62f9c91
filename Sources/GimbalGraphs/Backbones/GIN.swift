// The graph isomorphism network as a backbone.
import GimbalNN
import GimbalTensor

/// A stack of layers that sum neighbours and apply a perceptron to the sum, as strong as the Weisfeiler-Leman test.
///
/// For whole graphs see ``GraphLevelNetwork``.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, hiddenCount]`.
/// - State-dict names: `convs.0.eps`, `convs.0.nn.blocks.0.linear.weight`, `convs.0.nn.blocks.0.norm.weight`,
///   `convs.0.nn.head.weight`, `norms.0.weight`.
/// - Throws: `GraphError` or `ModuleError` for settings out of range.
/// - Paper: Xu et al. 2019, arXiv 1810.00826, eq. 4.1 and section 7: perceptrons of two maps, batch normalisation in
///   them and after them. Deviation: skip connections, other normalisations and activations where asked for.
public final class GIN: GraphStack {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node; nil makes every layer a hidden one, whose features are the outputs.
        public var outputCount: Int?
        /// Width of the hidden layers and of the perceptrons within; the paper has 16, 32 or 64.
        public var hiddenCount = 32
        /// Number of layers, at least 1; the paper's five count the input.
        public var layerCount = 4
        /// Number of linear maps of each perceptron, at least 1.
        public var perceptronLayerCount = 2
        /// ε, or its first value.
        public var eps = 0.0
        /// Whether ε is learned; the paper's best results on graphs are with a fixed 0.
        public var learnsEps = false
        /// Dropout before each layer but the first.
        public var dropout = 0.0
        /// What follows each hidden layer, in perceptrons, too.
        public var activation = Activation.relu
        /// What stands between linear map and activation, in perceptrons, too.
        public var norm = NormLayer.batchNorm
        /// Whether hidden layers whose widths agree add their input.
        public var isResidual = false

        /// Describes a network; everything else starts as the paper has it.
        public init(inputCount: Int, outputCount: Int?) {
            self.inputCount = inputCount
            self.outputCount = outputCount
        }

        var stack: LayerStackConfig {
            LayerStackConfig(
                inputCount: inputCount, outputCount: outputCount, hiddenCount: hiddenCount,
                layerCount: layerCount, dropout: dropout, activation: activation, norm: norm,
                isResidual: isResidual, dropsInput: false)
        }

        func makeLayer(_ inputCount: Int, _ outputCount: Int, _ context: Context) throws -> GINConv {
            let hidden = [Int](repeating: hiddenCount, count: perceptronLayerCount - 1)
            let perceptron = MLP.Config(
                inputCount: inputCount, hiddenCounts: hidden, outputCount: outputCount,
                activation: activation, norm: norm)
            return try GINConv(MLP(perceptron, context), eps: eps, learnsEps: learnsEps)
        }
    }

    /// The settings that the network was made with.
    public let config: Config

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        guard config.perceptronLayerCount > 0 else {
            throw GraphError(
                "convolution",
                "GIN with perceptrons of \(config.perceptronLayerCount) maps, expected 1 or more",
                fix: "Two are the paper's.")
        }
        let layers = try config.stack.layers(of: "GIN") { count, width, _ in
            try config.makeLayer(count, width, context)
        }
        try super.init(config.stack, layers, context)
    }

    public override var settings: String { stack.text + ", ε \(config.learnsEps ? "learned" : "fixed")" }
}
