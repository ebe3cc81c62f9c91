// Operators over lists of tensors that have no method of their own.
import GimbalTensor

/// One native call for a list of tensors.
enum Foreach {
    /// Limits every tensor from above, as new tensors.
    static func clamped(_ tensors: [Tensor], max limit: Double) throws -> [Tensor] {
        try callOperator(
            "aten::_foreach_clamp_max", overload: "Scalar", [.tensors(tensors), .real(limit)])
    }

    /// Returns the norm of every tensor, in float32 for half precision.
    static func norms(_ tensors: [Tensor], order: Double = 2) throws -> [Tensor] {
        guard let dtype = tensors.first?.dtype, dtype.byteCount < 4 else {
            return try Tensor.foreachNorm(tensors, order: order)
        }
        let wide = NativeArgument.integer(Int(DType.float32.rawValue))
        return try callOperator(
            "aten::_foreach_norm", overload: "Scalar", [.tensors(tensors), .real(order), wide])
    }
}
