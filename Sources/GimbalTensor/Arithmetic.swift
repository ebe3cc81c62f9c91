// The operators + - * / between tensors and with numbers on either side.
import CGimbal

// Numbers of every kind have an overload on both sides, because a missing one makes the compiler search for seconds
// before it says that an expression is wrong.

extension Tensor {
    /// Adds elementwise, with broadcasting.
    public static func + (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call("+", operands: [a, b]) { error in g_add_Tensor(a.handle.raw, b.handle.raw, .one, &error) }
    }

    /// Adds a number to every element.
    public static func + (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call("+", operands: [a]) { error in g_add_Scalar(a.handle.raw, b.native, .one, &error) }
    }

    /// Adds a number to every element.
    public static func + (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b + a }

    /// Subtracts elementwise, with broadcasting.
    public static func - (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call("-", operands: [a, b]) { error in g_sub_Tensor(a.handle.raw, b.handle.raw, .one, &error) }
    }

    /// Subtracts a number from every element.
    public static func - (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call("-", operands: [a]) { error in g_sub_Scalar(a.handle.raw, b.native, .one, &error) }
    }

    /// Subtracts every element from a number.
    public static func - (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor {
        try call("-", operands: [b]) { error in g_rsub_Scalar(b.handle.raw, a.native, .one, &error) }
    }

    /// Negates every element.
    public static prefix func - (a: Tensor) throws(TensorError) -> Tensor {
        try call("-", operands: [a]) { error in g_neg(a.handle.raw, &error) }
    }

    /// Multiplies elementwise, with broadcasting.
    public static func * (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call("*", operands: [a, b]) { error in g_mul_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Multiplies every element by a number.
    public static func * (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call("*", operands: [a]) { error in g_mul_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Multiplies every element by a number.
    public static func * (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b * a }

    /// Divides elementwise, with broadcasting; integers give floating-point quotients.
    public static func / (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call("/", operands: [a, b]) { error in g_div_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Divides every element by a number; integers give floating-point quotients.
    public static func / (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call("/", operands: [a]) { error in g_div_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Divides a number by every element.
    public static func / (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor {
        let inverse = try call("/", operands: [b]) { error in g_reciprocal(b.handle.raw, &error) }
        return try inverse * a
    }
}
