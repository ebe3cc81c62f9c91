// Complex tensors and their real parts.
import CGimbal

// libtorch may note a conjugation in a view instead of carrying it out; memory is read and viewed only after that.

extension Tensor {
    /// Returns a view of the imaginary parts of complex numbers.
    ///
    /// - Throws: `TensorError` for real numbers.
    public func imaginaryPart() throws(TensorError) -> Tensor {
        let plain = try resolvingConjugate()
        return try call("imaginaryPart", operands: [self]) { error in g_imag(plain.handle.raw, &error) }
    }

    /// Returns a view of complex numbers `[...]` as pairs `[..., 2]` of real and imaginary part.
    ///
    /// - Throws: `TensorError` for real numbers.
    public func viewedAsReal() throws(TensorError) -> Tensor {
        let plain = try resolvingConjugate()
        return try call("viewedAsReal", operands: [self]) { error in g_view_as_real(plain.handle.raw, &error)
        }
    }

    /// Carries out a conjugation that a view only noted.
    func resolvingConjugate() throws(TensorError) -> Tensor {
        try call("resolvingConjugate", operands: [self]) { error in g_resolve_conj(handle.raw, &error) }
    }
}
