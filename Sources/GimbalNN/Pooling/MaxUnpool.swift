// Maxima back in their places.
import GimbalTensor

/// Puts maxima back where they were found, zeros elsewhere: the base of `MaxUnpool1d` to `MaxUnpool3d`.
///
/// - Shapes: values and indices `[N, C, ...]` or `[C, ...]` (from `MaxPool2d.withIndices`) → the same with
///   (size − 1) · stride − 2 · padding + kernel positions per axis, or `outputSize`.
/// - Throws: `ModuleError` for settings that cannot work; `TensorError` if values and indices differ in shape or an
///   index lies outside the output.
public class MaxUnpooling: Module {
    private let window: PoolingWindow

    init(axisCount: Int, _ kernelSize: AxisSizes, stride: AxisSizes?, padding: AxisSizes) throws {
        window = try PoolingWindow(
            axisCount: axisCount, layer: "\(Self.self)", kernelSize: kernelSize, stride: stride,
            padding: padding, dilation: 1, ceilMode: false)
        super.init()
    }

    public override var settings: String { window.settings }

    /// Puts the values back; without an output size the smallest that the settings allow is taken.
    public func callAsFunction(
        _ values: Tensor, indices: Tensor, outputSize: [Int]? = nil, _ context: Context
    ) throws -> Tensor {
        let axisCount = window.kernel.count
        _ = try SpatialInput.isBatch(values, axisCount: axisCount, for: self)
        let sizes = Array(values.shape.suffix(axisCount))
        let usual = sizes.indices.map { (axis: Int) -> Int in
            (sizes[axis] - 1) * window.stride[axis] - 2 * window.padding[axis] + window.kernel[axis]
        }
        let target = outputSize ?? usual
        guard indices.shape == values.shape, target.count == axisCount else {
            throw refusal(
                of: values,
                expected: "indices of the same shape and \(axisCount) output sizes, found \(indices.shape)",
                fix: "Take both from one pooling layer.")
        }
        let leading = Array(values.shape.dropLast(axisCount))
        let flat = try Tensor.zeros(
            leading + [target.reduce(1, *)], dtype: values.dtype, device: values.device)
        let filled = try flat.scatter(
            indices.flattened(from: -axisCount), axis: -1, source: values.flattened(from: -axisCount))
        return try filled.reshaped(leading + target)  // [N, C, ...]
    }
}

/// Puts maxima of sequences back where `MaxPool1d` found them.
public final class MaxUnpool1d: MaxUnpooling {
    /// Creates the inverse of a pooling layer of these settings.
    public init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws {
        try super.init(axisCount: 1, kernelSize, stride: stride, padding: padding)
    }
}

/// Puts maxima of images back where `MaxPool2d` found them.
public final class MaxUnpool2d: MaxUnpooling {
    /// Creates the inverse of a pooling layer of these settings.
    public init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws {
        try super.init(axisCount: 2, kernelSize, stride: stride, padding: padding)
    }
}

/// Puts maxima of volumes back where `MaxPool3d` found them.
public final class MaxUnpool3d: MaxUnpooling {
    /// Creates the inverse of a pooling layer of these settings.
    public init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws {
        try super.init(axisCount: 3, kernelSize, stride: stride, padding: padding)
    }
}
