// What convolutions over one to three axes share.
import GimbalTensor

/// Settings of a convolution.
public struct ConvolutionConfig: Sendable, Codable, Hashable {
    /// Channels in.
    public var inputCount: Int
    /// Channels out.
    public var outputCount: Int
    /// Size of the kernel.
    public var kernelSize: AxisSizes
    /// Step of the kernel.
    public var stride: AxisSizes
    /// Margins.
    public var padding: ConvolutionPadding
    /// Distance between the kernel's points.
    public var dilation: AxisSizes
    /// Groups of channels that do not see each other; `inputCount` groups make the convolution depthwise.
    public var groups: Int
    /// Whether a shift is added.
    public var hasBias: Bool
    /// What the margins hold; `constant` means zeros.
    public var paddingMode: PaddingMode
    /// First values of the weight; the bias is drawn from U(±1/√fanIn) if this is the default, else zero.
    public var initializer: Initializer

    /// Describes a convolution; defaults are PyTorch's.
    public init(
        inputCount: Int, outputCount: Int, kernelSize: AxisSizes, stride: AxisSizes = 1,
        padding: ConvolutionPadding = 0, dilation: AxisSizes = 1, groups: Int = 1, hasBias: Bool = true,
        paddingMode: PaddingMode = .constant, initializer: Initializer = .fanInUniform
    ) {
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.hasBias = hasBias
        self.paddingMode = paddingMode
        self.initializer = initializer
    }
}

/// Slides kernels over sequences, images or volumes: the base of `Conv1d`, `Conv2d` and `Conv3d`.
///
/// y[n, o] = bias[o] + Σ_c weight[o, c] ⋆ x[n, c]  (cross-correlation, as everywhere in the field)
///
/// - Shapes: x `[N, I, ...]` or one sample `[I, ...]` → y `[N, O, ...]` or `[O, ...]` with
///   ⌊(size + margins − dilation · (kernel − 1) − 1) / stride⌋ + 1 positions per axis; weight
///   `[O, I / groups, kernel...]`, bias `[O]`. Channels-last memory stays channels-last.
/// - Initialisation: U(±1/√fanIn) for both with fanIn = I / groups · kernel, PyTorch's default.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for an input of other axes, channels or dtype,
///   or smaller than the kernel.
public class Convolution: Module, UnaryLayer {
    /// The settings that the layer was made with.
    public let config: ConvolutionConfig
    /// `[outputCount, inputCount / groups, kernel...]`.
    @Parameter public var weight: Tensor
    /// `[outputCount]`.
    @Parameter public var bias: Tensor?
    private let window: ConvolutionWindow

    init(axisCount: Int, _ config: ConvolutionConfig, _ context: Context) throws {
        self.config = config
        window = try ConvolutionWindow(config, axisCount: axisCount, layer: "\(Self.self)")
        let shape = [config.outputCount, config.inputCount / config.groups] + window.kernel
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
        if config.padding != 0, config.padding != .valid { parts.append("padding \(config.padding)") }
        if config.paddingMode != .constant { parts.append(config.paddingMode.rawValue) }
        if config.dilation != 1 { parts.append("dilation \(config.dilation)") }
        if config.groups != 1 { parts.append("\(config.groups) groups") }
        if config.hasBias { parts.append("bias") }
        return parts.joined(separator: ", ")
    }

    /// Convolves a batch or one sample.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let weight = context[$weight]
        let isBatch = try SpatialInput.isBatch(
            x, axisCount: window.kernel.count, channels: config.inputCount, for: self)
        try checkDType(x, against: weight)
        try window.check(x, for: self)
        var batch = isBatch ? x : try x.unsqueezed(axis: 0)
        if let margins = window.margins { batch = try batch.padded(margins, mode: config.paddingMode) }
        let y = try batch.convolution(
            weight, bias: context[$bias], stride: window.stride, padding: window.padding,
            dilation: window.dilation, outputPadding: window.noPadding, groups: config.groups)
        return isBatch ? y : try y.squeezed(axis: 0)
    }
}

/// The settings of a convolution, checked and spelled out per axis.
private struct ConvolutionWindow {
    let kernel: [Int]
    let stride: [Int]
    let dilation: [Int]
    /// Margins that the operator itself adds as zeros.
    let padding: [Int]
    /// Margins that are added before, last axis first, where the operator cannot.
    let margins: [Int]?
    let noPadding: [Int]
    private let added: [Int]

    init(_ config: ConvolutionConfig, axisCount: Int, layer: String) throws {
        kernel = try config.kernelSize.resolved(axisCount, "kernelSize", of: layer, atLeast: 1)
        stride = try config.stride.resolved(axisCount, "stride", of: layer, atLeast: 1)
        dilation = try config.dilation.resolved(axisCount, "dilation", of: layer, atLeast: 1)
        noPadding = Array(repeating: 0, count: axisCount)
        try checkGroups(config.groups, inputs: config.inputCount, outputs: config.outputCount, of: layer)
        var before = noPadding, after = noPadding
        switch config.padding {
        case .valid: break
        case .explicit(let sizes):
            before = try sizes.resolved(axisCount, "padding", of: layer, atLeast: 0)
            after = before
        case .same:
            guard stride.allSatisfy({ $0 == 1 }) else {
                throw ModuleError(
                    "setting", "\(layer): padding is same with stride \(config.stride), expected stride 1.",
                    fix: "Give the margins as numbers.")
            }
            let totals = zip(kernel, dilation).map { ($0 - 1) * $1 }
            before = totals.map { $0 / 2 }
            after = totals.map { $0 - $0 / 2 }
        }
        added = zip(before, after).map { $0 + $1 }
        if before == after, config.paddingMode == .constant || added.allSatisfy({ $0 == 0 }) {
            padding = before
            margins = nil
        } else {
            padding = noPadding
            margins = zip(before, after).reversed().flatMap { [$0, $1] }
        }
    }

    /// Refuses inputs that are smaller than the kernel.
    func check(_ x: Tensor, for layer: Module) throws {
        let sizes = Array(x.shape.suffix(kernel.count))
        let spans = zip(kernel, dilation).map { ($0 - 1) * $1 + 1 }
        guard zip(zip(sizes, added), spans).allSatisfy({ $0.0 + $0.1 >= $1 }) else {
            throw layer.refusal(
                of: x, expected: "at least \(zip(spans, added).map { max(0, $0 - $1) }) positions",
                fix: "Use larger inputs, more padding or a smaller kernel.")
        }
    }
}

/// Refuses channel counts that cannot be divided into the groups.
func checkGroups(_ groups: Int, inputs: Int, outputs: Int, of layer: String) throws {
    guard inputs > 0, outputs > 0, groups > 0, inputs % groups == 0, outputs % groups == 0 else {
        throw ModuleError(
            "setting",
            "\(layer): \(inputs) channels in and \(outputs) out do not divide into \(groups) groups.",
            fix: "Both must be positive multiples of the number of groups.")
    }
}
