// Normalisation and the small compositions beside the generated operators.

extension Tensor {
    /// Divides by the p-norm along an axis, or by `epsilon` where the norm is smaller.
    ///
    /// - Parameter axis: the second one unless given: features of `[N, C, ...]`.
    /// - Throws: `TensorError` if there is no such axis.
    public func normalized(p: Double = 2, axis: Int = 1, epsilon: Double = 1e-12) throws(TensorError)
        -> Tensor
    {
        try self / norm(order: p, axes: [axis], keepDimensions: true).clamped(min: epsilon)
    }

    /// Returns x / (1 + abs(x)).
    public func softsign() throws(TensorError) -> Tensor { try self / (abs() + 1) }

    /// Returns x - tanh(x).
    public func tanhshrink() throws(TensorError) -> Tensor { try self - tanh() }

    /// Returns softmax of the negative elements: the smallest gets the largest share.
    public func softmin(axis: Int) throws(TensorError) -> Tensor { try (-self).softmax(axis: axis) }
}
