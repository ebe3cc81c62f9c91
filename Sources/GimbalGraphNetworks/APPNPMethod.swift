// Predict, then propagate, as a method.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Perceptron whose predictions are propagated by personalised PageRank, trained full batch on nodes and links.
public struct APPNPMethod: GraphBackbone {
    /// Options of the network; the defaults are the paper's.
    public struct Options: MethodOptions {
        /// Number of propagation steps K.
        public var hops = 10
        /// The part α that restarts at the node itself.
        public var alpha = 0.1
        /// Width of the hidden layers.
        public var hidden = 64
        /// Number of linear maps.
        public var layers = 2
        /// Dropout before each linear map.
        public var dropout = 0.5
        /// Dropout of entries of the adjacency in each step.
        public var adjacencyDropout = 0.5
        /// How it is trained; weight decay applies to the weights of the first map.
        public var training = Options.recipe

        /// The defaults.
        public init() {}

        private static var recipe: TrainingRecipe {
            var recipe = TrainingRecipe(learningRate: 0.01, weightDecay: 5e-3, epochs: 1000)
            recipe.patience = 100
            return recipe
        }

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hops", \.hops, 0...1000, "propagation steps"),
                .real("alpha", \.alpha, 0...1, "part that restarts at the node itself"),
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layers"),
                .integer("layers", \.layers, 1...1000, "number of linear maps"),
                .real("dropout", \.dropout, 0...0.999, "dropout before each linear map"),
                .real(
                    "adjacency-dropout", \.adjacencyDropout, 0...0.999,
                    "dropout of entries of the adjacency in each step"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "appnp", summary: "A perceptron per node whose predictions spread by personalised PageRank.",
        citation: "Gasteiger, Bojchevski, Günnemann 2019, Predict then Propagate: Graph Neural Networks meet "
            + "Personalized PageRank, arXiv 1810.05997",
        tasks: GraphNetworks.backboneTasks,
        limits: "Assumes that neighbours are alike; full batch on nodes and links.")

    /// On graphs and links without dropout.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        guard input == .graphs || input == .nodePairs else { return options }
        (options.dropout, options.adjacencyDropout) = (0, 0)
        options.training = input == .graphs ? .onGraphs : .onLinks
        return options
    }

    /// The paper's settings for the citation graphs are its defaults.
    public static func preset(data: String, split: String) -> Options? {
        isCitationGraph(data, split) ? Options() : nil
    }

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }
    /// Width of the vectors of nodes that graphs and links are judged by.
    public var embeddingCount: Int { options.hidden }

    /// The paper decays the weights of the first map only.
    public func isDecayed(_ parameter: String) -> Bool { parameter == "lins.0.weight" }

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        var config = APPNPNetwork.Config(inputCount: inputCount, outputCount: outputCount)
        (config.hopCount, config.alpha) = (options.hops, options.alpha)
        (config.hiddenCount, config.layerCount) = (options.hidden, options.layers)
        (config.dropout, config.adjacencyDropout) = (options.dropout, options.adjacencyDropout)
        return try APPNPNetwork(config, context)
    }
}
