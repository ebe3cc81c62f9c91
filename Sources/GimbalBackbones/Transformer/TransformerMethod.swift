// Transformers as a method: on the features of rows, the patches of images and the tokens of texts.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Transformer: FT-Transformer on rows, ViT on images, a causal language model on tokens.
public struct TransformerMethod: TensorBackbone {
    /// Options of the transformer.
    public struct Options: MethodOptions {
        /// Features of a token.
        public var width = 192
        /// Layers.
        public var layers = 3
        /// Heads of attention.
        public var heads = 8
        /// Features inside a feed-forward part per feature of a token.
        public var feedForwardFactor = 4.0 / 3
        /// Dropout of attention weights, inside feed-forward parts and after both.
        public var dropout = 0.1
        /// Pixels a side of an image's patch; nil: 4 up to 64 pixels, else 16.
        public var patch: Int?
        /// How an image's patches become one vector.
        public var pooling = VisionTransformer.Pooling.classToken
        /// How the order of a text's tokens is known.
        public var positions = PositionEncoding.learned
        /// Tokens of the longest text; nil: as many as the samples have.
        public var contextLength: Int?
        /// What normalises the input of every part.
        public var norm = NormLayer.layerNorm
        /// Inside feed-forward parts.
        public var activation = Activation.relu
        /// How it is trained.
        public var training = TrainingRecipe(
            learningRate: 1e-4, weightDecay: 1e-5, epochs: 100, batchSize: 256)

        /// The defaults on rows.
        public init() {
            training.optimizer = .adamW
            training.patience = 16
        }

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("width", \.width, 1...65_536, "features of a token; the heads divide them"),
                .integer("layers", \.layers, 1...1000, "layers"),
                .integer("heads", \.heads, 1...1024, "heads of attention"),
                .real(
                    "feed-forward-factor", \.feedForwardFactor, 0.01...64,
                    "features inside feed-forward parts per feature of a token"),
                .real("dropout", \.dropout, 0...0.999, "dropout of attention weights and after every part"),
                .automatic(
                    "patch", \.patch, 1...1024,
                    "pixels a side of an image's patch; 4 up to 64 pixels, else 16"),
                .choice("pooling", \.pooling, "how an image's patches become one vector"),
                .choice("positions", \.positions, "how the order of a text's tokens is known"),
                .automatic(
                    "context", \.contextLength, 1...1_048_576,
                    "tokens of the longest text; as many as the samples have"),
                .norm("norm", \.norm, "what normalises the input of every part"),
                .activation("activation", \.activation, "the nonlinearity of feed-forward parts"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "transformer",
        summary: "A transformer on the features of rows, the patches of images or the tokens of texts.",
        citation:
            "Vaswani et al. 2017, Attention is all you need, arXiv 1706.03762; rows: Gorishniy, Rubachev, Khrulkov, "
            + "Babenko 2021, arXiv 2106.11959; images: Dosovitskiy et al. 2020, arXiv 2010.11929; texts: Radford et "
            + "al. 2019, Language models are unsupervised multitask learners",
        tasks: [
            LearningTask.tabularClassification, .tabularRegression, .survival, .imageClassification,
            .languageModelling, .tabularEmbedding, .imageEmbedding,
        ].map(\.id), limits: "Time grows with the square of the number of features, patches or tokens.")

    /// On rows those of Gorishniy et al.'s FT-Transformer, on images a small ViT, on texts a small GPT.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        guard input == .images || input == .sequence else { return options }
        (options.width, options.heads, options.feedForwardFactor) = (128, 4, 4)
        options.activation = .gelu()
        options.training.patience = 0
        (options.training.schedule, options.training.warmUp) = (.cosine, 0.05)
        options.training.clipping = 1
        (options.training.learningRate, options.training.weightDecay) = (1e-3, 0.05)
        if input == .images {
            options.layers = 6
            (options.training.epochs, options.training.batchSize) = (50, 128)
        } else {
            options.layers = 4
            (options.training.epochs, options.training.batchSize) = (10, 32)
        }
        return options
    }

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }

    /// Leaves normalisations, shifts, positions and the vectors of tokens alone.
    ///
    /// As Gorishniy et al. 2021, appendix, do.
    public func isDecayed(_ parameter: String) -> Bool {
        let free = ["norm", "tokenizer", "class_token", "position", "embedding"]
        return !parameter.hasSuffix("bias") && !free.contains { parameter.contains($0) }
    }

    /// Makes the network with fresh parameters.
    public func makeNetwork(_ shape: ModelShape, outputCount: Int?, _ context: Context) throws
        -> any UnaryLayer
    {
        switch try SampleShape(shape, method: Self.card.id) {
        case .row(let count):
            return try FeatureTransformer(
                inputCount: count, layer, layerCount: options.layers, outputCount: outputCount, context)
        case .image(let count, let height, let width):
            var config = VisionTransformer.Config(
                channelCount: count, height: height, width: width,
                patchSize: options.patch ?? (max(height, width) <= 64 ? 4 : 16), outputCount: outputCount,
                layer: layer)
            (config.layerCount, config.pooling) = (options.layers, options.pooling)
            return try VisionTransformer(config, context)
        case .tokens(let stepCount, let vocabularyCount):
            guard outputCount != nil else { throw Self.noEncoder }
            return try languageModel(stepCount, vocabularyCount, context)
        }
    }

    private static var noEncoder: ConfigError {
        ConfigError(
            "encoder", "transformer: a language model predicts tokens and describes no samples.",
            fix: "Use it for language modelling, or an encoder of rows or images.")
    }

    private func languageModel(_ stepCount: Int, _ vocabularyCount: Int, _ context: Context) throws
        -> CausalTransformer
    {
        let length = options.contextLength ?? stepCount
        guard length >= stepCount else {
            throw ConfigError(
                "option", "transformer: samples have \(stepCount) tokens, and context is \(length).",
                fix: "Choose a larger context, or leave it away.")
        }
        var config = CausalTransformer.Config(
            vocabularyCount: vocabularyCount, contextLength: length, width: options.width,
            layerCount: options.layers, headCount: options.heads)
        config.feedForwardCount = layer.feedForwardCount
        (config.dropout, config.norm) = (options.dropout, options.norm)
        (config.activation, config.positions) = (options.activation, options.positions)
        return try CausalTransformer(config, context)
    }

    private var layer: TransformerEncoderLayer.Config {
        let inner = Double(options.width) * options.feedForwardFactor
        var layer = TransformerEncoderLayer.Config(
            width: options.width, headCount: options.heads, feedForwardCount: max(1, Int(inner.rounded())),
            dropout: options.dropout)
        (layer.activation, layer.norm, layer.normFirst) = (options.activation, options.norm, true)
        return layer
    }
}
