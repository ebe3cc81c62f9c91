// Dynamic graph attention - Brody, Alon, Yahav 2022, arXiv 2105.14491. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Averages neighbours by attention whose ranking of sources depends on the target.
///
/// out_i = ‖_h Σ_j α_ij^h W_l^h x_j + b;  α_ij = softmax_j(a · LeakyReLU(W_l x_j + W_r x_i + W_e e_ij))
///
/// - Shapes: X `[N, I]`, dense or sparse → `[N, H · O]`, or `[N, O]` where heads are averaged; `lin_l.weight`,
///   `lin_r.weight` `[H · O, I]` with biases, `att` `[1, H, O]`, `lin_edge.weight` `[H · O, edge features]`, `bias`.
/// - Initialisation: Glorot uniform, biases zero.
/// - Throws: `TensorError` if the features have not `I` columns, `GraphError` if edge features are missing.
/// - Complexity: H · O numbers per edge, because the rectifier acts on the sum of both ends.
/// - Paper: Brody, Alon, Yahav 2022, arXiv 2105.14491, eq. 7. Deviation: edge features and a bias, as the field does.
public final class GATv2Conv: Module {
    /// The settings that the layer was made with.
    public let config: GraphAttentionConfig
    /// The map of sources.
    public let linL: Linear
    /// The map of targets; the same module as `linL` where weights are shared.
    public let linR: Linear
    /// The linear map of edge features, without bias.
    public let linEdge: Linear?
    /// `[1, heads, outputCount]`: weighs the rectified sums.
    @Parameter public var att: Tensor
    /// Added at the end.
    @Parameter public var bias: Tensor?
    private let drop: Dropout

    /// Draws first values from the initialisation stream.
    ///
    /// - Parameter sharesWeights: whether sources and targets are mapped alike.
    /// - Throws: `GraphError` if a setting is out of range.
    public init(_ config: GraphAttentionConfig, sharesWeights: Bool = false, _ context: Context) throws {
        try config.check()
        self.config = config
        let map = Linear.Config(
            inputCount: config.inputCount, outputCount: config.width, hasBias: config.hasBias,
            initializer: .glorotUniform)
        linL = try Linear(map, context)
        linR = sharesWeights ? linL : try Linear(map, context)
        linEdge = try config.edgeFeatureCount.map {
            try Linear(
                .init(inputCount: $0, outputCount: config.width, hasBias: false, initializer: .glorotUniform),
                context)
        }
        att = try config.headVectors(context)
        bias =
            config.hasBias
            ? try Tensor.zeros([config.concatenatesHeads ? config.width : config.outputCount]) : nil
        drop = try Dropout(config.dropout)
        super.init()
    }

    public override var settings: String { config.text }

    /// Attends over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        let graph = try config.graph(of: input)
        let sources = try linL(x, context)  // [N, H · O]
        let targets = linR === linL ? sources : try linR(x, context)
        var sums =
            try graph.pattern.gathered(sources, from: .column) + graph.pattern.gathered(targets, from: .row)
        if let edges = try config.edgeFeatures(of: graph, dtype: sources.dtype), let linEdge {
            sums = try sums + linEdge(edges, context)
        }
        let shape = [-1, config.headCount, config.outputCount]
        let rectified = try sums.leakyRelu(negativeSlope: config.negativeSlope).reshaped(shape)
        let scores = try (rectified * context[$att]).sum(axes: [2])
        let attention = try drop(graph.pattern.softmax(scores), context)
        let averaged = try graph.pattern.matmul(sources.reshaped(shape), headWeights: attention)
        let out =
            config.concatenatesHeads
            ? try averaged.reshaped([graph.nodeCount, config.width]) : try averaged.mean(axes: [1])
        guard let bias = context[$bias] else { return out }
        return try out + bias
    }
}
