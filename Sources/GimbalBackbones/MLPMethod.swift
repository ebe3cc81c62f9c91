// The multilayer perceptron as a method: on rows, images and nodes, the baseline that looks at features alone.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Multilayer perceptron on the features of rows, the pixels of images or the features of nodes.
public struct MLPMethod: GraphBackbone, TensorBackbone {
    /// Options of the perceptron.
    public struct Options: MethodOptions {
        /// Width of the hidden layers.
        public var hidden = 256
        /// Number of linear maps.
        public var layers = 3
        /// Dropout: after each hidden layer, on nodes before each linear map.
        public var dropout = 0.1
        /// What stands between linear map and activation, on rows and images.
        public var norm = NormLayer.none
        /// What follows each hidden layer, on rows and images.
        public var activation = Activation.relu
        /// How it is trained.
        public var training = TrainingRecipe()

        /// The defaults on rows and images.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layers"),
                .integer("layers", \.layers, 1...1000, "number of linear maps"),
                .real("dropout", \.dropout, 0...0.999, "dropout in every hidden layer"),
                .norm("norm", \.norm, "normalisation of hidden layers of rows and images"),
                .activation("activation", \.activation, "what follows hidden layers of rows and images"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "mlp", summary: "A multilayer perceptron on the features alone: the baseline without structure.",
        citation:
            "Rumelhart, Hinton, Williams 1986, Learning representations by back-propagating errors, Nature 323",
        tasks: [
            LearningTask.nodeClassification, .linkPrediction, .graphClassification, .graphRegression,
            .imageClassification, .tabularClassification, .tabularRegression, .survival, .nodeEmbedding,
            .graphEmbedding, .imageEmbedding, .tabularEmbedding,
        ].map(\.id), limits: "Does not look at edges or at which pixels are neighbours.")

    /// On graphs those of Kipf and Welling's comparisons; on rows and images stopping early.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        switch input {
        case .graph, .nodePairs, .graphs:
            (options.hidden, options.layers, options.dropout) = (64, 2, 0.5)
            options.training = TrainingRecipe(learningRate: 0.01, weightDecay: 5e-4, epochs: 200)
        case .table, .images, .sequence, .stream:
            options.training.patience = 20
        }
        return options
    }

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }
    /// Width of the vectors of nodes that graphs and links are judged by.
    public var embeddingCount: Int { options.hidden }

    /// Makes the network of nodes with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        try NodeMLP(
            .init(
                inputCount: inputCount, outputCount: outputCount, hiddenCount: options.hidden,
                layerCount: options.layers, dropout: options.dropout), context)
    }

    /// Makes the network of rows or images with fresh parameters.
    public func makeNetwork(_ shape: ModelShape, outputCount: Int?, _ context: Context) throws
        -> any UnaryLayer
    {
        let hidden = Array(repeating: options.hidden, count: options.layers - 1)
        let mlp = try MLP(
            .init(
                inputCount: shape.inputCount, hiddenCounts: hidden, outputCount: outputCount,
                activation: options.activation, norm: options.norm, dropout: options.dropout), context)
        return shape.inputShape.count == 1 ? mlp : FlattenedInput(mlp)
    }
}
