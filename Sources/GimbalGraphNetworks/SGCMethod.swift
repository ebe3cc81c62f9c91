// The simple graph convolution as a method.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Logistic regression on propagated features: graph convolutions without anything between them.
public struct SGCMethod: GraphBackbone {
    /// Options; the defaults are the paper's.
    public struct Options: MethodOptions {
        /// Number of propagation steps K.
        public var hops = 2
        /// Dropout of propagated features.
        public var dropout = 0.0
        /// Width of the vectors of nodes that graphs and links are judged by.
        public var hidden = 64
        /// How it is trained; weight decay applies to weights and bias.
        public var training = TrainingRecipe(learningRate: 0.2, weightDecay: 1e-5, epochs: 100)

        /// The defaults on nodes.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hops", \.hops, 0...1000, "propagation steps"),
                .real("dropout", \.dropout, 0...0.999, "dropout of propagated features"),
                .integer(
                    "hidden", \.hidden, 1...65_536,
                    "width of the vectors that graphs and links are judged by"),
            ] + OptionField.recipe(\.training)
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "sgc", summary: "Logistic regression on features that were averaged over neighbours K times.",
        citation: "Wu et al. 2019, Simplifying Graph Convolutional Networks, arXiv 1902.07153",
        tasks: GraphNetworks.backboneTasks,
        limits: "Linear in the features; propagated features are kept dense.")

    /// On graphs and links with smaller steps.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        if input == .graphs { options.training = .onGraphs }
        if input == .nodePairs { options.training = .onLinks }
        return options
    }

    /// The paper's settings for the citation graphs (section 5.1); the authors tuned the weight decay, whose values
    /// they give in their program alone.
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

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        var config = SGCNetwork.Config(inputCount: inputCount, outputCount: outputCount)
        (config.hopCount, config.dropout) = (options.hops, options.dropout)
        return try SGCNetwork(config, context)
    }
}
