// Residual gated graph convolution - Bresson, Laurent 2018, arXiv 1711.07553.
// Looked at for names and conventions: PyTorch Geometric (MIT licence); no code was taken over.
import GimbalNN
import GimbalTensor

/// Sums neighbours through gates of both ends, and adds a map of the node itself.
///
/// y_i = W_s x_i + Σ_j σ(K_ij + Q_ij) ⊙ V_ij + b
///
/// K maps the target, Q and V the source, each with the edge's features beside where there are some.
///
/// - Shapes: X `[N, I]`, dense or sparse → `[N, O]`; `lin_key`, `lin_query`, `lin_value` with weights
///   `[O, I + edge features]` and biases, `lin_skip.weight` `[O, I]`, `bias` `[O]`.
/// - Initialisation: U(±1/√inputs) for the maps, bias zero.
/// - Throws: `TensorError` if the features have not `I` columns, `GraphError` if edge features are missing.
/// - Complexity: four products over nodes and one pass over the edges, which keeps `O` numbers per edge.
/// - Paper: Bresson, Laurent 2018, arXiv 1711.07553, section 2. Deviation: a map for the residual, a
///   bias, and edge features, as the field does.
public final class ResGatedGraphConv: Module {
    /// Settings of a residual gated convolution.
    public struct Config: Sendable, Codable, Hashable {
        /// Features in.
        public var inputCount: Int
        /// Features out.
        public var outputCount: Int
        /// Features of an edge, or nil when edges have no say.
        public var edgeFeatureCount: Int?
        /// Whether a map of the node itself is added.
        public var hasSkip: Bool
        /// Whether a bias is added at the end.
        public var hasBias: Bool

        /// Describes a layer.
        public init(
            inputCount: Int, outputCount: Int, edgeFeatureCount: Int? = nil, hasSkip: Bool = true,
            hasBias: Bool = true
        ) {
            self.inputCount = inputCount
            self.outputCount = outputCount
            self.edgeFeatureCount = edgeFeatureCount
            self.hasSkip = hasSkip
            self.hasBias = hasBias
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// Maps targets for the gate.
    public let linKey: Linear
    /// Maps sources for the gate.
    public let linQuery: Linear
    /// Maps sources for the sum.
    public let linValue: Linear
    /// Maps the node itself.
    public let linSkip: Linear?
    /// Added at the end.
    @Parameter public var bias: Tensor?

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if a count is below 1.
    public init(_ config: Config, _ context: Context) throws {
        try GatedParts.check([config.inputCount, config.outputCount, config.edgeFeatureCount ?? 1])
        self.config = config
        let inputCount = config.inputCount + (config.edgeFeatureCount ?? 0)
        linKey = try Linear(inputCount, config.outputCount, context)
        linQuery = try Linear(inputCount, config.outputCount, context)
        linValue = try Linear(inputCount, config.outputCount, context)
        linSkip =
            config.hasSkip
            ? try Linear(config.inputCount, config.outputCount, hasBias: false, context) : nil
        bias = config.hasBias ? try Tensor.zeros([config.outputCount]) : nil
        super.init()
    }

    public override var settings: String {
        "\(config.inputCount) → \(config.outputCount)"
            + (config.edgeFeatureCount.map { ", \($0) edge features" } ?? "")
    }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        let graph = input.graph, pattern = graph.pattern
        try GatedParts.check(x, [graph.nodeCount, config.inputCount], "ResGatedGraphConv(\(settings))")
        var gates =
            try pattern.gathered(nodePart(linKey, x, context), from: .row)
            + pattern.gathered(nodePart(linQuery, x, context), from: .column)
        var values = try pattern.gathered(nodePart(linValue, x, context), from: .column)
        if let count = config.edgeFeatureCount {
            let edges = try GatedParts.edgeFeatures(
                graph.edgeFeatures, count, of: graph, dtype: values.dtype)
            let weight = try edgePart(linKey, context) + edgePart(linQuery, context)
            gates = try gates + edges.matmul(weight)
            values = try values + edges.matmul(edgePart(linValue, context))
        }
        var y = try pattern.sums(of: gates.sigmoid() * values, over: .row)
        if let linSkip { y = try y + linSkip(x, context) }
        guard let bias = context[$bias] else { return y }
        return try y + bias
    }

    /// What a map of node and edge features gives for the node alone, with the bias: computed per node, not
    /// per edge.
    private func nodePart(_ map: Linear, _ x: NodeFeatures, _ context: Context) throws -> Tensor {
        let weight = try context[map.$weight].narrow(axis: 1, start: 0, length: config.inputCount)
        let bias = context[map.$bias]
        switch x {
        case .dense(let x): return try x.linear(weight, bias: bias)
        case .sparse(let x):
            let y = try x.matmul(weight.transposed(0, 1))
            return try bias.map { try y + $0 } ?? y
        }
    }

    /// The columns of a map that belong to edge features, transposed: `[edge features, O]`.
    private func edgePart(_ map: Linear, _ context: Context) throws -> Tensor {
        try context[map.$weight].narrow(
            axis: 1, start: config.inputCount, length: config.edgeFeatureCount ?? 0
        ).transposed(0, 1)
    }
}
