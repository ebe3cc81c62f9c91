// Logic, remainders, and the assigning forms of + - * /.
import CGimbal

extension Tensor {
    /// Combines masks by "and"; integers bit by bit.
    ///
    /// - Throws: `TensorError` for floating-point tensors, or if shapes do not broadcast.
    public static func .& (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".&", operands: [a, b]) { error in g_bitwise_and_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Combines masks by "or"; integers bit by bit.
    ///
    /// - Throws: `TensorError` for floating-point tensors, or if shapes do not broadcast.
    public static func .| (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".|", operands: [a, b]) { error in g_bitwise_or_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Combines masks by "either or"; integers bit by bit.
    ///
    /// - Throws: `TensorError` for floating-point tensors, or if shapes do not broadcast.
    public static func .^ (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".^", operands: [a, b]) { error in g_bitwise_xor_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Negates a mask; numbers give whether they are zero.
    public static prefix func .! (a: Tensor) throws(TensorError) -> Tensor {
        try call(".!", operands: [a]) { error in g_logical_not(a.handle.raw, &error) }
    }

    /// Flips every bit of integers; negates a mask.
    ///
    /// - Throws: `TensorError` for floating-point tensors.
    public static prefix func ~ (a: Tensor) throws(TensorError) -> Tensor {
        try call("~", operands: [a]) { error in g_bitwise_not(a.handle.raw, &error) }
    }

    /// Returns the remainder with the sign of the divisor, as in Python: `-7 % 3` is 2. (Swift's own `%` takes the
    /// sign of the dividend; that is `fmod`.)
    public static func % (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call("%", operands: [a, b]) { error in
            g_remainder_Tensor(a.handle.raw, b.handle.raw, &error)
        }
    }

    /// Returns the remainder by a number, with the number's sign.
    public static func % (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call("%", operands: [a]) { error in g_remainder_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Replaces the variable by a sum; other copies of the tensor keep their elements.
    public static func += (a: inout Tensor, b: Tensor) throws(TensorError) { a = try a + b }
    /// Replaces the variable by a sum; other copies of the tensor keep their elements.
    public static func += (a: inout Tensor, b: some TensorNumber) throws(TensorError) { a = try a + b }
    /// Replaces the variable by a difference; other copies of the tensor keep their elements.
    public static func -= (a: inout Tensor, b: Tensor) throws(TensorError) { a = try a - b }
    /// Replaces the variable by a difference; other copies of the tensor keep their elements.
    public static func -= (a: inout Tensor, b: some TensorNumber) throws(TensorError) { a = try a - b }
    /// Replaces the variable by a product; other copies of the tensor keep their elements.
    public static func *= (a: inout Tensor, b: Tensor) throws(TensorError) { a = try a * b }
    /// Replaces the variable by a product; other copies of the tensor keep their elements.
    public static func *= (a: inout Tensor, b: some TensorNumber) throws(TensorError) { a = try a * b }
    /// Replaces the variable by a quotient; other copies of the tensor keep their elements.
    public static func /= (a: inout Tensor, b: Tensor) throws(TensorError) { a = try a / b }
    /// Replaces the variable by a quotient; other copies of the tensor keep their elements.
    public static func /= (a: inout Tensor, b: some TensorNumber) throws(TensorError) { a = try a / b }
}
