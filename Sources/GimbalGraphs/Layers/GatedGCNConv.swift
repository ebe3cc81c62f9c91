// Gated graph convolution with edge features - Bresson, Laurent 2018, arXiv 1711.07553; Dwivedi et al. 2023,
// arXiv 2003.00982. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// What a gated layer makes of nodes and edges.
public struct GatedFeatures: Sendable {
    /// `[N, O]`.
    public let nodes: Tensor
    /// `[E, O]`, in the graph's order of edges.
    public let edges: Tensor
}

/// Sums neighbours through gates that sum to nearly one, and carries features of the edges from layer to
/// layer.
///
/// ê_ij = C e_ij + D x_i + E x_j;  η_ij = σ(ê_ij) / (Σ_k σ(ê_ik) + 1e-6);
/// y_i = x_i + ReLU(BN(A x_i + Σ_j η_ij ⊙ B x_j));  y_ij = e_ij + ReLU(BN(ê_ij))
///
/// - Shapes: X `[N, I]`, edges `[E, edge features]` → nodes `[N, O]`, edges `[E, O]`; maps `a`, `b`, `d`,
///   `e` with weights `[O, I]`, `c` with `[O, edge features]`, all with biases; `norm_nodes` and
///   `norm_edges` with `[O]`.
/// - Initialisation: U(±1/√inputs) for the maps; batch normalisation as always.
/// - Train and evaluate differ: batch statistics and dropout.
/// - Throws: `TensorError` if features do not fit; `GraphError` if edge features are missing; `ModuleError`
///   if a graph with one node or one edge is normalised while training.
/// - Complexity: four products over nodes, one over edges; keeps `O` numbers per edge several times.
/// - Paper: Dwivedi et al. 2023, arXiv 2003.00982, appendix on GatedGCN; Bresson, Laurent 2018. Deviation:
///   gates come from this layer's ê before it is normalised; residuals are left out where numbers of
///   features differ.
public final class GatedGCNConv: Module {
    /// Settings of a gated convolution.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of a node in.
        public var inputCount: Int
        /// Features of a node and of an edge out.
        public var outputCount: Int
        /// Features of an edge in.
        public var edgeFeatureCount: Int
        /// Whether nodes and edges are normalised over the batch.
        public var isNormalized: Bool
        /// Whether inputs are added to outputs, where they have the same number of features.
        public var isResidual: Bool
        /// Probability of an output being dropped while training, before the residual is added; below 1.
        public var dropout: Double

        /// Describes a layer.
        public init(
            inputCount: Int, outputCount: Int, edgeFeatureCount: Int, isNormalized: Bool = true,
            isResidual: Bool = true, dropout: Double = 0
        ) {
            self.inputCount = inputCount
            self.outputCount = outputCount
            self.edgeFeatureCount = edgeFeatureCount
            self.isNormalized = isNormalized
            self.isResidual = isResidual
            self.dropout = dropout
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// Maps the node itself.
    public let a: Linear
    /// Maps neighbours for the sum.
    public let b: Linear
    /// Maps edges for the gate.
    public let c: Linear
    /// Maps targets for the gate.
    public let d: Linear
    /// Maps sources for the gate.
    public let e: Linear
    /// Normalises nodes.
    public let normNodes: BatchNorm1d?
    /// Normalises edges.
    public let normEdges: BatchNorm1d?
    private let drop: Dropout

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if a count is below 1, `ModuleError` for a dropout out of range.
    public init(_ config: Config, _ context: Context) throws {
        try GatedParts.check([config.inputCount, config.outputCount, config.edgeFeatureCount])
        self.config = config
        let width = config.outputCount
        a = try Linear(config.inputCount, width, context)
        b = try Linear(config.inputCount, width, context)
        c = try Linear(config.edgeFeatureCount, width, context)
        d = try Linear(config.inputCount, width, context)
        e = try Linear(config.inputCount, width, context)
        normNodes = config.isNormalized ? try BatchNorm1d(width, context) : nil
        normEdges = config.isNormalized ? try BatchNorm1d(width, context) : nil
        drop = try Dropout(config.dropout)
        super.init()
    }

    public override var settings: String {
        "\(config.inputCount) → \(config.outputCount), \(config.edgeFeatureCount) edge features"
            + (config.isNormalized ? "" : ", not normalised") + (config.isResidual ? "" : ", no residual")
            + (config.dropout > 0 ? ", dropout \(config.dropout)" : "")
    }

    /// Convolves nodes and edges over a graph.
    ///
    /// - Parameter edges: features of the edges in the graph's order, such as the layer before gave; the
    ///   graph's own by default.
    public func callAsFunction(
        _ x: Tensor, edges: Tensor? = nil, on graph: Graph, _ context: Context
    ) throws -> GatedFeatures {
        try GatedParts.check(.dense(x), [graph.nodeCount, config.inputCount], "GatedGCNConv(\(settings))")
        let former = try GatedParts.edgeFeatures(
            edges ?? graph.edgeFeatures, config.edgeFeatureCount, of: graph, dtype: x.dtype)
        let pattern = graph.pattern
        let mixed =
            try c(former, context) + pattern.gathered(d(x, context), from: .row)
            + pattern.gathered(e(x, context), from: .column)
        let gates = try mixed.sigmoid()
        let sums = try pattern.sums(
            of: gates * pattern.gathered(b(x, context), from: .column), over: .row)
        let mean = try sums / (pattern.sums(of: gates, over: .row) + 1e-6)
        return GatedFeatures(
            nodes: try finish(a(x, context) + mean, adding: x, normNodes, context),
            edges: try finish(mixed, adding: former, normEdges, context))
    }

    /// Normalises, rectifies, drops, and adds what was there before.
    private func finish(_ y: Tensor, adding former: Tensor, _ norm: BatchNorm1d?, _ context: Context) throws
        -> Tensor
    {
        // Batch normalisation knows no batch without rows, such as the edges of a graph without edges.
        let normalized = y.shape[0] == 0 ? y : try norm?(y, context) ?? y
        let bent = try drop(normalized.relu(), context)
        return config.isResidual && former.shape == bent.shape ? try bent + former : bent
    }
}
