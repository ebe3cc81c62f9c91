// Dropout as one fused pass.
import CGimbal

extension Tensor {
    /// Zeroes elements with a probability and scales the others up, so that the mean stays.
    ///
    /// No mask is stored: the gradient draws the same random words again (Philox 4x32-10, keyed by 64 bits of the
    /// stream), so the result does not depend on the number of threads. Differentiable to every order.
    ///
    /// - Throws: `TensorError` unless the elements are floating-point and the probability is in `0..<1`.
    /// - Source: Salmon, Moraes, Dror, Shaw 2011, Parallel random numbers: as easy as 1, 2, 3.
    public func dropout(probability: Double, using stream: RandomStream) throws(TensorError) -> Tensor {
        let key = try stream.nextBits()
        return try call("dropout", operands: [self]) { g_dropout(handle.raw, probability, key, &$0) }
    }
}

extension RandomStream {
    /// Draws 64 random bits.
    public func nextBits() throws(TensorError) -> UInt64 {
        try callValue("RandomStream.nextBits", operands: []) { g_generator_next(generator, &$0) }
    }
}
