// Self-attention graph pooling - Lee, Lee, Kang 2019, arXiv 1904.08082.
// Looked at for names and conventions: PyTorch Geometric (MIT licence); no code was taken over.
import GimbalNN
import GimbalTensor

/// Keeps the nodes of each graph that a layer on the graph scores highest, and the edges between them.
///
/// s = σ(GNN(X, A)), i = top-k(s) per graph, X' = (X ⊙ s)_i · multiplier, A' = A_{i,i}
///
/// - Shapes: X `[nodes of the batch, I]` → a ``PooledGraph`` with features `[kept, I]`; the layer gives
///   `[N, 1]`; state `gnn.…` and `select.weight` `[1, 1]`, of which the sign alone counts unless a minimal
///   score is set.
/// - Throws: `TensorError` if X does not fit batch or layer, `GraphError` if a score is not a number.
/// - Complexity: the layer, sorting the scores of each graph, and the edges into kept nodes.
/// - Paper: Lee, Lee, Kang 2019, arXiv 1904.08082, eq. 3 and 4; minimal scores: Knyazev et al. 2019, arXiv
///   1905.02850. Deviation: ``GraphConv`` for the graph convolution unless another layer is given; edge
///   weights take part where the layer reads them.
public final class SAGPooling: Module {
    /// Scores nodes by their neighbourhoods.
    public let gnn: any GraphLayer
    /// Turns the layer's outputs into scores.
    public let select: TopKSelection
    /// Scales the features of kept nodes.
    public let multiplier: Double

    /// Takes a layer with one output, and draws the first value of the projection.
    ///
    /// - Throws: `GraphError` if the selection is out of range.
    public init(
        scoring gnn: any GraphLayer, _ selection: NodeSelection = .ratio(0.5), multiplier: Double = 1,
        activation: Activation = .tanh, _ context: Context
    ) throws {
        self.gnn = gnn
        select = try TopKSelection(1, selection, activation: activation, context)
        self.multiplier = multiplier
        super.init()
    }

    /// Scores by a ``GraphConv``, drawn from the initialisation stream.
    ///
    /// - Throws: `GraphError` if the selection is out of range.
    public convenience init(
        _ inputCount: Int, _ selection: NodeSelection = .ratio(0.5), multiplier: Double = 1,
        activation: Activation = .tanh, _ context: Context
    ) throws {
        try self.init(
            scoring: GraphConv(inputCount, 1, context), selection, multiplier: multiplier,
            activation: activation, context)
    }

    public override var settings: String { multiplier == 1 ? "" : "multiplier \(multiplier)" }

    /// Keeps the best nodes.
    public func callAsFunction(_ x: Tensor, over batch: GraphBatch, _ context: Context) throws -> PooledGraph
    {
        try batch.check(x, "SAGPooling")
        let input = try GraphInput(features: .dense(x), graph: batch.graph)
        let scores = try select(gnn(input.features, on: input, context), over: batch, context)
        return try PooledGraph(x, batch, scores: scores, by: select.selection, multiplier: multiplier)
    }
}
