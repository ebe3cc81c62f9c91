// Graph attention networks as a method, in the static and in the dynamic form.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Graph attention network, trained full batch on nodes and links, in batches on graphs.
public struct GATMethod: GraphBackbone {
    /// Options of the network; the defaults are the paper's on Cora and Citeseer.
    public struct Options: MethodOptions {
        /// Width of each head of the hidden layers.
        public var hidden = 8
        /// Number of heads of the hidden layers.
        public var heads = 8
        /// Number of averaged heads of the last layer.
        public var outputHeads = 1
        /// Number of layers.
        public var layers = 2
        /// Dropout before each layer.
        public var dropout = 0.6
        /// Dropout of the attention to each neighbour.
        public var attentionDropout = 0.6
        /// Whether the ranking of neighbours depends on the node, as in GATv2.
        public var dynamic = false
        /// What stands between hidden layer and activation.
        public var norm = NormLayer.none
        /// Whether hidden layers whose widths agree add their input.
        public var residual = false
        /// How it is trained; weight decay applies to every parameter.
        public var training = Options.recipe

        /// The defaults.
        public init() {}

        private static var recipe: TrainingRecipe {
            var recipe = TrainingRecipe(learningRate: 0.005, weightDecay: 5e-4, epochs: 1000)
            recipe.patience = 100
            return recipe
        }

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hidden", \.hidden, 1...65_536, "width of each head of the hidden layers"),
                .integer("heads", \.heads, 1...1024, "number of heads of the hidden layers"),
                .integer(
                    "output-heads", \.outputHeads, 1...1024, "number of averaged heads of the last layer"),
                .integer("layers", \.layers, 1...1000, "number of layers"),
                .real("dropout", \.dropout, 0...0.999, "dropout before each layer"),
                .real(
                    "attention-dropout", \.attentionDropout, 0...0.999,
                    "dropout of the attention to each neighbour"),
                .flag("dynamic", \.dynamic, "whether the ranking of neighbours depends on the node: GATv2"),
                .norm("norm", \.norm, "normalisation of hidden layers"),
                .flag("residual", \.residual, "whether hidden layers of one width add their input"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "gat", summary: "Weighs neighbours by learned attention with several heads.",
        citation: "Veličković et al. 2018, Graph Attention Networks, arXiv 1710.10903; dynamic: Brody, Alon, "
            + "Yahav 2022, How Attentive are Graph Attention Networks?, arXiv 2105.14491",
        tasks: GraphNetworks.backboneTasks,
        limits: "Memory grows with edges times heads; full batch on nodes and links.")

    /// On nodes the paper's; on graphs and links without dropout of the attention.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        guard input == .graphs || input == .nodePairs else { return options }
        (options.dropout, options.attentionDropout) = (0, 0)
        options.training = input == .graphs ? .onGraphs : .onLinks
        return options
    }

    /// The paper's settings for the citation graphs (section 3.3).
    public static func preset(data: String, split: String) -> Options? {
        guard isCitationGraph(data, split) else { return nil }
        var options = Options()
        if data == "pubmed" {
            options.outputHeads = 8
            (options.training.learningRate, options.training.weightDecay) = (0.01, 1e-3)
        }
        return options
    }

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }
    /// Width of the vectors of nodes that graphs and links are judged by: that of all heads together.
    public var embeddingCount: Int { options.hidden * options.heads }

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        var config = GAT.Config(inputCount: inputCount, outputCount: outputCount)
        (config.hiddenCount, config.headCount) = (options.hidden, options.heads)
        (config.outputHeadCount, config.layerCount) = (options.outputHeads, options.layers)
        (config.dropout, config.attentionDropout) = (options.dropout, options.attentionDropout)
        (config.isDynamic, config.norm, config.isResidual) = (
            options.dynamic, options.norm, options.residual
        )
        return try GAT(config, context)
    }
}
