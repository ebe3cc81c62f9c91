// Transposed convolutions of sequences, images and volumes.
import GimbalTensor

/// Applies the transpose of a convolution of sequences: `TransposedConvolution` over one axis.
///
/// - Shapes: x `[N, I, L]` or `[I, L]` → y `[N, O, L']` or `[O, L']`; weight
///   `[I, O / groups, K]`, bias `[O]`.
/// - Throws: as `TransposedConvolution`.
public final class ConvTranspose1d: TransposedConvolution {
    /// Settings of the layer.
    public typealias Config = TransposedConvolutionConfig

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(axisCount: 1, config, context)
    }

    /// Maps `inputCount` channels to `outputCount`; the other settings are in `Config`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: AxisSizes = 0, outputPadding: AxisSizes = 0, groups: Int = 1, hasBias: Bool = true,
        _ context: Context
    ) throws {
        try self.init(
            Config(
                inputCount: inputCount, outputCount: outputCount, kernelSize: kernelSize, stride: stride,
                padding: padding, outputPadding: outputPadding, groups: groups, hasBias: hasBias), context)
    }
}

/// Applies the transpose of a convolution of images: `TransposedConvolution` over two axes.
///
/// - Shapes: x `[N, I, H, W]` or `[I, H, W]` → y `[N, O, H', W']` or `[O, H', W']`; weight
///   `[I, O / groups, Kh, Kw]`, bias `[O]`.
/// - Throws: as `TransposedConvolution`.
public final class ConvTranspose2d: TransposedConvolution {
    /// Settings of the layer.
    public typealias Config = TransposedConvolutionConfig

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(axisCount: 2, config, context)
    }

    /// Maps `inputCount` channels to `outputCount`; the other settings are in `Config`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: AxisSizes = 0, outputPadding: AxisSizes = 0, groups: Int = 1, hasBias: Bool = true,
        _ context: Context
    ) throws {
        try self.init(
            Config(
                inputCount: inputCount, outputCount: outputCount, kernelSize: kernelSize, stride: stride,
                padding: padding, outputPadding: outputPadding, groups: groups, hasBias: hasBias), context)
    }
}

/// Applies the transpose of a convolution of volumes: `TransposedConvolution` over three axes.
///
/// - Shapes: x `[N, I, D, H, W]` or `[I, D, H, W]` → y `[N, O, D', H', W']` or `[O, D', H', W']`; weight
///   `[I, O / groups, Kd, Kh, Kw]`, bias `[O]`.
/// - Throws: as `TransposedConvolution`.
public final class ConvTranspose3d: TransposedConvolution {
    /// Settings of the layer.
    public typealias Config = TransposedConvolutionConfig

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(axisCount: 3, config, context)
    }

    /// Maps `inputCount` channels to `outputCount`; the other settings are in `Config`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: AxisSizes = 0, outputPadding: AxisSizes = 0, groups: Int = 1, hasBias: Bool = true,
        _ context: Context
    ) throws {
        try self.init(
            Config(
                inputCount: inputCount, outputCount: outputCount, kernelSize: kernelSize, stride: stride,
                padding: padding, outputPadding: outputPadding, groups: groups, hasBias: hasBias), context)
    }
}
