// Graph attention - Veličković et al. 2018, arXiv 1710.10903. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Averages neighbours by attention: scores are sums of a term of the target, one of the source and one of the edge.
///
/// out_i = ‖_h Σ_j α_ij^h W^h x_j + b;  α_ij = softmax_j(LeakyReLU(a_t · W x_i + a_s · W x_j + a_e · W_e e_ij))
///
/// - Shapes: X `[N, I]`, dense or sparse → `[N, H · O]`, or `[N, O]` where heads are averaged; `lin.weight` `[H · O, I]`,
///   `att_src`, `att_dst`, `att_edge` `[1, H, O]`, `lin_edge.weight` `[H · O, edge features]`, `bias`.
/// - Initialisation: Glorot uniform, bias zero.
/// - Throws: `TensorError` if the features have not `I` columns, `GraphError` if edge features are missing.
/// - Complexity: numbers per edge and head, never features per edge.
/// - Paper: Veličković et al. 2018, arXiv 1710.10903, eq. 1 to 6. Deviation: edge features and a bias, as the field does.
public final class GATConv: Module {
    /// The settings that the layer was made with.
    public let config: GraphAttentionConfig
    /// The linear map of all heads, without bias.
    public let lin: Linear
    /// The linear map of edge features, without bias.
    public let linEdge: Linear?
    /// `[1, heads, outputCount]`: weighs the source.
    @Parameter public var attSrc: Tensor
    /// `[1, heads, outputCount]`: weighs the target.
    @Parameter public var attDst: Tensor
    /// `[1, heads, outputCount]`: weighs the edge.
    @Parameter public var attEdge: Tensor?
    /// Added at the end.
    @Parameter public var bias: Tensor?
    private let drop: Dropout

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if a setting is out of range.
    public init(_ config: GraphAttentionConfig, _ context: Context) throws {
        try config.check()
        self.config = config
        lin = try Linear(
            .init(
                inputCount: config.inputCount, outputCount: config.width, hasBias: false,
                initializer: .glorotUniform), context)
        linEdge = try config.edgeFeatureCount.map {
            try Linear(
                .init(inputCount: $0, outputCount: config.width, hasBias: false, initializer: .glorotUniform),
                context)
        }
        attSrc = try config.headVectors(context)
        attDst = try config.headVectors(context)
        attEdge = config.edgeFeatureCount == nil ? nil : try config.headVectors(context)
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
        let values = try lin(x, context).reshaped([graph.nodeCount, config.headCount, config.outputCount])
        let fromSource = try (values * context[$attSrc]).sum(axes: [2])
        let fromTarget = try (values * context[$attDst]).sum(axes: [2])
        var scores =
            try graph.pattern.gathered(fromSource, from: .column)
            + graph.pattern.gathered(fromTarget, from: .row)
        if let edges = try config.edgeFeatures(of: graph, dtype: values.dtype) {
            scores = try scores + edgeScores(edges, context)
        }
        let out = try config.attend(values, scores, on: graph, drop, context)
        guard let bias = context[$bias] else { return out }
        return try out + bias
    }

    /// The edges' terms `[E, H]`; map and vectors are joined first, so that nothing of the output's width is kept
    /// per edge.
    private func edgeScores(_ edges: Tensor, _ context: Context) throws -> Tensor {
        guard let linEdge, let attEdge = context[$attEdge] else { return try Tensor.zeros([1]) }
        let weight = try context[linEdge.$weight].reshaped([config.headCount, config.outputCount, -1])
        // [H, edge features]
        let joined = try (weight * attEdge.squeezed(axis: 0).unsqueezed(axis: 2)).sum(axes: [1])
        return try edges.matmul(joined.transposed(0, 1))
    }
}
