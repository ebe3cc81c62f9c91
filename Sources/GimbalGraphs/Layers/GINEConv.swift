// Graph isomorphism networks with edge features - Hu et al. 2020, arXiv 1905.12265. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Sums rectified sums of neighbour and edge, and applies a network to them.
///
/// out_i = nn((1 + ε) x_i + Σ_j ReLU(x_j + e_ij)), e mapped to `I` columns by `lin` where it has others.
///
/// - Shapes: X `[N, I]`, edge features `[E, D]` → what `nn` makes of `[N, I]`; `eps` `[1]`, `lin.weight` `[I, D]`,
///   `lin.bias` `[I]`. Sparse features are made dense first.
/// - Initialisation: `lin` U(±1/√D).
/// - Throws: `TensorError` if node features have not `I` columns, `GraphError` if edge features are missing or have not
///   `D`.
/// - Complexity: one pass over the edges with `I` columns; messages `[E, I]` are stored.
/// - Paper: Hu et al. 2020, arXiv 1905.12265, appendix A. Deviation: messages are rectified and nodes themselves weighed
///   by 1 + ε without an edge, as the field does.
public final class GINEConv: Module, GraphLayer {
    /// Features of nodes.
    public let inputCount: Int
    /// The network.
    public let nn: any UnaryLayer
    /// The map of edge features; nil where they have the nodes' columns.
    public let lin: Linear?
    @Parameter private var learnedEps: Tensor?
    @Buffer private var fixedEps: Tensor?

    /// Takes the network, and draws the first values of `lin` from the initialisation stream.
    ///
    /// - Parameters:
    ///   - nn: takes `inputCount` features.
    ///   - inputCount: features of nodes.
    ///   - edgeFeatureCount: features of edges; nil for as many as nodes have, added as they are.
    ///   - eps: ε, or its first value; −1 leaves the node itself out.
    ///   - learnsEps: whether ε is a parameter.
    ///   - context: where first values come from.
    /// - Throws: `GraphError` if a count is below 1 or ε not finite.
    public init(
        _ nn: any UnaryLayer, inputCount: Int, edgeFeatureCount: Int? = nil, eps: Double = 0,
        learnsEps: Bool = false, _ context: Context
    ) throws {
        try checkWidths([inputCount, edgeFeatureCount ?? inputCount], of: "GINEConv")
        self.inputCount = inputCount
        self.nn = nn
        lin = try edgeFeatureCount.map { try Linear($0, inputCount, context) }
        (_learnedEps, _fixedEps) = try selfWeight(eps, isLearned: learnsEps)
        super.init()
    }

    /// ε `[1]`.
    public var eps: Tensor? { learnedEps ?? fixedEps }

    public override var settings: String {
        "\(inputCount), edges \(lin?.config.inputCount ?? inputCount), ε "
            + (learnedEps == nil ? "fixed" : "learned")
    }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        try x.checkWidth(inputCount, for: "GINEConv")
        let x = try x.dense(), graph = input.graph
        let edges = try edgeFeatures(of: graph, dtype: x.dtype)
        let mapped = try lin.map { try $0(edges, context) } ?? edges
        let messages = try (graph.pattern.gathered(x, from: .column) + mapped).relu()
        let sums = try graph.pattern.sums(of: messages, over: .row)
        return try nn(withSelf(x, sums, context[$learnedEps] ?? fixedEps), context)
    }

    private func edgeFeatures(of graph: Graph, dtype: DType) throws -> Tensor {
        let count = lin?.config.inputCount ?? inputCount
        guard let features = graph.edgeFeatures, features.shape == [graph.edgeCount, count] else {
            throw GraphError(
                "features",
                "GINEConv takes \(count) features per edge, the graph has "
                    + (graph.edgeFeatures.map { "\($0.shape)" } ?? "none"),
                fix: "Give one row of features per edge, or set edgeFeatureCount to their number.")
        }
        return try features.converted(to: dtype)
    }
}
