// Blocks of residual networks for images.
import GimbalTensor

/// Where a block stands and what it maps.
struct ResNetBlockPlace {
    /// Channels in.
    let inputCount: Int
    /// Channels of the stage before the expansion.
    let stageCount: Int
    /// Step of the block.
    let stride: Int
    /// Channels of the 3x3 convolution of a bottleneck.
    let innerCount: Int
}

/// A residual block of two or three convolutions.
///
/// y = activation(shortcut(x) + norm(conv(... activation(norm(conv(x)))))); with preactivation
/// y = shortcut(x) + conv(activation(norm(... conv(activation(norm(x)))))).
///
/// - Shapes: x `[N, I, H, W]` → `[N, O, ⌈H / stride⌉, ⌈W / stride⌉]`.
/// - State-dict names: torchvision's: `conv1`, `bn1`, `conv2`, `bn2`, for bottlenecks `conv3`, `bn3`, and
///   `downsample.0` (convolution), `downsample.1` (normalisation) of a projection.
/// - Paper: He et al. 2015, arXiv 1512.03385, figures 2 and 5; preactivation: He et al. 2016, arXiv 1603.05027.
public final class ResNetBlock: Module, UnaryLayer {
    /// The first convolution: 3x3, in bottlenecks 1x1.
    public let conv1: Conv2d
    /// The normalisation of the first convolution.
    public let bn1: (any UnaryLayer)?
    /// The second convolution, 3x3.
    public let conv2: Conv2d
    /// The normalisation of the second convolution.
    public let bn2: (any UnaryLayer)?
    /// The third convolution of a bottleneck, 1x1.
    public let conv3: Conv2d?
    /// The normalisation of the third convolution.
    public let bn3: (any UnaryLayer)?
    /// The projection that passes by a block that changes the shape.
    public let downsample: Sequential?
    private let padding: PaddingShortcut?
    private let activation: Activation
    private let isPreactivation: Bool
    private let dropout: Dropout?

    /// Draws first values from the initialisation stream.
    init(_ config: ResNet.Config, _ place: ResNetBlockPlace, _ context: Context) throws {
        let parts = ResNetParts(config, context)
        let isBasic = config.block == .basic
        let inner = isBasic ? place.stageCount : place.innerCount
        let outputCount = place.stageCount * config.block.expansion
        isPreactivation = config.isPreactivation
        activation = config.activation
        dropout = config.dropout == 0 ? nil : try Dropout(config.dropout)
        conv1 = try parts.conv(
            place.inputCount, inner, kernel: isBasic ? 3 : 1, stride: isBasic ? place.stride : 1)
        bn1 = try parts.norm(isPreactivation ? place.inputCount : inner)
        conv2 = try parts.conv(
            inner, inner, kernel: 3, stride: isBasic ? 1 : place.stride, groups: config.groups)
        bn2 = try parts.norm(inner)
        conv3 = isBasic ? nil : try parts.conv(inner, outputCount, kernel: 1)
        bn3 = isBasic ? nil : try parts.norm(isPreactivation ? inner : outputCount)
        let changes = place.stride != 1 || place.inputCount != outputCount
        let projects = changes && config.shortcut == .projection
        downsample = projects ? try parts.projection(place.inputCount, outputCount, place.stride) : nil
        padding =
            changes && !projects
            ? PaddingShortcut(place.inputCount, outputCount, stride: place.stride) : nil
        super.init()
        if config.zeroInitializesLastNorm { try parts.zeroWeight(of: isBasic ? bn2 : bn3) }
    }

    public override var settings: String {
        "\(conv1.config.inputCount) → \((conv3 ?? conv2).config.outputCount), \(activation)"
            + (isPreactivation ? ", preactivation" : "")
    }

    /// Applies the block.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        isPreactivation ? try before(x, context) : try after(x, context)
    }

    private func after(_ x: Tensor, _ context: Context) throws -> Tensor {
        var y = try activation(normalized(conv1(x, context), bn1, context))
        if let dropout { y = try dropout(y, context) }
        y = try normalized(conv2(y, context), bn2, context)
        if let conv3 { y = try normalized(conv3(activation(y), context), bn3, context) }
        return try activation(y + passed(x, context))
    }

    private func before(_ x: Tensor, _ context: Context) throws -> Tensor {
        let first = try activation(normalized(x, bn1, context))
        var y = try activation(normalized(conv1(first, context), bn2, context))
        if let dropout { y = try dropout(y, context) }
        y = try conv2(y, context)
        if let conv3 { y = try conv3(activation(normalized(y, bn3, context)), context) }
        // A projection sees the activated input, as in the authors' code; everything else the input itself.
        return try y + passed(downsample == nil ? x : first, context)
    }

    private func normalized(_ x: Tensor, _ norm: (any UnaryLayer)?, _ context: Context) throws -> Tensor {
        try norm?(x, context) ?? x
    }

    private func passed(_ x: Tensor, _ context: Context) throws -> Tensor {
        if let padding { return try padding(x, context) }
        return try downsample?(x, context) ?? x
    }
}

/// Takes every stride-th pixel and adds channels of zeros on both sides: option A of the paper.
final class PaddingShortcut: Module, UnaryLayer {
    private let stride: Int
    private let before: Int
    private let after: Int

    init(_ inputCount: Int, _ outputCount: Int, stride: Int) {
        self.stride = stride
        before = (outputCount - inputCount) / 2
        after = outputCount - inputCount - before
        super.init()
    }

    override var settings: String { "stride \(stride), \(before) + \(after) channels of zeros" }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.sliced(axis: 2, step: stride).sliced(axis: 3, step: stride)
            .padded([0, 0, 0, 0, before, after])
    }
}

/// Makes the parts of a residual network.
struct ResNetParts {
    private let config: ResNet.Config
    private let context: Context

    init(_ config: ResNet.Config, _ context: Context) {
        self.config = config
        self.context = context
    }

    /// A convolution that keeps the size but for its stride, drawn from N(0, 2 / (outputs · kernel²)).
    func conv(_ inputCount: Int, _ outputCount: Int, kernel: Int, stride: Int = 1, groups: Int = 1) throws
        -> Conv2d
    {
        let fanOut = outputCount * kernel * kernel
        return try Conv2d(
            .init(
                inputCount: inputCount, outputCount: outputCount, kernelSize: AxisSizes(kernel),
                stride: AxisSizes(stride), padding: .explicit(AxisSizes(kernel / 2)), groups: groups,
                hasBias: config.norm == .none,
                initializer: .normal(deviation: (2 / Double(fanOut)).squareRoot())), context)
    }

    /// The normalisation of so many channels.
    func norm(_ channelCount: Int) throws -> (any UnaryLayer)? {
        try config.norm.make(channelCount, for: .images, context)
    }

    /// A convolution of 1x1, and a normalisation unless that stands before.
    func projection(_ inputCount: Int, _ outputCount: Int, _ stride: Int) throws -> Sequential {
        let conv = try conv(inputCount, outputCount, kernel: 1, stride: stride)
        guard !config.isPreactivation, let norm = try norm(outputCount) else { return Sequential(conv) }
        return Sequential(conv, norm)
    }

    /// Makes a normalisation begin with zeros.
    func zeroWeight(of norm: (any UnaryLayer)?) throws {
        guard let weight = try norm?.table().parameters["weight"], let tensor = weight.tensor else { return }
        weight.replace(try tensor.detached().zerosLike())
    }
}
