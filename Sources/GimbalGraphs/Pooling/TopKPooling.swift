// Top-k pooling - Gao, Ji 2019, arXiv 1905.05178; Cangea et al. 2018, arXiv 1811.01287.
// Looked at for names and conventions: PyTorch Geometric (MIT licence); no code was taken over.
import GimbalNN
import GimbalTensor

/// Scores nodes by their projection on a learned vector: what ``TopKPooling`` and ``SAGPooling`` choose by.
///
/// s = σ(X p / ‖p‖), or softmax(X p) over each graph for a minimal score
///
/// - Shapes: X `[nodes of the batch, I]` → `[nodes of the batch]`; `weight` `[1, I]`.
/// - Initialisation: U(±1/√I).
public final class TopKSelection: Module {
    /// Features in.
    public let inputCount: Int
    /// Which nodes are kept.
    public let selection: NodeSelection
    /// σ; not asked for minimal scores.
    public let activation: Activation
    /// The vector p `[1, inputCount]`.
    @Parameter public var weight: Tensor

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if the selection is out of range.
    public init(
        _ inputCount: Int, _ selection: NodeSelection, activation: Activation = .tanh, _ context: Context
    ) throws {
        try selection.check()
        self.inputCount = inputCount
        self.selection = selection
        self.activation = activation
        weight = try Initializer.fanInUniform([1, inputCount], context)
        super.init()
    }

    public override var settings: String { "\(inputCount), \(selection.text)" }

    /// Scores the nodes of a batch.
    ///
    /// - Throws: `TensorError` if x is not `[nodes of the batch, I]`.
    public func callAsFunction(_ x: Tensor, over batch: GraphBatch, _ context: Context) throws -> Tensor {
        try batch.check(x, "TopKSelection(\(settings))")
        let weight = context[$weight]
        let products = try x.matmul(weight.transposed(0, 1))  // [N, 1]
        if case .minimumScore = selection {
            return try batch.membership.softmax(products).squeezed(axis: 1)
        }
        return try activation((products / weight.norm()).squeezed(axis: 1))
    }
}

/// Keeps the nodes of each graph with the highest projections on a learned vector, and the edges between
/// them.
///
/// s = σ(X p / ‖p‖), i = top-k(s) per graph, X' = (X ⊙ s)_i · multiplier, A' = A_{i,i}
///
/// - Shapes: X `[nodes of the batch, I]` → a ``PooledGraph`` with features `[kept, I]`; `select.weight`
///   `[1, I]`.
/// - Initialisation: U(±1/√I).
/// - Throws: `TensorError` if X is not `[nodes of the batch, I]`, `GraphError` if a score is not a number.
/// - Complexity: sorting the scores of each graph, plus the edges into kept nodes; scores are read on the
///   CPU.
/// - Paper: Gao, Ji 2019, arXiv 1905.05178, eq. 2; minimal scores: Knyazev et al. 2019, arXiv 1905.02850.
///   Deviation: tanh for the sigmoid, as Cangea et al. 2018, arXiv 1811.01287.
public final class TopKPooling: Module {
    /// Scores nodes.
    public let select: TopKSelection
    /// Scales the features of kept nodes.
    public let multiplier: Double

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if the selection is out of range.
    public init(
        _ inputCount: Int, _ selection: NodeSelection = .ratio(0.5), multiplier: Double = 1,
        activation: Activation = .tanh, _ context: Context
    ) throws {
        select = try TopKSelection(inputCount, selection, activation: activation, context)
        self.multiplier = multiplier
        super.init()
    }

    public override var settings: String { multiplier == 1 ? "" : "multiplier \(multiplier)" }

    /// Keeps the best nodes.
    public func callAsFunction(_ x: Tensor, over batch: GraphBatch, _ context: Context) throws -> PooledGraph
    {
        let scores = try select(x, over: batch, context)
        return try PooledGraph(x, batch, scores: scores, by: select.selection, multiplier: multiplier)
    }
}
