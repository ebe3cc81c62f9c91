// Convolutions of sequences, images and volumes.
import GimbalTensor

/// Convolves sequences: `Convolution` over one axis.
///
/// - Shapes: x `[N, I, L]` or `[I, L]` → y `[N, O, L']` or `[O, L']`; weight `[O, I / groups, K]`, bias `[O]`.
/// - Initialisation: U(±1/√(I / groups · K)) for both, PyTorch's default.
/// - Throws: as `Convolution`.
public final class Conv1d: Convolution {
    /// Settings of the layer.
    public typealias Config = ConvolutionConfig

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(axisCount: 1, config, context)
    }

    /// Convolves `inputCount` channels to `outputCount`; the other settings are in `Config`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: ConvolutionPadding = 0, groups: Int = 1, hasBias: Bool = true, _ context: Context
    ) throws {
        try self.init(
            Config(
                inputCount: inputCount, outputCount: outputCount, kernelSize: kernelSize, stride: stride,
                padding: padding, groups: groups, hasBias: hasBias), context)
    }
}

/// Convolves images: `Convolution` over two axes.
///
/// - Shapes: x `[N, I, H, W]` or `[I, H, W]` → y `[N, O, H', W']` or `[O, H', W']`; weight `[O, I / groups, Kh, Kw]`,
///   bias `[O]`.
/// - Initialisation: U(±1/√(I / groups · Kh · Kw)) for both, PyTorch's default.
/// - Throws: as `Convolution`.
public final class Conv2d: Convolution {
    /// Settings of the layer.
    public typealias Config = ConvolutionConfig

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(axisCount: 2, config, context)
    }

    /// Convolves `inputCount` channels to `outputCount`; the other settings are in `Config`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: ConvolutionPadding = 0, groups: Int = 1, hasBias: Bool = true, _ context: Context
    ) throws {
        try self.init(
            Config(
                inputCount: inputCount, outputCount: outputCount, kernelSize: kernelSize, stride: stride,
                padding: padding, groups: groups, hasBias: hasBias), context)
    }
}

/// Convolves volumes: `Convolution` over three axes.
///
/// - Shapes: x `[N, I, D, H, W]` or `[I, D, H, W]` → y `[N, O, D', H', W']` or `[O, D', H', W']`; weight
///   `[O, I / groups, Kd, Kh, Kw]`, bias `[O]`.
/// - Initialisation: U(±1/√(I / groups · Kd · Kh · Kw)) for both, PyTorch's default.
/// - Throws: as `Convolution`.
public final class Conv3d: Convolution {
    /// Settings of the layer.
    public typealias Config = ConvolutionConfig

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(axisCount: 3, config, context)
    }

    /// Convolves `inputCount` channels to `outputCount`; the other settings are in `Config`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: ConvolutionPadding = 0, groups: Int = 1, hasBias: Bool = true, _ context: Context
    ) throws {
        try self.init(
            Config(
                inputCount: inputCount, outputCount: outputCount, kernelSize: kernelSize, stride: stride,
                padding: padding, groups: groups, hasBias: hasBias), context)
    }
}
