// The graph isomorphism network as a method, with the published form of its head on whole graphs.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Graph isomorphism network, trained in batches on graphs, full batch on nodes and links.
public struct GINMethod: GraphBackbone {
    /// Options of the network.
    public struct Options: MethodOptions {
        /// Width of the hidden layers and of the perceptrons within.
        public var hidden = 64
        /// Number of layers; the paper's five count the input.
        public var layers = 2
        /// Number of linear maps of each perceptron.
        public var perceptronLayers = 2
        /// Whether ε is learned rather than 0.
        public var learnEps = false
        /// Dropout: before each layer but the first on nodes and links, of each layer's scores on graphs.
        public var dropout = 0.5
        /// What stands between linear map and activation.
        public var norm = NormLayer.none
        /// How the nodes of a graph become one row.
        public var readout = GraphLevelNetwork.Readout.sum
        /// How it is trained; weight decay applies to every parameter.
        public var training = TrainingRecipe(learningRate: 0.01, weightDecay: 5e-3, epochs: 200)

        /// The defaults on nodes, where the paper has none: batch normalisation, which it has on graphs, overfits.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layers"),
                .integer("layers", \.layers, 1...1000, "number of layers, the input not counted"),
                .integer(
                    "perceptron-layers", \.perceptronLayers, 1...100,
                    "number of linear maps of each perceptron"),
                .flag("learn-eps", \.learnEps, "whether the weight of the node itself is learned"),
                .real(
                    "dropout", \.dropout, 0...0.999,
                    "dropout before each layer but the first; on graphs of each layer's scores"),
                .norm("norm", \.norm, "normalisation of perceptrons and hidden layers"),
                .choice("readout", \.readout, "how the nodes of a graph become one row"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "gin",
        summary: "Sums neighbours and maps the sum by a perceptron: as strong as the "
            + "Weisfeiler-Leman test.",
        citation: "Xu, Hu, Leskovec, Jegelka 2019, How Powerful are Graph Neural Networks?, arXiv 1810.00826",
        tasks: GraphNetworks.backboneTasks,
        limits: "Sums overfit on nodes with few labels; attention cannot read out several layers.")

    /// On graphs those of the paper's section 7, where the step size is halved every 50 epochs; here it falls along a
    /// cosine.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        switch input {
        case .graphs:
            (options.hidden, options.layers, options.norm) = (32, 4, .batchNorm)
            options.training = .onGraphs
        case .nodePairs:
            options.dropout = 0
            options.training = .onLinks
        default: break
        }
        return options
    }

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }
    /// How the nodes of a graph become one row.
    public var readout: GraphLevelNetwork.Readout { options.readout }
    /// Width of the vectors of nodes that links are judged by.
    public var embeddingCount: Int { options.hidden }

    /// Makes the network of nodes with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        try GIN(config(inputCount, outputCount, dropout: options.dropout), context)
    }

    /// Makes the network of whole graphs: a linear map for the readout of the input and of every layer, summed.
    public func makeGraphLevelNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws
        -> GraphLevelNetwork
    {
        var level = GraphLevelNetwork.Config(outputCount: outputCount)
        (level.readout, level.head, level.dropout) = (options.readout, .linearPerLayer, options.dropout)
        return try GraphLevelNetwork(
            level, encoder: GIN(config(inputCount, nil, dropout: 0), context), context)
    }

    private func config(_ inputCount: Int, _ outputCount: Int?, dropout: Double) -> GIN.Config {
        var config = GIN.Config(inputCount: inputCount, outputCount: outputCount)
        (config.hiddenCount, config.layerCount) = (options.hidden, options.layers)
        (config.perceptronLayerCount, config.learnsEps) = (options.perceptronLayers, options.learnEps)
        (config.dropout, config.norm) = (dropout, options.norm)
        return config
    }
}
