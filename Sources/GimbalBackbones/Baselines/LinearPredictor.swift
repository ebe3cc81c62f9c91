// What linear methods that are solved, not trained, keep.
import GimbalNN
import GimbalTensor

/// A linear map whose weights are found by a solver: kept as buffers, so that nothing else changes them.
///
/// y = x · weightᵀ + bias, with the numbers of each sample in a row
///
/// - Shapes: x `[N, ...]` → y `[N, O]`; weight `[O, numbers]`, bias `[O]`.
/// - Throws: `TensorError` for samples of another size.
public final class LinearPredictor: Module, UnaryLayer {
    /// `[O, numbers]`.
    @Buffer public var weight: Tensor
    /// `[O]`.
    @Buffer public var bias: Tensor

    /// Takes what a solver found, in single precision.
    public init(weight: Tensor, bias: Tensor) throws {
        self.weight = try weight.converted(to: .float32)
        self.bias = try bias.converted(to: .float32)
        super.init()
    }

    /// Makes an empty map that a state is loaded into.
    public convenience init(inputCount: Int, outputCount: Int) throws {
        try self.init(weight: .zeros([outputCount, inputCount]), bias: .zeros([outputCount]))
    }

    public override var settings: String { "\(weight.shape[1]) → \(weight.shape[0])" }

    /// Applies the map.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.reshaped([x.shape[0], -1]).converted(to: .float32).linear(weight, bias: bias)
    }
}
