// Residual networks as a method: He's on images, Gorishniy's on rows of a table.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Residual network: of convolutions on images, of linear maps on rows.
public struct ResNetMethod: TensorBackbone {
    /// Forms of the network on images.
    public enum Form: String, Sendable, Codable, CaseIterable {
        /// Three stages for images of about 32x32 (He et al. 2015, 4.2): depth 6n + 2.
        case cifar
        /// Four stages for images of about 224x224 (table 1): depth 18, 34, 50, 101 or 152.
        case imagenet
    }

    /// Options of the residual network.
    public struct Options: MethodOptions {
        /// Form of the network on images.
        public var form = Form.cifar
        /// Layers with weights on images; nil: 20, as `imagenet` 18.
        public var depth: Int?
        /// Channels of the first stage; nil: 16, as `imagenet` 64; features between blocks of rows; nil: 192.
        public var width: Int?
        /// Blocks on rows.
        public var blocks = 2
        /// Features inside a block of rows per feature between blocks.
        public var hiddenFactor = 2.0
        /// Dropout inside blocks.
        public var dropout = 0.0
        /// Dropout of what a block of rows adds.
        public var residualDropout = 0.0
        /// What normalises.
        public var norm = NormLayer.batchNorm
        /// The nonlinearity.
        public var activation = Activation.relu
        /// How it is trained.
        public var training = TrainingRecipe()

        /// The defaults on images.
        public init() {
            training.optimizer = .sgd
            (training.learningRate, training.weightDecay) = (0.1, 1e-4)
            (training.epochs, training.schedule) = (30, .step)
        }

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .choice("form", \.form, "form on images: cifar for small ones, imagenet for large ones"),
                .automatic(
                    "depth", \.depth, 8...1202,
                    "layers with weights on images; cifar: 6n + 2, by default 20; imagenet: 18, 34, 50, 101, 152"
                ),
                .automatic(
                    "width", \.width, 1...65_536,
                    "channels of the first stage (cifar 16, imagenet 64) or features between blocks of rows (192)"
                ),
                .integer("blocks", \.blocks, 1...1000, "blocks on rows of a table"),
                .real(
                    "hidden-factor", \.hiddenFactor, 0.01...64,
                    "features inside a block of rows per feature between blocks"),
                .real("dropout", \.dropout, 0...0.999, "dropout inside blocks"),
                .real(
                    "residual-dropout", \.residualDropout, 0...0.999, "dropout of what a block of rows adds"),
                .norm("norm", \.norm, "what normalises"),
                .activation("activation", \.activation, "the nonlinearity"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "resnet", summary: "A residual network: of convolutions on images, of linear maps on tables.",
        citation:
            "He, Zhang, Ren, Sun 2015, Deep Residual Learning for Image Recognition, arXiv 1512.03385; on tables "
            + "Gorishniy, Rubachev, Khrulkov, Babenko 2021, Revisiting Deep Learning Models for Tabular Data, "
            + "arXiv 2106.11959",
        tasks: [
            LearningTask.imageClassification, .tabularClassification, .tabularRegression, .survival,
            .imageEmbedding, .tabularEmbedding,
        ].map(\.id),
        limits: "Deep forms need minutes per epoch on a processor; batch normalisation needs batches.")

    /// On images He et al.'s, section 4.2, with 30 epochs instead of 164; on rows AdamW of Gorishniy et al., stopping
    /// early.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        guard input != .images else { return options }
        options.dropout = 0.15
        options.training = TrainingRecipe(learningRate: 1e-3, weightDecay: 1e-5, epochs: 100)
        options.training.optimizer = .adamW
        options.training.patience = 16
        return options
    }

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }

    /// Makes the network with fresh parameters.
    public func makeNetwork(_ shape: ModelShape, outputCount: Int?, _ context: Context) throws
        -> any UnaryLayer
    {
        switch try SampleShape(shape, method: Self.card.id) {
        case .row(let count):
            return try TabularResNet(tabularConfig(inputCount: count, outputCount: outputCount), context)
        case .image(let count, _, _):
            return try ResNet(imageConfig(inputCount: count, outputCount: outputCount), context)
        case .tokens:
            throw SampleShape.refusal(shape, method: Self.card.id, expected: "[features] or [channels, H, W]")
        }
    }

    private func imageConfig(inputCount: Int, outputCount: Int?) throws -> ResNet.Config {
        var config: ResNet.Config
        switch options.form {
        case .cifar:
            config = try .cifar(
                depth: options.depth ?? 20, inputCount: inputCount, outputCount: outputCount)
        case .imagenet:
            config = try .imageNet(
                depth: options.depth ?? 18, inputCount: inputCount, outputCount: outputCount)
        }
        if let width = options.width { config.baseCount = width }
        (config.norm, config.activation) = (options.norm, options.activation)
        config.dropout = options.dropout
        return config
    }

    private func tabularConfig(inputCount: Int, outputCount: Int?) -> TabularResNet.Config {
        var config = TabularResNet.Config(inputCount: inputCount, outputCount: outputCount)
        (config.width, config.blockCount) = (options.width ?? 192, options.blocks)
        config.hiddenFactor = options.hiddenFactor
        (config.hiddenDropout, config.residualDropout) = (options.dropout, options.residualDropout)
        (config.norm, config.activation) = (options.norm, options.activation)
        return config
    }
}
