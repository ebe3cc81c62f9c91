// Settings of residual networks for images.
import GimbalTensor

extension ResNet {
    /// What the network begins with.
    public enum Stem: String, Sendable, Codable, Hashable, CaseIterable {
        /// A convolution of 3x3: for images of about 32x32.
        case small
        /// A convolution of 7x7 with stride 2, and maxima with stride 2: for images of about 224x224.
        case large
    }

    /// What the stages are made of.
    public enum Block: String, Sendable, Codable, Hashable, CaseIterable {
        /// Two convolutions of 3x3.
        case basic
        /// Convolutions of 1x1, 3x3 (which has the stride, as torchvision's "v1.5") and 1x1.
        case bottleneck

        /// Channels out per channel of the stage.
        var expansion: Int { self == .basic ? 1 : 4 }
    }

    /// What passes by a block that changes the shape.
    public enum Shortcut: String, Sendable, Codable, Hashable, CaseIterable {
        /// Every second pixel with channels of zeros on both sides: no parameters (option A).
        case padding
        /// A convolution of 1x1 and a normalisation (option B).
        case projection
    }

    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Channels of the images.
        public var inputCount = 3
        /// Outputs of the head; nil leaves the head away.
        public var outputCount: Int? = 1000
        /// What the network begins with.
        public var stem = Stem.large
        /// What the stages are made of.
        public var block = Block.basic
        /// Blocks of each stage, one to four stages; every one but the first halves the size.
        public var blockCounts = [2, 2, 2, 2]
        /// Channels of the stem and of the first stage; every further stage has twice as many.
        public var baseCount = 64
        /// How many times wider the stages are, the stem not (wide residual networks).
        public var widening = 1
        /// Groups of the 3x3 convolutions of bottlenecks (ResNeXt).
        public var groups = 1
        /// Channels per group of the 3x3 convolutions in the first stage where it has 64 channels.
        public var widthPerGroup = 64
        /// What passes by a block that changes the shape.
        public var shortcut = Shortcut.projection
        /// Whether normalisation and activation stand before each convolution, and nothing after the sum.
        public var isPreactivation = false
        /// What normalises.
        public var norm = NormLayer.batchNorm
        /// The nonlinearity.
        public var activation = Activation.relu
        /// Whether each block begins as the identity: the weight of its last normalisation starts at zero.
        public var zeroInitializesLastNorm = false
        /// Dropout of channels' pixels between the convolutions of a block (wide residual networks).
        public var dropout = 0.0

        /// Describes ResNet-18; change what differs, or begin with a preset.
        public init() {}
    }
}

extension ResNet.Config {
    /// Describes the form for small images: ResNet-20, 32, 44, 56, 110 (6n + 2 layers; He, Zhang, Ren, Sun 2015, 4.2).
    ///
    /// - Throws: `ModuleError` unless the depth is 6n + 2.
    public static func cifar(
        depth: Int = 20, inputCount: Int = 3, outputCount: Int? = 10,
        shortcut: ResNet.Shortcut = .padding
    ) throws -> Self {
        guard depth >= 8, (depth - 2) % 6 == 0 else {
            throw ModuleError(
                "setting", "ResNet: the depth is \(depth), expected 6n + 2 (20, 32, 44, 56, 110).",
                fix: "Choose one of these, or set blockCounts.")
        }
        return small(
            blockCount: (depth - 2) / 6, inputCount: inputCount, outputCount: outputCount, shortcut: shortcut)
    }

    private static func small(
        blockCount: Int, inputCount: Int, outputCount: Int?, shortcut: ResNet.Shortcut
    ) -> Self {
        var config = Self()
        config.inputCount = inputCount
        config.outputCount = outputCount
        config.stem = .small
        config.blockCounts = [blockCount, blockCount, blockCount]
        config.baseCount = 16
        config.shortcut = shortcut
        return config
    }

