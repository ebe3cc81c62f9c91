// Graph convolution of the 1-dimensional Weisfeiler-Leman kind - Morris et al. 2019, arXiv 1810.02244. No
// reference code was looked at.
import GimbalNN
import GimbalTensor

/// Adds a map of the node itself to a map of its neighbours' weighted sum.
///
/// Y = A X W_relᵀ + b + X W_rootᵀ
///
/// - Shapes: X `[N, I]`, dense or sparse → Y `[N, O]`; `lin_rel.weight` and `lin_root.weight` `[O, I]`,
///   `lin_rel.bias` `[O]`.
/// - Initialisation: U(±1/√I) for all.
/// - Throws: `TensorError` if the features have not `I` columns.
/// - Complexity: two products and one pass over the edges with `O` columns; no messages stored.
/// - Paper: Morris et al. 2019, arXiv 1810.02244, section 3. Deviation: edge weights and a bias, as the field
///   does.
public final class GraphConv: Module {
    /// Features in.
    public let inputCount: Int
    /// Features out.
    public let outputCount: Int
    /// Maps the neighbours' sum; with bias.
    public let linRel: Linear
    /// Maps the node itself; without bias.
    public let linRoot: Linear

    /// Draws first values from the initialisation stream.
    public init(_ inputCount: Int, _ outputCount: Int, _ context: Context) throws {
        self.inputCount = inputCount
        self.outputCount = outputCount
        linRel = try Linear(inputCount, outputCount, context)
        linRoot = try Linear(inputCount, outputCount, hasBias: false, context)
        super.init()
    }

    public override var settings: String { "\(inputCount) → \(outputCount)" }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        let own = try linRoot(x, context)
        let weight = try context[linRel.$weight].transposed(0, 1)
        // Mapping before summing is the same, and sums O columns instead of I.
        let mapped: Tensor =
            switch x {
            case .dense(let x): try x.matmul(weight)
            case .sparse(let x): try x.matmul(weight)
            }
        let weights = try input.graph.weights?.converted(to: mapped.dtype)
        let sums = try input.graph.pattern.matmul(mapped, weights: weights) + own
        guard let bias = context[linRel.$bias] else { return sums }
        return try sums + bias
    }
}
