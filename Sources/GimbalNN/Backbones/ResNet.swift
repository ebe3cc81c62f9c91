// Deep Residual Learning for Image Recognition - He, Zhang, Ren, Sun 2015, arXiv 1512.03385. No reference code was
// looked at; state-dict names and the place of the bottleneck's stride are torchvision's.
import GimbalTensor

/// The residual network for images, in the form for small ones (ResNet-20 to 110) and for large ones (ResNet-18 to
/// 152, ResNeXt, wide).
///
///     let network = try ResNet(.cifar(depth: 20, inputCount: 1), context)
///
/// - Shapes: x `[N, inputCount, H, W]` → logits `[N, outputCount]`; features `[N, featureCount]`.
/// - State-dict names: torchvision's (`conv1`, `bn1`, `layer1.0.conv1`, `layer2.0.downsample.0`, `fc`).
/// - Initialisation: convolutions N(0, 2 / fanOut), normalisations 1 and 0, the head PyTorch's default.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for other channels or images that are too
///   small.
/// - Paper: He et al. 2015, arXiv 1512.03385, table 1 and section 4.2. Deviations: bottlenecks have their stride in the
///   3x3 convolution. Preactivation: He et al. 2016, arXiv 1603.05027; wide: Zagoruyko, Komodakis 2016, arXiv
///   1605.07146; ResNeXt: Xie et al. 2017, arXiv 1611.05431.
public final class ResNet: Module, Backbone {
    /// The settings that the network was made with.
    public let config: Config
    /// The convolution of the stem.
    public let conv1: Conv2d
    /// The normalisation of the stem; absent with preactivation.
    public let bn1: (any UnaryLayer)?
    /// The blocks of the first stage.
    public let layer1: Sequential
    /// The blocks of the second stage.
    public let layer2: Sequential?
    /// The blocks of the third stage.
    public let layer3: Sequential?
    /// The blocks of the fourth stage.
    public let layer4: Sequential?
    /// The normalisation after the last sum, with preactivation only.
    public let finalNorm: (any UnaryLayer)?
    /// The map from features to logits, `fc` in state dicts.
    public let head: Linear?
    private let maxPool: MaxPool2d?
    private let globalPool = GlobalAveragePool()

    public override class var stateKeys: [String: String] { ["head": "fc"] }

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try config.validate()
        self.config = config
        let parts = ResNetParts(config, context)
        conv1 = try parts.conv(
            config.inputCount, config.baseCount, kernel: config.stem == .small ? 3 : 7,
            stride: config.stem == .small ? 1 : 2)
        bn1 = config.isPreactivation ? nil : try parts.norm(config.baseCount)
        maxPool = config.stem == .small ? nil : try MaxPool2d(3, stride: 2, padding: 1)
        let stages = try config.blockCounts.indices.map { try Self.stage($0, config, context) }
        layer1 = stages[0]
        layer2 = stages.count > 1 ? stages[1] : nil
        layer3 = stages.count > 2 ? stages[2] : nil
        layer4 = stages.count > 3 ? stages[3] : nil
        let featureCount = config.outputCount(ofStage: stages.count - 1)
        finalNorm = config.isPreactivation ? try parts.norm(featureCount) : nil
        head = try config.outputCount.map { try Linear(featureCount, $0, context) }
        super.init()
    }

    private static func stage(_ stage: Int, _ config: Config, _ context: Context) throws -> Sequential {
        let count = config.stageCount(stage)
        let blocks = try (0..<config.blockCounts[stage]).map { index in
            let former = stage == 0 ? config.baseCount : config.outputCount(ofStage: stage - 1)
            let place = ResNetBlockPlace(
                inputCount: index > 0 ? config.outputCount(ofStage: stage) : former, stageCount: count,
                stride: stage > 0 && index == 0 ? 2 : 1,
                innerCount: count * config.widthPerGroup / 64 * config.groups)
            return try ResNetBlock(config, place, context)
        }
        return Sequential(blocks)
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { config.outputCount(ofStage: config.blockCounts.count - 1) }

    public override var settings: String {
        var parts = [
            "depth \(config.depth)", "\(config.block.rawValue) blocks \(config.blockCounts)",
            "\(config.inputCount) channels",
        ]
        if config.widening != 1 { parts.append("\(config.widening) times wider") }
        if config.groups != 1 { parts.append("\(config.groups) groups") }
        if config.isPreactivation { parts.append("preactivation") }
        return (parts + ["\(config.norm)", "\(config.activation)"]).joined(separator: ", ")
    }

    /// Computes the maps after each stage, as detectors and segmentation use them.
    ///
    /// - Shapes: x `[N, inputCount, H, W]` → one `[N, channels, h, w]` per stage.
    public func stages(_ x: Tensor, _ context: Context) throws -> [Tensor] {
        guard x.rank == 4, x.shape[1] == config.inputCount else {
            throw refusal(
                of: x, expected: "[N, \(config.inputCount), H, W]", fix: "Set inputCount, or reshape it.")
        }
        let reorders = config.norm == .batchNorm
        // The order of one channel is not told from the usual one, so the convolution's output is looked at again.
        var y = try conv1(reorders ? x.channelsLastOnCPU() : x, context)
        if reorders { y = try y.channelsLastOnCPU() }
        if let bn1 { y = try bn1(y, context) }
        if !config.isPreactivation { y = try config.activation(y) }
        if let maxPool { y = try maxPool(y, context) }
        var maps: [Tensor] = []
        for layer in [layer1, layer2, layer3, layer4].compactMap({ $0 }) {
            y = try layer(y, context)
            maps.append(y)
        }
        return maps
    }

    /// Computes what the head sees: the mean over all positions of the last maps, `[N, featureCount]`.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        let maps = try stages(x, context)
        var last = maps[maps.count - 1]
        if config.isPreactivation {
            if let finalNorm { last = try finalNorm(last, context) }
            last = try config.activation(last)
        }
        return try globalPool(last, context)
    }
}
