// Maxima of windows.
import GimbalTensor

/// Settings of pooling by maxima.
public struct MaxPoolConfig: Sendable, Codable, Hashable {
    /// Size of the window.
    public var kernelSize: AxisSizes
    /// Step of the window; nil is the window's size.
    public var stride: AxisSizes?
    /// Margins that never win; at most half the window.
    public var padding: AxisSizes
    /// Distance between the window's points.
    public var dilation: AxisSizes
    /// Whether a last window that is not full counts.
    public var ceilMode: Bool

    /// Describes a pooling layer; defaults are PyTorch's.
    public init(
        kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0, dilation: AxisSizes = 1,
        ceilMode: Bool = false
    ) {
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.ceilMode = ceilMode
    }
}

/// Takes the maxima of windows: the base of `MaxPool1d` and `MaxPool2d`.
///
/// - Shapes: x `[N, C, ...]` or `[C, ...]` → the same with
///   ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1 positions per axis (rounded up in `ceilMode`).
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for an input of other axes or smaller than the
///   window.
public class MaxPooling: Module, UnaryLayer {
    /// The settings that the layer was made with.
    public let config: MaxPoolConfig
    fileprivate let window: PoolingWindow

    init(axisCount: Int, _ config: MaxPoolConfig) throws {
        self.config = config
        window = try PoolingWindow(
            axisCount: axisCount, layer: "\(Self.self)", kernelSize: config.kernelSize, stride: config.stride,
            padding: config.padding, dilation: config.dilation, ceilMode: config.ceilMode)
        super.init()
    }

    public override var settings: String { window.settings }

    /// Takes the maxima.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try window.check(x, for: self)
        if window.kernel.count == 1 {
            return try x.maxPool1d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        }
        return try x.maxPool2d(
            kernelSize: window.kernel, stride: window.stride, padding: window.padding,
            dilation: window.dilation, ceilMode: window.ceilMode)
    }
}

/// Takes the maxima of windows of sequences.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → the same with fewer positions.
public final class MaxPool1d: MaxPooling {
    /// Settings of the layer.
    public typealias Config = MaxPoolConfig

    /// Creates the layer.
    public init(_ config: Config) throws { try super.init(axisCount: 1, config) }

    /// Creates the layer; without a stride windows do not overlap.
    public convenience init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws
    {
        try self.init(Config(kernelSize: kernelSize, stride: stride, padding: padding))
    }
}

/// Takes the maxima of windows of images.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → the same with fewer positions.
public final class MaxPool2d: MaxPooling {
    /// Settings of the layer.
    public typealias Config = MaxPoolConfig

    /// Creates the layer.
    public init(_ config: Config) throws { try super.init(axisCount: 2, config) }

    /// Creates the layer; without a stride windows do not overlap.
    public convenience init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws
    {
        try self.init(Config(kernelSize: kernelSize, stride: stride, padding: padding))
    }

    /// Takes the maxima and returns where in its channel each one is (`y · W + x`), for `MaxUnpool2d`.
    public func withIndices(_ x: Tensor) throws -> (values: Tensor, indices: Tensor) {
        try window.check(x, for: self)
        return try x.maxPool2dWithIndices(
            kernelSize: window.kernel, stride: window.stride, padding: window.padding,
            dilation: window.dilation, ceilMode: window.ceilMode)
    }
}

/// Puts maxima back where they were found, zeros elsewhere.
///
/// - Shapes: values and indices `[N, C, H, W]` or `[C, H, W]` (from `MaxPool2d.withIndices`) →
///   `[N, C, outputSize...]`.
/// - Throws: `TensorError` if an index lies outside the output.
public final class MaxUnpool2d: Module {
    private let window: PoolingWindow

    /// Creates the inverse of a pooling layer of these settings.
    public init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws {
        window = try PoolingWindow(
            axisCount: 2, layer: "MaxUnpool2d", kernelSize: kernelSize, stride: stride, padding: padding,
            dilation: 1, ceilMode: false)
        super.init()
    }

    public override var settings: String { window.settings }

    /// Puts the values back; without an output size the smallest that the settings allow is taken.
    public func callAsFunction(
        _ values: Tensor, indices: Tensor, outputSize: [Int]? = nil, _ context: Context
    ) throws -> Tensor {
        _ = try SpatialInput.isBatch(values, axisCount: 2, for: self)
        let sizes = Array(values.shape.suffix(2))
        let target =
            outputSize
            ?? (0..<2).map { (axis: Int) -> Int in
                (sizes[axis] - 1) * window.stride[axis] - 2 * window.padding[axis] + window.kernel[axis]
            }
        guard indices.shape == values.shape, target.count == 2 else {
            throw refusal(
                of: values,
                expected: "indices of the same shape and two output sizes, found \(indices.shape)",
                fix: "Take both from one pooling layer.")
        }
        let leading = Array(values.shape.dropLast(2))
        let flat = try Tensor.zeros(
            leading + [target[0] * target[1]], dtype: values.dtype, device: values.device)
        let filled = try flat.scatter(
            indices.flattened(from: -2), axis: -1, source: values.flattened(from: -2))
        return try filled.reshaped(leading + target)  // [N, C, H, W]
    }
}
