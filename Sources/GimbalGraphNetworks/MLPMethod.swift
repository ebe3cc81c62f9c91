// The multilayer perceptron as a method: the baseline that shows whether a graph is used at all.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Multilayer perceptron on node features alone, trained full batch.
public struct MLPMethod: GraphBackbone {
    /// Options of the perceptron.
    public struct Options: MethodOptions {
        /// Width of the hidden layers.
        public var hidden = 64
        /// Number of linear maps.
        public var layers = 2
        /// Dropout before each linear map.
        public var dropout = 0.5
        /// L2 weight decay on every parameter.
        public var weightDecay = 5e-4
        /// Step size of Adam.
        public var learningRate = 0.01
        /// Number of epochs.
        public var epochs = 200

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layers"),
                .integer("layers", \.layers, 1...1000, "number of linear maps"),
                .real("dropout", \.dropout, 0...0.999, "dropout before each linear map"),
                .real("weight-decay", \.weightDecay, 0...10, "L2 weight decay on every parameter"),
                .real("learning-rate", \.learningRate, 0...10, "step size of Adam"),
                .integer("epochs", \.epochs, 1...1_000_000, "number of epochs"),
            ]
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "mlp", summary: "A multilayer perceptron on the features alone: the baseline without a graph.",
        citation:
            "Rumelhart, Hinton, Williams 1986, Learning representations by back-propagating errors, Nature 323",
        tasks: [LearningTask.nodeClassification.id], limits: "Does not look at edges.")

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: NodeTrainingRecipe {
        NodeTrainingRecipe(
            learningRate: options.learningRate, weightDecay: options.weightDecay, epochCount: options.epochs,
            stopping: .never)
    }

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        try NodeMLP(
            .init(
                inputCount: inputCount, outputCount: outputCount, hiddenCount: options.hidden,
                layerCount: options.layers, dropout: options.dropout), context)
    }
}
