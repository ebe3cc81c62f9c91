// Graph isomorphism networks - Xu et al. 2019, arXiv 1810.00826. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Sums neighbours, which tells multisets apart that means and maxima confuse, and applies a network to the sum.
///
/// out_i = nn((1 + ε) x_i + Σ_j x_j)
///
/// - Shapes: X `[N, I]` → what `nn` makes of `[N, I]`; `eps` `[1]`. Sparse features are made dense first. Weights of
///   edges are not looked at.
/// - Throws: what `nn` throws for features that it does not take.
/// - Complexity: one pass over the edges with `I` columns; no messages stored.
/// - Paper: Xu et al. 2019, arXiv 1810.00826, eq. 4.1. Deviation: none.
public final class GINConv: Module, GraphLayer {
    /// The network.
    public let nn: any UnaryLayer
    @Parameter private var learnedEps: Tensor?
    @Buffer private var fixedEps: Tensor?

    /// Takes the network.
    ///
    /// - Parameters:
    ///   - eps: ε, or its first value; −1 leaves the node itself out.
    ///   - learnsEps: whether ε is a parameter.
    /// - Throws: `GraphError` if ε is not finite.
    public init(_ nn: any UnaryLayer, eps: Double = 0, learnsEps: Bool = false) throws {
        self.nn = nn
        (_learnedEps, _fixedEps) = try selfWeight(eps, isLearned: learnsEps)
        super.init()
    }

    /// ε `[1]`.
    public var eps: Tensor? { learnedEps ?? fixedEps }

    public override var settings: String { learnedEps == nil ? "ε fixed" : "ε learned" }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        let x = try x.dense()
        let sums = try input.graph.pattern.matmul(x)
        return try nn(withSelf(x, sums, context[$learnedEps] ?? fixedEps), context)
    }
}

/// ε as a parameter or as a buffer, under the same name.
func selfWeight(_ eps: Double, isLearned: Bool) throws -> (Parameter<Tensor?>, Buffer<Tensor?>) {
    guard eps.isFinite else {
        throw GraphError(
            "convolution", "the weight ε of nodes themselves is \(eps), expected a finite number",
            fix: "0 counts a node as one of its neighbours.")
    }
    let value = try Tensor.full([1], eps)
    return (
        Parameter(wrappedValue: isLearned ? value : nil, "eps"),
        Buffer(wrappedValue: isLearned ? nil : value, "eps")
    )
}

/// (1 + ε) x + sums.
func withSelf(_ x: Tensor, _ sums: Tensor, _ eps: Tensor?) throws -> Tensor {
    guard let eps else { return try x + sums }
    return try x * (eps + 1) + sums
}
