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

/// Takes the maxima of windows: the base of `MaxPool1d`, `MaxPool2d` and `MaxPool3d`.
///
/// - Shapes: x `[N, C, ...]` or `[C, ...]` → the same with
///   ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1 positions per axis (rounded up in `ceilMode`).
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for an input of other axes or smaller than the
///   window.
public class MaxPooling: Module, UnaryLayer {
    /// The settings that the layer was made with.
    public let config: MaxPoolConfig
    private let window: PoolingWindow

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
        return switch window.kernel.count {
        case 1:
            try x.maxPool1d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        case 2:
            try x.maxPool2d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        default:
            try x.maxPool3d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        }
    }

    /// Takes the maxima and returns where in its channel each one is (row-major), for `MaxUnpool1d` to `3d`.
    public func withIndices(_ x: Tensor) throws -> (values: Tensor, indices: Tensor) {
        try window.check(x, for: self)
        return switch window.kernel.count {
        case 1:
            try x.maxPool1dWithIndices(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        case 2:
            try x.maxPool2dWithIndices(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        default:
            try x.maxPool3dWithIndices(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                dilation: window.dilation, ceilMode: window.ceilMode)
        }
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
}

/// Takes the maxima of windows of volumes.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → the same with fewer positions.
public final class MaxPool3d: MaxPooling {
    /// Settings of the layer.
    public typealias Config = MaxPoolConfig

    /// Creates the layer.
    public init(_ config: Config) throws { try super.init(axisCount: 3, config) }

    /// Creates the layer; without a stride windows do not overlap.
    public convenience init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws
    {
        try self.init(Config(kernelSize: kernelSize, stride: stride, padding: padding))
    }
}
