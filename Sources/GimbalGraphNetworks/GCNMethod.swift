// The graph convolutional network as a method.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Graph convolutional network, trained full batch.
public struct GCNMethod: GraphBackbone {
    /// Options of the network; the defaults are the paper's.
    public struct Options: MethodOptions {
        /// Width of the hidden layers.
        public var hidden = 16
        /// Number of convolutions.
        public var layers = 2
        /// Dropout before each convolution.
        public var dropout = 0.5
        /// How it is trained; weight decay applies to the first convolution.
        public var training = TrainingRecipe(learningRate: 0.01, weightDecay: 5e-4, epochs: 200)

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layers"),
                .integer("layers", \.layers, 1...1000, "number of graph convolutions"),
                .real("dropout", \.dropout, 0...0.999, "dropout before each convolution"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "gcn", summary: "Averages neighbours by the normalised adjacency between linear maps.",
        citation:
            "Kipf, Welling 2017, Semi-Supervised Classification with Graph Convolutional Networks, arXiv 1609.02907",
        tasks: GraphNetworks.backboneTasks,
        limits: "Over-smooths beyond a few layers; full batch.")

    /// On nodes the paper's; on graphs and links wider and without dropout.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        guard input == .graphs || input == .nodePairs else { return options }
        (options.hidden, options.dropout) = (64, 0)
        options.training = input == .graphs ? .onGraphs : .onLinks
        return options
    }

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// The paper's settings for the citation graphs are its defaults.
    public static func preset(data: String, split: String) -> Options? {
        isCitationGraph(data, split) ? Options() : nil
    }

    /// How it is trained.
    public var recipe: TrainingRecipe { options.training }
    /// Width of the vectors of nodes that graphs and links are judged by.
    public var embeddingCount: Int { options.hidden }

    /// The paper decays the first layer only.
    public func isDecayed(_ parameter: String) -> Bool { parameter.hasPrefix("convs.0.") }

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        try GCN(
            .init(
                inputCount: inputCount, outputCount: outputCount, hiddenCount: options.hidden,
                layerCount: options.layers, dropout: options.dropout), context)
    }
}
