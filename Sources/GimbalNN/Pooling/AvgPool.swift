// Means of windows.
import GimbalTensor

/// Settings of pooling by means.
public struct AvgPoolConfig: Sendable, Codable, Hashable {
    /// Size of the window.
    public var kernelSize: AxisSizes
    /// Step of the window; nil is the window's size.
    public var stride: AxisSizes?
    /// Margins of zeros; at most half the window.
    public var padding: AxisSizes
    /// Whether a last window that is not full counts.
    public var ceilMode: Bool
    /// Whether the zeros of the margins count as elements.
    public var countsPadding: Bool
    /// What sums are divided by instead of the number of elements (images and volumes).
    public var divisor: Int?

    /// Describes a pooling layer; defaults are PyTorch's.
    public init(
        kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0, ceilMode: Bool = false,
        countsPadding: Bool = true, divisor: Int? = nil
    ) {
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.ceilMode = ceilMode
        self.countsPadding = countsPadding
        self.divisor = divisor
    }
}

/// Takes the means of windows: the base of `AvgPool1d`, `AvgPool2d` and `AvgPool3d`.
///
/// - Shapes: x `[N, C, ...]` or `[C, ...]` → the same with ⌊(size + 2 · padding − kernel) / stride⌋ + 1 positions per
///   axis (rounded up in `ceilMode`).
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for an input of other axes or smaller than the
///   window.
public class AvgPooling: Module, UnaryLayer {
    /// The settings that the layer was made with.
    public let config: AvgPoolConfig
    private let window: PoolingWindow

    init(axisCount: Int, _ config: AvgPoolConfig) throws {
        self.config = config
        window = try PoolingWindow(
            axisCount: axisCount, layer: "\(Self.self)", kernelSize: config.kernelSize, stride: config.stride,
            padding: config.padding, dilation: 1, ceilMode: config.ceilMode)
        if let divisor = config.divisor, divisor == 0 || axisCount == 1 {
            throw ModuleError(
                "setting",
                "\(Self.self): divisor is \(divisor), expected a number other than 0, and images or volumes.",
                fix: "Leave it away.")
        }
        super.init()
    }

    public override var settings: String {
        window.settings + (config.countsPadding ? "" : ", margins do not count")
            + (config.divisor.map { ", divisor \($0)" } ?? "")
    }

    /// Takes the means.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try window.check(x, for: self)
        return switch window.kernel.count {
        case 1:
            try x.averagePool1d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                ceilMode: config.ceilMode, countsPadding: config.countsPadding)
        case 2:
            try x.averagePool2d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                ceilMode: config.ceilMode, countsPadding: config.countsPadding, divisor: config.divisor)
        default:
            try x.averagePool3d(
                kernelSize: window.kernel, stride: window.stride, padding: window.padding,
                ceilMode: config.ceilMode, countsPadding: config.countsPadding, divisor: config.divisor)
        }
    }
}

/// Takes the means of windows of sequences.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → the same with fewer positions.
public final class AvgPool1d: AvgPooling {
    /// Settings of the layer.
    public typealias Config = AvgPoolConfig

    /// Creates the layer.
    public init(_ config: Config) throws { try super.init(axisCount: 1, config) }

    /// Creates the layer; without a stride windows do not overlap.
    public convenience init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws
    {
        try self.init(Config(kernelSize: kernelSize, stride: stride, padding: padding))
    }
}

/// Takes the means of windows of images.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → the same with fewer positions.
public final class AvgPool2d: AvgPooling {
    /// Settings of the layer.
    public typealias Config = AvgPoolConfig

    /// Creates the layer.
    public init(_ config: Config) throws { try super.init(axisCount: 2, config) }

    /// Creates the layer; without a stride windows do not overlap.
    public convenience init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws
    {
        try self.init(Config(kernelSize: kernelSize, stride: stride, padding: padding))
    }
}

/// Takes the means of windows of volumes.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → the same with fewer positions.
public final class AvgPool3d: AvgPooling {
    /// Settings of the layer.
    public typealias Config = AvgPoolConfig

    /// Creates the layer.
    public init(_ config: Config) throws { try super.init(axisCount: 3, config) }

    /// Creates the layer; without a stride windows do not overlap.
    public convenience init(_ kernelSize: AxisSizes, stride: AxisSizes? = nil, padding: AxisSizes = 0) throws
    {
        try self.init(Config(kernelSize: kernelSize, stride: stride, padding: padding))
    }
}
