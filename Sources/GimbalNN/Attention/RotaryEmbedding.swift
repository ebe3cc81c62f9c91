// Rotary position embedding - Su, Lu, Pan, Murtadha, Wen, Liu 2021, arXiv 2104.09864. No reference code was looked at.
import GimbalTensor

/// Turns pairs of features by angles that grow with the position, so that scores depend on distances.
///
/// Pair i of d/2 at position p is turned by p · base^(−2i/d).
///
/// - Shapes: x `[..., T, d]` → the same; d even.
/// - Precision: angles in Float32 or better.
/// - Paper: Su et al. 2021, eq. 15 and 34. Deviation: none with `.adjacent` pairs.
public struct RotaryEmbedding: Sendable, Codable, Hashable {
    /// Which features are turned together.
    public enum Pairing: String, Sendable, Codable, Hashable, CaseIterable {
        /// Features 2i and 2i + 1, as in the paper.
        case adjacent
        /// Features i and i + d/2, as in GPT-NeoX and Llama.
        case halves
    }

    /// Wavelengths reach from 2π to 2π · base.
    public var base: Double
    /// Which features are turned together.
    public var pairing: Pairing

    /// Describes the embedding; the base is the paper's.
    public init(base: Double = 10_000, pairing: Pairing = .adjacent) {
        self.base = base
        self.pairing = pairing
    }

    /// Turns features of positions `offset`, `offset + 1` ...
    ///
    /// - Throws: `TensorError` if the number of features is odd.
    public func callAsFunction(_ x: Tensor, offset: Int = 0) throws -> Tensor {
        let (cosines, sines) = try angles(x, offset: offset)
        switch pairing {
        case .halves:
            let halves = try x.chunk(2, axis: -1)
            let first = try halves[0] * cosines - halves[1] * sines
            return try .concatenated([first, halves[1] * cosines + halves[0] * sines], axis: -1)
        case .adjacent:
            let pairs = try x.unflattened(axis: -1, sizes: [-1, 2])  // [..., T, d/2, 2]
            let even = try pairs.select(0, axis: -1), odd = try pairs.select(1, axis: -1)
            let turned = try [even * cosines - odd * sines, odd * cosines + even * sines]
            return try Tensor.stacked(turned, axis: -1).flattened(from: -2)
        }
    }

    /// Cosines and sines `[T, d/2]`.
    private func angles(_ x: Tensor, offset: Int) throws -> (Tensor, Tensor) {
        let width = try x.size(-1), stepCount = try x.size(-2)
        guard width > 0, width.isMultiple(of: 2) else {
            throw TensorError(
                code: "tensor.shape", operation: "RotaryEmbedding",
                message: "features \(x.shape) have an odd width \(width), expected an even one",
                fix: "Choose heads of even width.")
        }
        let dtype: DType = x.dtype == .float64 ? .float64 : .float32
        let positions = try Tensor.arange(offset, offset + stepCount, dtype: dtype, device: x.device)
        let exponents = try Tensor.arange(width / 2, dtype: dtype, device: x.device) * (-2 / Double(width))
        let angles = try positions.outer(Tensor.pow(base, exponents))  // [T, d/2]
        return (try angles.cos().converted(to: x.dtype), try angles.sin().converted(to: x.dtype))
    }
}
