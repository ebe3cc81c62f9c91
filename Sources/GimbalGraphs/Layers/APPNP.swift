// Personalised propagation - Gasteiger, Bojchevski, Günnemann 2019, arXiv 1810.05997. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Propagates predictions by personalised PageRank: each step keeps a part of what the node itself said.
///
/// Z_0 = H, Z_k = (1 − α) Â Z_(k−1) + α H, Â = D̃^-1/2 (A + I) D̃^-1/2
///
/// - Shapes: H `[N, C]` → Z_K `[N, C]`; no parameters.
/// - Random numbers: in training entries of Â are dropped with a probability, anew in each step.
/// - Throws: `TensorError` if H has not one row per node.
/// - Complexity: K passes over the edges with `C` columns; without dropout nothing is kept for the gradient.
/// - Paper: Gasteiger, Bojchevski, Günnemann 2019, arXiv 1810.05997, eq. 4. Deviation: the softmax at the end is the
///   loss's.
public final class APPNP: Module {
    /// Number of propagation steps K.
    public let hopCount: Int
    /// The part α that restarts at the node itself, `0...1`.
    public let alpha: Double
    /// Whether nodes are neighbours of themselves.
    public let selfLoops: Bool
    private let drop: Dropout

    /// Describes the propagation; defaults are the paper's 10 steps and α = 0.1, without dropout.
    ///
    /// - Throws: `GraphError` if K is negative or α not in `0...1`, `ModuleError` if the dropout is not.
    public init(hopCount: Int = 10, alpha: Double = 0.1, dropout: Double = 0, selfLoops: Bool = true) throws {
        try checkHops(hopCount, of: "APPNP")
        guard (0...1).contains(alpha) else {
            throw GraphError(
                "convolution", "APPNP with the restart probability \(alpha), expected 0...1",
                fix: "0.1 is the paper's.")
        }
        self.hopCount = hopCount
        self.alpha = alpha
        self.selfLoops = selfLoops
        drop = try Dropout(dropout)
        super.init()
    }

    public override var settings: String { "\(hopCount) hops, α \(alpha), dropout \(drop.probability)" }

    /// Propagates predictions over the graph of `input`, whose features are not looked at.
    public func callAsFunction(_ h: Tensor, on input: GraphInput, _ context: Context) throws -> Tensor {
        let adjacency = try input.adjacency(selfLoops: selfLoops, dtype: h.dtype)
        let values = try adjacency.values ?? Tensor.ones([adjacency.pattern.entryCount], dtype: h.dtype)
        // Scaled once, so that no step scales its `[N, C]`.
        let scaled = adjacency.withValues(try values * (1 - alpha)), restart = try h * alpha
        return try (0..<hopCount).reduce(h) { z, _ in try drop(scaled, context).matmul(z) + restart }
    }
}
