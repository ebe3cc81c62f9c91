// Normalised exponentials as layers.
import GimbalTensor

/// Turns scores into probabilities along an axis.
///
/// y = exp(x) / Σ exp(x)
///
/// - Shapes: any with that axis → the same.
/// - Throws: `TensorError` if there is no such axis.
public final class Softmax: Module, UnaryLayer {
    /// The axis that sums to 1.
    public let axis: Int

    /// Creates the layer.
    public init(axis: Int = -1) {
        self.axis = axis
        super.init()
    }

    public override var settings: String { "axis \(axis)" }

    /// Normalises along the axis.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.softmax(axis: axis)
    }
}

/// Turns scores into logarithms of probabilities along an axis.
///
/// y = x − log Σ exp(x)
///
/// - Shapes: any with that axis → the same.
/// - Throws: `TensorError` if there is no such axis.
public final class LogSoftmax: Module, UnaryLayer {
    /// The axis along which exp(y) sums to 1.
    public let axis: Int

    /// Creates the layer.
    public init(axis: Int = -1) {
        self.axis = axis
        super.init()
    }

    public override var settings: String { "axis \(axis)" }

    /// Normalises along the axis.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.logSoftmax(axis: axis)
    }
}

/// Turns costs into probabilities along an axis: the smallest gets the largest.
///
/// y = exp(−x) / Σ exp(−x)
///
/// - Shapes: any with that axis → the same.
/// - Throws: `TensorError` if there is no such axis.
public final class Softmin: Module, UnaryLayer {
    /// The axis that sums to 1.
    public let axis: Int

    /// Creates the layer.
    public init(axis: Int = -1) {
        self.axis = axis
        super.init()
    }

    public override var settings: String { "axis \(axis)" }

    /// Normalises along the axis.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try (-x).softmax(axis: axis)
    }
}

/// Turns the channels of every pixel into probabilities.
///
/// - Shapes: `[N, C, H, W]` or `[C, H, W]` → the same.
/// - Throws: `TensorError` for another rank.
public final class Softmax2d: Module, UnaryLayer {
    /// Normalises over the channels.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard (3...4).contains(x.rank) else {
            throw TensorError(
                code: "tensor.shape", operation: "Softmax2d",
                message: "x is \(x.shape), expected [N, C, H, W] or [C, H, W]", fix: "Reshape it.")
        }
        return try x.softmax(axis: -3)
    }
}
