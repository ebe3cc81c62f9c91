// Predictions that do not look at their samples.
import GimbalNN
import GimbalTensor

/// Gives the same outputs for every sample, or for every step of every sequence.
///
/// - Shapes: x `[N, ...]` → `[N, O]`; of tokens `[N, T]` → `[N, T, O]`; values `[O]`.
public final class ConstantPrediction: Module, UnaryLayer {
    /// `[O]`.
    @Buffer public var values: Tensor
    private let isPerStep: Bool

    /// Takes the outputs.
    ///
    /// - Parameter isPerStep: whether samples are sequences and every step has outputs.
    public init(_ values: Tensor, isPerStep: Bool = false) throws {
        self.values = try values.converted(to: .float32)
        self.isPerStep = isPerStep
        super.init()
    }

    public override var settings: String { "\(values.shape[0]) outputs" }

    /// Gives the outputs.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try rows(isPerStep ? Array(x.shape.prefix(2)) : [x.shape[0]])
    }

    /// Gives the outputs `counts + [O]`.
    func rows(_ counts: [Int]) throws -> Tensor {
        try values.expanded(counts + [values.shape[0]]).contiguous()
    }
}

extension Tensor {
    /// Logarithms of how often each of `count` classes occurs among these numbers `[count]`; one that does not occur
    /// counts half a time, so that it is not impossible.
    func logFrequencies(_ count: Int) throws -> Tensor {
        let known = try reshaped([-1]).maskedSelect(reshaped([-1]).greaterEqual(0))
        let counts = try known.bincount(minimumLength: count).converted(to: .float64).clamped(
            min: 0.5)
        return try (counts / counts.sum()).log()
    }
}
