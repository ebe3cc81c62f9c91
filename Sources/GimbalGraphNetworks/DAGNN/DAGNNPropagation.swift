// Towards Deeper Graph Neural Networks - Liu, Gao, Ji 2020, arXiv 2007.09296. The authors' code (GPL-3.0) was
// not looked at. Differs from the paper in nothing.
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// Propagates features over many hops and keeps, per node, as much of each hop as a learned gate says.
///
/// H_0 = Z, H_l = Â H_(l-1);  S_il = σ(H_il · s + b);  out_i = Σ_l S_il H_il, l = 0...K
///
/// The gates of the hops are independent: they need not sum to one.
///
/// - Shapes: Z `[N, C]` → out `[N, C]`; `proj.weight` `[1, C]`, `proj.bias` `[1]`.
/// - Throws: `TensorError` if Z has not `C` columns or not one row per node.
/// - Complexity: K passes over the edges with C columns; K + 1 copies of Z are kept for the gradient.
/// - Paper: Liu, Gao, Ji 2020, arXiv 2007.09296, eq. 8. Deviation: none.
public final class DAGNNPropagation: Module {
    /// Columns of the features that are propagated.
    public let channelCount: Int
    /// Number of propagation steps K.
    public let hopCount: Int
    /// The gate: s and b, shared by all hops.
    public let proj: Linear

    /// Draws the gate's first values from the initialisation stream.
    public init(channelCount: Int, hopCount: Int, _ context: Context) throws {
        self.channelCount = channelCount
        self.hopCount = hopCount
        proj = try Linear(channelCount, 1, context)
        super.init()
    }

    public override var settings: String { "\(channelCount) channels, \(hopCount) hops" }

    /// Propagates Z by a normalised adjacency and sums the gated hops.
    public func callAsFunction(_ z: Tensor, adjacency: SparseMatrix, _ context: Context) throws -> Tensor {
        let hops = try stacked(z, adjacency)  // [K + 1, N, C]
        return try (gates(hops, context) * hops).sum(axes: [0])
    }

    /// The gates of every node and hop `[N, K + 1]`, each in 0...1.
    public func retainScores(_ z: Tensor, adjacency: SparseMatrix, _ context: Context) throws -> Tensor {
        try gates(stacked(z, adjacency), context).squeezed(axis: 2).transposed(0, 1)
    }

    /// Hops lie one after the other, so that each is a contiguous block and the gated sum one pass.
    private func stacked(_ z: Tensor, _ adjacency: SparseMatrix) throws -> Tensor {
        var hops = [z]
        for _ in 0..<hopCount { hops.append(try adjacency.matmul(hops[hops.count - 1])) }
        return try Tensor.stacked(hops, axis: 0)
    }

    private func gates(_ hops: Tensor, _ context: Context) throws -> Tensor {
        try proj(hops, context).sigmoid()  // [K + 1, N, 1]
    }
}
