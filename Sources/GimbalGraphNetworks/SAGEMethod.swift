// GraphSAGE as a method.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// GraphSAGE with all neighbours, trained full batch on nodes and links, in batches on graphs.
public struct SAGEMethod: GraphBackbone {
    /// Options of the network; on small graphs trained as graph convolutions are.
    public struct Options: MethodOptions {
        /// Width of the hidden layers.
        public var hidden = 64
        /// Number of layers.
        public var layers = 2
        /// Dropout before each layer.
        public var dropout = 0.5
        /// How neighbours are joined.
        public var aggregation = NeighborAggregation.mean
        /// Whether neighbours are mapped and rectified before they are joined.
        public var project = false
        /// Whether rows of hidden layers have length 1.
        public var normalize = false
        /// What stands between hidden layer and activation.
        public var norm = NormLayer.none
        /// Whether hidden layers whose widths agree add their input.
        public var residual = false
        /// How it is trained; weight decay applies to every parameter.
        public var training = TrainingRecipe.onNodes

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layers"),
                .integer("layers", \.layers, 1...1000, "number of layers"),
                .real("dropout", \.dropout, 0...0.999, "dropout before each layer"),
                .choice("aggregation", \.aggregation, "how neighbours are joined"),
                .flag(
                    "project", \.project,
                    "whether neighbours are mapped and rectified before they are joined"),
                .flag("normalize", \.normalize, "whether rows of hidden layers have length 1"),
                .norm("norm", \.norm, "normalisation of hidden layers"),
                .flag("residual", \.residual, "whether hidden layers of one width add their input"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "sage", summary: "Maps each node and what its neighbours have in common by weights of their own.",
        citation: "Hamilton, Ying, Leskovec 2017, Inductive Representation Learning on Large Graphs, "
            + "arXiv 1706.02216",
        tasks: GraphNetworks.backboneTasks,
        limits: "All neighbours take part: none are sampled; full batch on nodes and links.")

    /// On graphs and links without dropout.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        guard input == .graphs || input == .nodePairs else { return options }
        options.dropout = 0
        options.training = input == .graphs ? .onGraphs : .onLinks
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

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        var config = GraphSAGE.Config(inputCount: inputCount, outputCount: outputCount)
        (config.hiddenCount, config.layerCount) = (options.hidden, options.layers)
        (config.dropout, config.aggregation) = (options.dropout, options.aggregation)
        (config.projects, config.normalizes) = (options.project, options.normalize)
        (config.norm, config.isResidual) = (options.norm, options.residual)
        return try GraphSAGE(config, context)
    }
}
