// Predict, then propagate, as a backbone.
import GimbalNN
import GimbalTensor

/// A perceptron on each node's features, whose predictions are propagated by personalised PageRank.
///
/// - Shapes: input with `inputCount` features → `[N, outputCount]`; features `[N, hiddenCount]`: the last hidden layer,
///   propagated as the outputs are, with which the last linear map commutes up to its shift.
/// - State-dict names: `lins.0.weight`, `lins.0.bias`, `norms.0.weight`.
/// - Throws: `GraphError` or `ModuleError` for settings out of range.
/// - Paper: Gasteiger, Bojchevski, Günnemann 2019, arXiv 1810.05997, eq. 4 and section 5: two linear maps, hidden 64,
///   dropout 0.5 on the inputs of both and on the adjacency. Deviation: biases, as the field does.
public final class APPNPNetwork: GraphStack {
    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of the input.
        public var inputCount: Int
        /// Outputs per node; nil makes every map a hidden one, whose propagated features are the outputs.
        public var outputCount: Int?
        /// Width of the hidden layers.
        public var hiddenCount = 64
        /// Number of linear maps, at least 1.
        public var layerCount = 2
        /// Number of propagation steps K.
        public var hopCount = 10
        /// The part α that restarts at the node itself, `0...1`.
        public var alpha = 0.1
        /// Dropout before each linear map.
        public var dropout = 0.5
        /// Dropout of entries of the adjacency in each step.
        public var adjacencyDropout = 0.5
        /// Whether nodes are neighbours of themselves.
        public var selfLoops = true
        /// What follows each hidden layer.
        public var activation = Activation.relu
        /// What stands between hidden layer and activation.
        public var norm = NormLayer.none
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
                isResidual: isResidual)
        }
    }

    public override class var stateKeys: [String: String] { ["convs": "lins"] }

    /// The settings that the network was made with.
    public let config: Config
    /// The propagation.
    public let prop: APPNP

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        prop = try APPNP(
            hopCount: config.hopCount, alpha: config.alpha, dropout: config.adjacencyDropout,
            selfLoops: config.selfLoops)
        let maps = try config.stack.layers(of: "APPNPNetwork") { count, width, _ in
            try Linear(count, width, context)
        }
        try super.init(config.stack, maps, context)
    }

    public override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try prop(predictions(input, context), on: input, context)
    }

    public override func features(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try prop(super.features(input, context), on: input, context)
    }

    /// Computes what each node predicts from its own features, before propagation: `[N, outputCount]`.
    ///
    /// - Throws: `TensorError` if the features have not `inputCount` columns.
    public func predictions(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try super.callAsFunction(input, context)
    }
}
