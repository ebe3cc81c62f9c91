// Windows as columns.
import GimbalTensor

/// Settings of windows that are cut out of images or added back.
public struct FoldConfig: Sendable, Codable, Hashable {
    /// Size of the window.
    public var kernelSize: AxisSizes
    /// Distance between the window's points.
    public var dilation: AxisSizes
    /// Margins of zeros.
    public var padding: AxisSizes
    /// Step of the window.
    public var stride: AxisSizes

    /// Describes windows; defaults are PyTorch's.
    public init(
        kernelSize: AxisSizes, dilation: AxisSizes = 1, padding: AxisSizes = 0, stride: AxisSizes = 1
    ) {
        self.kernelSize = kernelSize
        self.dilation = dilation
        self.padding = padding
        self.stride = stride
    }

    fileprivate func resolved(for layer: String) throws -> (
        kernel: [Int], dilation: [Int], padding: [Int], stride: [Int]
    ) {
        (
            try kernelSize.resolved(2, "kernelSize", of: layer, atLeast: 1),
            try dilation.resolved(2, "dilation", of: layer, atLeast: 1),
            try padding.resolved(2, "padding", of: layer, atLeast: 0),
            try stride.resolved(2, "stride", of: layer, atLeast: 1)
        )
    }

    fileprivate var text: String {
        "window \(kernelSize), stride \(stride)" + (padding == 0 ? "" : ", padding \(padding)")
            + (dilation == 1 ? "" : ", dilation \(dilation)")
    }
}

/// Cuts windows out of images, one column each.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → `[N, C · Kh · Kw, windows]` or without N.
/// - Throws: `ModuleError` for sizes that cannot work, `TensorError` for an input of other axes or smaller than a
///   window.
public final class Unfold: Module, UnaryLayer {
    /// The settings that the layer was made with.
    public let config: FoldConfig
    private let kernel: [Int], dilation: [Int], padding: [Int], stride: [Int]

    /// Creates the layer.
    public init(_ config: FoldConfig) throws {
        self.config = config
        (kernel, dilation, padding, stride) = try config.resolved(for: "Unfold")
        super.init()
    }

    /// Creates the layer for windows without dilation.
    public convenience init(_ kernelSize: AxisSizes, padding: AxisSizes = 0, stride: AxisSizes = 1) throws {
        try self.init(FoldConfig(kernelSize: kernelSize, padding: padding, stride: stride))
    }

    public override var settings: String { config.text }

    /// Cuts the windows out.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        _ = try SpatialInput.isBatch(x, axisCount: 2, for: self)
        let needed = (0..<2).map { (axis: Int) -> Int in
            max(1, (kernel[axis] - 1) * dilation[axis] + 1 - 2 * padding[axis])
        }
        guard zip(x.shape.suffix(2), needed).allSatisfy({ $0 >= $1 }) else {
            throw refusal(of: x, expected: "at least \(needed) positions", fix: "Use a smaller window.")
        }
        return try x.im2col(kernelSize: kernel, dilation: dilation, padding: padding, stride: stride)
    }
}

/// Adds columns of windows back into images; overlapping values are summed.
///
/// - Shapes: x `[N, C · Kh · Kw, windows]` or `[C · Kh · Kw, windows]` → `[N, C, outputSize...]` or without N.
/// - Throws: `ModuleError` for sizes that cannot work, `TensorError` if rows or columns are not what the windows give.
public final class Fold: Module, UnaryLayer {
    /// The settings of the windows.
    public let config: FoldConfig
    /// Height and width of the result.
    public let outputSize: [Int]
    private let kernel: [Int], dilation: [Int], padding: [Int], stride: [Int]

    /// Creates the layer.
    public init(outputSize: AxisSizes, _ config: FoldConfig) throws {
        self.config = config
        self.outputSize = try outputSize.resolved(2, "outputSize", of: "Fold", atLeast: 1)
        (kernel, dilation, padding, stride) = try config.resolved(for: "Fold")
        super.init()
    }

    /// Creates the layer for windows without dilation.
    public convenience init(
        outputSize: AxisSizes, _ kernelSize: AxisSizes, padding: AxisSizes = 0, stride: AxisSizes = 1
    ) throws {
        try self.init(
            outputSize: outputSize, FoldConfig(kernelSize: kernelSize, padding: padding, stride: stride))
    }

    public override var settings: String { "to \(outputSize[0])x\(outputSize[1]), \(config.text)" }

    /// Adds the columns back.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let windows = (0..<2).map { (axis: Int) -> Int in
            let span: Int = dilation[axis] * (kernel[axis] - 1) + 1
            return (outputSize[axis] + 2 * padding[axis] - span) / stride[axis] + 1
        }
        let (rows, columns) = (kernel.reduce(1, *), windows.reduce(1, *))
        guard x.rank == 2 || x.rank == 3, x.shape[x.rank - 2] % rows == 0, x.shape[x.rank - 1] == columns
        else {
            throw refusal(
                of: x, expected: "[N, a multiple of \(rows), \(columns)]",
                fix: "Use the settings of the Unfold.")
        }
        return try x.col2im(
            size: outputSize, kernelSize: kernel, dilation: dilation, padding: padding, stride: stride)
    }
}
