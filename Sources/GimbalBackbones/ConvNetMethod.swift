// A small convolutional network as a method for images.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Small convolutional network: blocks that halve the image and double the channels.
public struct ConvNetMethod: TensorBackbone {
    /// Options of the convolutional network.
    public struct Options: MethodOptions {
        /// Channels of the first block; every further block has twice as many.
        public var channels = 32
        /// Blocks.
        public var blocks = 3
        /// Size of the kernels.
        public var kernel = 3
        /// How a block halves the image.
        public var pool = ConvNet.Pool.max
        /// What follows each convolution.
        public var norm = NormLayer.batchNorm
        /// What follows each normalisation.
        public var activation = Activation.relu
        /// Dropout before the head.
        public var dropout = 0.0
        /// How it is trained.
        public var training = TrainingRecipe(learningRate: 1e-3, epochs: 30)

        /// The defaults.
        public init() { training.patience = 10 }

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer(
                    "channels", \.channels, 1...8192,
                    "channels of the first block; every further one doubles them"),
                .integer("blocks", \.blocks, 1...8, "blocks, each of which halves the image"),
                .integer("kernel", \.kernel, 1...31, "size of the kernels"),
                .choice("pool", \.pool, "how a block halves the image"),
                .norm("norm", \.norm, "normalisation after each convolution"),
                .activation("activation", \.activation, "the nonlinearity"),
                .real("dropout", \.dropout, 0...0.999, "dropout before the head"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "convnet", summary: "A small convolutional network that trains in minutes on a processor.",
        citation:
            "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition, "
            + "Proceedings of the IEEE 86",
        tasks: [LearningTask.imageClassification, .imageEmbedding].map(\.id),
        limits: "Takes images alone, with at least 2 pixels a side per halving.")

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
        let least = 1 << options.blocks
        guard case .image(let count, let height, let width) = try SampleShape(shape, method: Self.card.id),
            min(height, width) >= least
        else {
            throw SampleShape.refusal(
                shape, method: Self.card.id,
                expected: "[channels, H, W] of at least \(least) pixels a side (\(options.blocks) blocks)")
        }
        return try ConvNet(
            .init(
                inputCount: count, channelCounts: (0..<options.blocks).map { options.channels << $0 },
                outputCount: outputCount, kernelSize: options.kernel, pool: options.pool, norm: options.norm,
                activation: options.activation, dropout: options.dropout), context)
    }
}
