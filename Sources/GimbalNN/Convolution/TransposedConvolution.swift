// What transposed convolutions share.
import GimbalTensor

/// Settings of a transposed convolution.
public struct TransposedConvolutionConfig: Sendable, Codable, Hashable {
    /// Channels in.
    public var inputCount: Int
    /// Channels out.
    public var outputCount: Int
    /// Size of the kernel.
    public var kernelSize: AxisSizes
    /// Step of the kernel on the output.
    public var stride: AxisSizes
    /// Positions that are cut off both sides of the output.
    public var padding: AxisSizes
    /// Positions that are added to one side of the output; smaller than stride or dilation.
    public var outputPadding: AxisSizes
    /// Groups of channels that do not see each other.
    public var groups: Int
    /// Whether a shift is added.
    public var hasBias: Bool
    /// Distance between the kernel's points.
    public var dilation: AxisSizes
    /// First values of the weight; the bias is drawn from U(±1/√fanIn) if this is the default, else zero.
    public var initializer: Initializer

    /// Describes a transposed convolution; defaults are PyTorch's.
    public init(
        inputCount: Int, outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: AxisSizes = 0, outputPadding: AxisSizes = 0, groups: Int = 1, hasBias: Bool = true,
        dilation: AxisSizes = 1, initializer: Initializer = .fanInUniform
    ) {
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.outputPadding = outputPadding
        self.groups = groups
        self.hasBias = hasBias
        self.dilation = dilation
        self.initializer = initializer
    }
}

/// Spreads every position over a kernel: the gradient of a convolution as a layer, the base of `ConvTranspose1d` to
/// `3d`.
///
/// - Shapes: x `[N, I, ...]` or one sample `[I, ...]` → y `[N, O, ...]` or `[O, ...]` with
///   (size − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1 positions per axis; weight
///   `[I, O / groups, kernel...]`, bias `[O]`.
/// - Initialisation: U(±1/√fanIn) for both with fanIn = O / groups · kernel, as PyTorch counts it.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for an input of other axes, channels or dtype.
public class TransposedConvolution: Module, UnaryLayer {
    /// The settings that the layer was made with.
    public let config: TransposedConvolutionConfig
    /// `[inputCount, outputCount / groups, kernel...]`.
    @Parameter public var weight: Tensor
    /// `[outputCount]`.
    @Parameter public var bias: Tensor?
    private let kernel: [Int], stride: [Int], padding: [Int], dilation: [Int], outputPadding: [Int]

    init(axisCount: Int, _ config: TransposedConvolutionConfig, _ context: Context) throws {
        let layer = "\(Self.self)"
        self.config = config
        kernel = try config.kernelSize.resolved(axisCount, "kernelSize", of: layer, atLeast: 1)
        stride = try config.stride.resolved(axisCount, "stride", of: layer, atLeast: 1)
        padding = try config.padding.resolved(axisCount, "padding", of: layer, atLeast: 0)
        dilation = try config.dilation.resolved(axisCount, "dilation", of: layer, atLeast: 1)
        outputPadding = try config.outputPadding.resolved(axisCount, "outputPadding", of: layer, atLeast: 0)
        try checkGroups(config.groups, inputs: config.inputCount, outputs: config.outputCount, of: layer)
        for (extra, (step, gap)) in zip(outputPadding, zip(stride, dilation)) where extra >= max(step, gap) {
            throw ModuleError(
                "setting",
                "\(layer): outputPadding is \(extra), expected less than stride \(step) or dilation \(gap).",
                fix: "Choose a smaller one.")
        }
        let shape = [config.inputCount, config.outputCount / config.groups] + kernel
        weight = try config.initializer(shape, context)
        let biasInitializer: Initializer = config.initializer == .fanInUniform ? .fanInUniform : .zeros
        bias =
            config.hasBias
            ? try biasInitializer([config.outputCount], context, fanIn: shape.dropFirst().reduce(1, *)) : nil
        super.init()
    }

    public override var settings: String {
        var parts = ["\(config.inputCount) → \(config.outputCount)", "kernel \(config.kernelSize)"]
        if config.stride != 1 { parts.append("stride \(config.stride)") }
        if config.padding != 0 { parts.append("padding \(config.padding)") }
        if config.outputPadding != 0 { parts.append("output padding \(config.outputPadding)") }
        if config.dilation != 1 { parts.append("dilation \(config.dilation)") }
        if config.groups != 1 { parts.append("\(config.groups) groups") }
        if config.hasBias { parts.append("bias") }
        return parts.joined(separator: ", ")
    }

    /// Applies the layer to a batch or one sample.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try apply(x, outputPadding: outputPadding, context)
    }

    /// Applies the layer such that the output has these positions per axis, as PyTorch's `output_size`.
    ///
    /// - Throws: `TensorError` if a size cannot come from this input.
    public func callAsFunction(_ x: Tensor, outputSize: [Int], _ context: Context) throws -> Tensor {
        let sizes = x.shape.suffix(kernel.count)
        guard outputSize.count == kernel.count, sizes.count == kernel.count else {
            throw refusal(
                of: x, expected: "\(kernel.count) axes and output sizes, found \(outputSize)",
                fix: "Give one size per axis.")
        }
        let smallest = zip(sizes, kernel.indices).map { (size: Int, i: Int) -> Int in
            let span: Int = dilation[i] * (kernel[i] - 1) + 1
            return (size - 1) * stride[i] - 2 * padding[i] + span
        }
        let extra = zip(outputSize, smallest).map { $0 - $1 }
        for (extra, (step, gap)) in zip(extra, zip(stride, dilation))
        where extra < 0 || extra >= max(step, gap) {
            let largest = zip(smallest, zip(stride, dilation)).map { $0 + max($1.0, $1.1) - 1 }
            throw refusal(
                of: x, expected: "output sizes between \(smallest) and \(largest), found \(outputSize)",
                fix: "Choose one that this input can give.")
        }
        return try apply(x, outputPadding: extra, context)
    }

    private func apply(_ x: Tensor, outputPadding: [Int], _ context: Context) throws -> Tensor {
        let weight = context[$weight]
        let isBatch = try SpatialInput.isBatch(
            x, axisCount: kernel.count, channels: config.inputCount, for: self)
        try checkDType(x, against: weight)
        let y = try (isBatch ? x : x.unsqueezed(axis: 0)).convolution(
            weight, bias: context[$bias], stride: stride, padding: padding, dilation: dilation,
            transposed: true, outputPadding: outputPadding, groups: config.groups)
        return isBatch ? y : try y.squeezed(axis: 0)
    }
}
