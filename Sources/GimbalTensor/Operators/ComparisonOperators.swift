// Elementwise comparison: .== .!= .< .<= .> .>= between tensors and with numbers on either side.
import CGimbal

// Each operator has the same three forms as + - * /. They bind weaker than .& and .|, so a mask of two comparisons
// needs parentheses: (x .> 0) .& (x .< 1).

extension Tensor {
    /// Compares elementwise: equal; a boolean tensor.
    public static func .== (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".==", operands: [a, b]) { error in g_eq_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Compares with a number: equal.
    public static func .== (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call(".==", operands: [a]) { error in g_eq_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Compares a number with every element: equal.
    public static func .== (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b .== a }

    /// Compares elementwise: different; a boolean tensor.
    public static func .!= (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".!=", operands: [a, b]) { error in g_ne_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Compares with a number: different.
    public static func .!= (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call(".!=", operands: [a]) { error in g_ne_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Compares a number with every element: different.
    public static func .!= (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b .!= a }

    /// Compares elementwise: less; a boolean tensor.
    public static func .< (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".<", operands: [a, b]) { error in g_lt_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Compares with a number: less.
    public static func .< (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call(".<", operands: [a]) { error in g_lt_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Compares a number with every element: less.
    public static func .< (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b .> a }

    /// Compares elementwise: less or equal; a boolean tensor.
    public static func .<= (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".<=", operands: [a, b]) { error in g_le_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Compares with a number: less or equal.
    public static func .<= (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call(".<=", operands: [a]) { error in g_le_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Compares a number with every element: less or equal.
    public static func .<= (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b .>= a }

    /// Compares elementwise: greater; a boolean tensor.
    public static func .> (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".>", operands: [a, b]) { error in g_gt_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Compares with a number: greater.
    public static func .> (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call(".>", operands: [a]) { error in g_gt_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Compares a number with every element: greater.
    public static func .> (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b .< a }

    /// Compares elementwise: greater or equal; a boolean tensor.
    public static func .>= (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try call(".>=", operands: [a, b]) { error in g_ge_Tensor(a.handle.raw, b.handle.raw, &error) }
    }

    /// Compares with a number: greater or equal.
    public static func .>= (a: Tensor, b: some TensorNumber) throws(TensorError) -> Tensor {
        try call(".>=", operands: [a]) { error in g_ge_Scalar(a.handle.raw, b.native, &error) }
    }

    /// Compares a number with every element: greater or equal.
    public static func .>= (a: some TensorNumber, b: Tensor) throws(TensorError) -> Tensor { try b .<= a }
}
