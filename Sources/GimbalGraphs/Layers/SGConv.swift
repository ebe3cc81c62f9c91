// Simple graph convolution - Wu et al. 2019, arXiv 1902.07153. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Propagates features K times and maps them once: a graph convolutional network without what lies between its layers.
///
/// Y = Â^K X Wᵀ + b, Â = D̃^-1/2 (A + I) D̃^-1/2
///
/// - Shapes: X `[N, I]`, dense or sparse → Y `[N, O]`; `lin.weight` `[O, I]`, `lin.bias` `[O]`.
/// - Initialisation: U(±1/√I).
/// - Throws: `TensorError` if the features have not `I` columns.
/// - Complexity: K passes over the edges with the narrower of `I` and `O` columns; none after the first call where the
///   input's own features are convolved.
/// - Paper: Wu et al. 2019, arXiv 1902.07153, section 2.2. Deviation: bias; the softmax at the end is the loss's.
public final class SGConv: Module, GraphLayer {
    /// Number of propagation steps K.
    public let hopCount: Int
    /// Whether nodes are neighbours of themselves.
    public let selfLoops: Bool
    /// The map.
    public let lin: Linear

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if a width is below 1 or K negative.
    public init(
        _ inputCount: Int, _ outputCount: Int, hopCount: Int = 1, selfLoops: Bool = true,
        hasBias: Bool = true,
        _ context: Context
    ) throws {
        try checkWidths([inputCount, outputCount], of: "SGConv")
        try checkHops(hopCount, of: "SGConv")
        self.hopCount = hopCount
        self.selfLoops = selfLoops
        lin = try Linear(inputCount, outputCount, hasBias: hasBias, context)
        super.init()
    }

    public override var settings: String {
        "\(lin.config.inputCount) → \(lin.config.outputCount), \(hopCount) hops"
    }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        try x.checkWidth(lin.config.inputCount, for: "SGConv")
        // The map commutes with propagation: the narrower side goes over the edges.
        if case .dense(let x) = x, lin.config.inputCount <= lin.config.outputCount {
            return try lin(adjacency(of: input, x.dtype).propagated(x, hopCount), context)
        }
        let mapped = try lin.withoutBias(x, context)
        let out = try adjacency(of: input, mapped.dtype).propagated(mapped, hopCount)
        guard let bias = context[lin.$bias] else { return out }
        return try out + bias
    }

    /// Convolves the input's own features, which it propagates once and keeps: later calls are a linear map.
    public func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try input.features.checkWidth(lin.config.inputCount, for: "SGConv")
        return try lin(input.propagatedFeatures(hopCount: hopCount, selfLoops: selfLoops), context)
    }

    private func adjacency(of input: GraphInput, _ dtype: DType) throws -> SparseMatrix {
        try input.adjacency(selfLoops: selfLoops, dtype: dtype)
    }
}
