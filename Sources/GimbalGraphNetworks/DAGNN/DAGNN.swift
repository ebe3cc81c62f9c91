// Towards Deeper Graph Neural Networks - Liu, Gao, Ji 2020, arXiv 2007.09296. The authors' code (GPL-3.0) was
// not looked at.
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Deep adaptive graph neural network: 5-20 hops without over-smoothing.
///
/// Trained full batch by Adam with L2 decay on every parameter, gate and biases included; the state with the
/// lowest validation loss is kept; stopping only in the second half.
public struct DAGNN: GraphBackbone {
    /// Options of DAGNN; the defaults are those of the authors' program.
    public struct Options: MethodOptions {
        /// Number of propagation steps K.
        public var hops = 10
        /// Width of the hidden layer.
        public var hidden = 64
        /// Whether a loop is added to every node that has none.
        public var selfLoops = true
        /// Dropout on input features and hidden layer.
        public var dropout = 0.8
        /// L2 weight decay on every parameter.
        public var weightDecay = 5e-3
        /// Step size of Adam.
        public var learningRate = 0.01
        /// Number of epochs.
        public var epochs = 1000
        /// Window of the stopping rule; 0 trains for all epochs.
        public var patience = 100

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .integer("hops", \.hops, 0...1000, "propagation steps K; K + 1 hops are gated"),
                .integer("hidden", \.hidden, 1...65_536, "width of the hidden layer"),
                .flag("self-loops", \.selfLoops, "whether a loop is added to every node that has none"),
                .real("dropout", \.dropout, 0...0.999, "dropout on input features and hidden layer"),
                .real("weight-decay", \.weightDecay, 0...10, "L2 weight decay on every parameter"),
                .real("learning-rate", \.learningRate, 0...10, "step size of Adam"),
                .integer("epochs", \.epochs, 1...1_000_000, "number of epochs"),
                .integer(
                    "patience", \.patience, 0...1_000_000,
                    "in the second half, stop when the validation loss exceeds the mean of this many before; 0: never"
                ),
            ]
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "dagnn",
        summary: "Per-node gates over many propagation steps: deep receptive fields without over-smoothing.",
        paper: 35, citation: "Liu, Gao, Ji 2020, Towards Deeper Graph Neural Networks, arXiv 2007.09296",
        tasks: [LearningTask.nodeClassification, .linkPrediction, .nodeEmbedding].map(\.id),
        limits: "Full batch: features, K + 1 copies of the class scores and the graph must fit into memory.")

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// On nodes the authors'; on links, which they did not try, without dropout and decay, that blur the gates.
    public static func defaults(for input: InputKind) -> Options {
        var options = Options()
        if input == .nodePairs {
            (options.dropout, options.weightDecay, options.epochs, options.patience) = (0, 0, 200, 0)
        }
        return options
    }

    /// The authors' settings per data set (their run script; Table 2 and 3 of the paper).
    public static func preset(data: String, split: String) -> Options? {
        guard !split.hasPrefix("links") else { return nil }
        var options = Options()
        switch data {
        case "cora": break
        case "citeseer": (options.dropout, options.weightDecay) = (0.5, 2e-2)
        case "pubmed": options.hops = 20
        case "coauthor-cs", "coauthor-physics": (options.hops, options.weightDecay) = (5, 0)
        case "amazon-computers":
            (options.hops, options.dropout, options.weightDecay) = (5, 0.5, 5e-5)
            (options.epochs, options.patience) = (3000, 300)
        case "amazon-photo": (options.hops, options.dropout, options.weightDecay) = (5, 0.5, 5e-4)
        default: return nil
        }
        return options
    }

    /// How it is trained.
    public var recipe: TrainingRecipe {
        TrainingRecipe(
            learningRate: options.learningRate, weightDecay: options.weightDecay, epochs: options.epochs)
    }

    /// Width of the vectors of nodes that graphs and links are judged by.
    public var embeddingCount: Int { options.hidden }

    /// When training stops: only in the second half, by the mean of the losses before.
    public var stopping: StoppingRule? {
        options.patience == 0 ? .never : .aboveMean(window: options.patience)
    }

    /// Makes the network with fresh parameters.
    public func makeNetwork(inputCount: Int, outputCount: Int, _ context: Context) throws -> GraphNetwork {
        try DAGNNNetwork(inputCount: inputCount, outputCount: outputCount, options: options, context)
    }
}
