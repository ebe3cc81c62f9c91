// Large batches in small pieces.
import GimbalTensor

/// Sums the gradients of micro-batches until a step is due.
///
///     let accumulator = GradientAccumulator()
///     for part in parts { try accumulator.add(optimizer.gradients(of: loss(part)), weight: 1 / Double(parts.count)) }
///     try optimizer.step(accumulator.take())
public final class GradientAccumulator {
    private var sums: [Tensor?] = []
    /// Number of micro-batches since the last `take`.
    public private(set) var count = 0

    /// Starts with nothing.
    public init() {}

    /// Adds weight times the gradients of a micro-batch; nil adds nothing.
    ///
    /// With weight n_i / n for a loss that is a mean over n_i of n samples, the sum is the gradient of the mean over all.
    ///
    /// - Throws: `ModuleError` if there are not as many as before.
    public func add(_ gradients: [Tensor?], weight: Double = 1) throws {
        guard count == 0 || gradients.count == sums.count else {
            throw ModuleError(
                "gradients", "\(gradients.count) gradients cannot be added to \(sums.count).",
                fix: "Give one gradient, or nil, per parameter, always in the same order.")
        }
        if count == 0 { sums = Array(repeating: nil, count: gradients.count) }
        try withoutGradient {
            let known = zip(gradients, sums).map { gradient, sum in sum == nil ? nil : gradient }
            for (places, tensors) in TensorBuckets(known) {
                try Tensor.foreachAddInPlace(places.compactMap { sums[$0] }, tensors, scale: weight)
            }
            let new = zip(gradients, sums).map { gradient, sum in sum == nil ? gradient : nil }
            for (places, tensors) in TensorBuckets(new) {
                // New tensors: a gradient may share its memory with others.
                for (place, tensor) in zip(places, try Tensor.foreachMultiply(tensors, weight)) {
                    sums[place] = tensor
                }
            }
        }
        count += 1
    }

    /// Returns the sums, nil where no micro-batch had a gradient, and starts anew.
    public func take() -> [Tensor?] {
        defer { (sums, count) = ([], 0) }
        return sums
    }
}
