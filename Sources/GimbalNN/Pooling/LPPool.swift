// Power means of windows.
import GimbalTensor

/// Takes power means of windows, not divided by the number of elements: the base of `LPPool1d` to `LPPool3d`.
///
/// y = (Σ x^p)^(1/p) over the window; p = 1 gives sums, p → ∞ maxima. Where the sum is zero there is no gradient.
///
/// - Shapes: x `[N, C, ...]` or `[C, ...]` → the same with fewer positions.
/// - Throws: `ModuleError` unless p is a finite number above 0; `TensorError` as `AvgPooling`.
public class LPPooling: Module, UnaryLayer {
    /// The power.
    public let p: Double
    private let window: PoolingWindow

    init(axisCount: Int, _ p: Double, _ kernelSize: AxisSizes, stride: AxisSizes?, ceilMode: Bool) throws {
        guard p > 0, p.isFinite else {
            throw ModuleError(
                "setting", "\(Self.self): p is \(p), expected a finite number above 0.",
                fix: "Use maximum pooling for ∞.")
        }
        self.p = p
        window = try PoolingWindow(
            axisCount: axisCount, layer: "\(Self.self)", kernelSize: kernelSize, stride: stride, padding: 0,
            dilation: 1, ceilMode: ceilMode)
        super.init()
    }

    public override var settings: String { "p \(p), \(window.settings)" }

    /// Takes the power means.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try window.check(x, for: self)
        let kernel = window.kernel, stride = window.stride
        return switch kernel.count {
        case 1: try x.lpPool1d(p: p, kernelSize: kernel[0], stride: stride[0], ceilMode: window.ceilMode)
        case 2: try x.lpPool2d(p: p, kernelSize: kernel, stride: stride, ceilMode: window.ceilMode)
        default: try x.lpPool3d(p: p, kernelSize: kernel, stride: stride, ceilMode: window.ceilMode)
        }
    }
}

/// Takes power means of windows of sequences.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → the same with fewer positions.
public final class LPPool1d: LPPooling {
    /// Creates the layer; without a stride windows do not overlap.
    public init(_ p: Double, _ kernelSize: AxisSizes, stride: AxisSizes? = nil, ceilMode: Bool = false) throws
    {
        try super.init(axisCount: 1, p, kernelSize, stride: stride, ceilMode: ceilMode)
    }
}

/// Takes power means of windows of images.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → the same with fewer positions.
public final class LPPool2d: LPPooling {
    /// Creates the layer; without a stride windows do not overlap.
    public init(_ p: Double, _ kernelSize: AxisSizes, stride: AxisSizes? = nil, ceilMode: Bool = false) throws
    {
        try super.init(axisCount: 2, p, kernelSize, stride: stride, ceilMode: ceilMode)
    }
}

/// Takes power means of windows of volumes.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → the same with fewer positions.
public final class LPPool3d: LPPooling {
    /// Creates the layer; without a stride windows do not overlap.
    public init(_ p: Double, _ kernelSize: AxisSizes, stride: AxisSizes? = nil, ceilMode: Bool = false) throws
    {
        try super.init(axisCount: 3, p, kernelSize, stride: stride, ceilMode: ceilMode)
    }
}
