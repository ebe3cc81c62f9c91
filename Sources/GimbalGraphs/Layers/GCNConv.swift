// Graph convolution - Kipf, Welling 2017, arXiv 1609.02907. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// Maps node features linearly, then averages them over neighbours by the normalised adjacency.
///
/// Y = Â X Wᵀ + b, Â = D̃^-1/2 (A + I) D̃^-1/2
///
/// - Shapes: X `[N, I]`, dense or sparse → Y `[N, O]`; `lin.weight` `[O, I]`, `bias` `[O]`.
/// - Initialisation: Glorot uniform and zero, as the authors'.
/// - Throws: `TensorError` if the features have not `I` columns.
/// - Complexity: one product on the narrower side plus one pass over the edges with `O` columns; no messages
///   stored.
/// - Paper: Kipf, Welling 2017, arXiv 1609.02907, eq. 2. Deviation: bias, as the field does.
public final class GCNConv: Module {
    /// Features in.
    public let inputCount: Int
    /// Features out.
    public let outputCount: Int
    /// The linear map, without bias.
    public let lin: Linear
    /// `[outputCount]`, added after propagation.
    @Parameter public var bias: Tensor

    /// Draws first values from the initialisation stream.
    public init(_ inputCount: Int, _ outputCount: Int, _ context: Context) throws {
        self.inputCount = inputCount
        self.outputCount = outputCount
        lin = try Linear(
            .init(
                inputCount: inputCount, outputCount: outputCount, hasBias: false, initializer: .glorotUniform),
            context)
        bias = try Tensor.zeros([outputCount])
        super.init()
    }

    public override var settings: String { "\(inputCount) → \(outputCount)" }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        let mapped = try lin(x, context)
        return try input.adjacency(dtype: mapped.dtype).matmul(mapped) + context[$bias]
    }
}