    /// Describes a wide residual network of Zagoruyko and Komodakis 2016, such as WRN-28-10 (6n + 4 layers).
    ///
    /// - Throws: `ModuleError` unless the depth is 6n + 4 and the factor positive.
    public static func wide(
        depth: Int = 28, widening: Int = 10, inputCount: Int = 3, outputCount: Int? = 10, dropout: Double = 0
    ) throws -> Self {
        guard depth >= 10, (depth - 4) % 6 == 0 else {
            throw ModuleError(
                "setting", "ResNet: the depth is \(depth), expected 6n + 4 (16, 22, 28, 40).",
                fix: "Choose one of these, or set blockCounts.")
        }
        var config = small(
            blockCount: (depth - 4) / 6, inputCount: inputCount, outputCount: outputCount,
            shortcut: .projection)
        config.widening = widening
        config.isPreactivation = true
        config.dropout = dropout
        return config
    }

    /// Describes the ImageNet form: ResNet-18 and 34 (basic blocks), 50, 101 and 152 (bottlenecks).
    ///
    /// - Parameters:
    ///   - groups, widthPerGroup: 32 and 4 make ResNeXt-50 (32x4d), 1 and 128 Wide ResNet-50-2.
    /// - Throws: `ModuleError` for another depth.
    public static func imageNet(
        depth: Int = 50, inputCount: Int = 3, outputCount: Int? = 1000, groups: Int = 1,
        widthPerGroup: Int = 64
    ) throws -> Self {
        let known: [Int: (ResNet.Block, [Int])] = [
            18: (.basic, [2, 2, 2, 2]), 34: (.basic, [3, 4, 6, 3]), 50: (.bottleneck, [3, 4, 6, 3]),
            101: (.bottleneck, [3, 4, 23, 3]), 152: (.bottleneck, [3, 8, 36, 3]),
        ]
        guard let (block, counts) = known[depth] else {
            throw ModuleError(
                "setting", "ResNet: the depth is \(depth), expected 18, 34, 50, 101 or 152.",
                fix: "Choose one of these, or set blockCounts.")
        }
        var config = Self()
        config.inputCount = inputCount
        config.outputCount = outputCount
        config.block = block
        config.blockCounts = counts
        config.groups = groups
        config.widthPerGroup = widthPerGroup
        return config
    }

    /// Layers with weights on the longest way, the head included: what stands in the network's name.
    public var depth: Int { blockCounts.reduce(0, +) * (block == .basic ? 2 : 3) + 2 }

    /// Channels that a stage gives.
    func outputCount(ofStage stage: Int) -> Int { stageCount(stage) * block.expansion }

    /// Channels of a stage before the expansion.
    func stageCount(_ stage: Int) -> Int { baseCount * widening << stage }

    func validate() throws {
        func refuse(_ text: String) -> ModuleError {
            ModuleError("setting", "ResNet: \(text).", fix: "Change it, or begin with a preset.")
        }
        guard (1...4).contains(blockCounts.count), blockCounts.allSatisfy({ $0 > 0 }) else {
            throw refuse("blockCounts are \(blockCounts), expected one to four positive numbers")
        }
        guard inputCount > 0, baseCount > 0, widening > 0, outputCount ?? 1 > 0 else {
            throw refuse(
                "\(inputCount) channels, baseCount \(baseCount), widening \(widening) and "
                    + "\(outputCount ?? 0) outputs, expected positive numbers")
        }
        guard block == .bottleneck || (groups == 1 && widthPerGroup == 64) else {
            throw refuse("\(groups) groups of \(widthPerGroup) channels are for bottlenecks only")
        }
        guard groups > 0, widthPerGroup > 0, baseCount * widening * widthPerGroup >= 64 else {
            throw refuse("\(groups) groups of \(widthPerGroup) channels leave none")
        }
        guard !zeroInitializesLastNorm || (norm != .none && !isPreactivation) else {
            throw refuse("zeroInitializesLastNorm needs a normalisation after the last convolution")
        }
    }
}
