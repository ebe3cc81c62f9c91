// Known labels spread along edges: the baseline that looks at edges alone.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Labels of training nodes that spread over the graph; features are not looked at.
public struct LabelPropagationMethod: GraphMethod {
    /// Options; the defaults are those of local and global consistency.
    public struct Options: MethodOptions {
        /// The part α of a step that comes from neighbours; 1 with `clamp` is the propagation of Zhu and Ghahramani.
        public var alpha = 0.99
        /// Number of steps.
        public var iterations = 50
        /// Whether training nodes are set back to their labels after each step.
        public var clamp = false
        /// How weights of edges are scaled.
        public var normalization = AdjacencyNormalization.symmetric

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .real("alpha", \.alpha, 0...1, "part of a step that comes from neighbours"),
                .integer("iterations", \.iterations, 0...1_000_000, "number of steps"),
                .flag(
                    "clamp", \.clamp, "whether training nodes are set back to their labels after each step"),
                .choice("normalization", \.normalization, "how weights of edges are scaled"),
            ]
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "label-propagation",
        summary: "Spreads the known labels along edges; features are not looked at.",
        citation: "Zhou et al. 2004, Learning with Local and Global Consistency, NIPS 16; clamped: Zhu, "
            + "Ghahramani 2002, Learning from Labeled and Unlabeled Data with Label Propagation, CMU-CALD-02-107",
        tasks: [LearningTask.nodeClassification.id],
        limits: "Predicts for the nodes that it was fitted on, in their order; no features, no training.")

    /// The options that this value trains with.
    public let options: Options
    /// The defaults.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeGraphModel(_ shape: ModelShape, _ context: Context) throws -> any GraphModel {
        LabelPropagationModel(try KnownLabels(count: shape.trainCount), shape.outputCount, spreading)
    }

    /// Keeps the labels of the training nodes; nothing is trained.
    public func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        try run.checkCancellation()
        let nodes = problem.split.train
        let known = try KnownLabels(nodes, labels: problem.data.classes(of: nodes))
        return LabelPropagationModel(known, problem.shape.outputCount, spreading)
    }

    private var spreading: LabelSpreading {
        LabelSpreading(
            alpha: options.alpha, iterationCount: options.iterations,
            normalization: options.normalization, seeds: options.clamp ? .clamped : .mixed)
    }
}

/// Nodes whose labels are known, as buffers that are saved.
final class KnownLabels: Module {
    /// Numbers of the nodes `[n]` int64.
    @Buffer var nodes: Tensor
    /// Their classes `[n]` int64.
    @Buffer var labels: Tensor

    init(_ nodes: [Int], labels: [Int]) throws {
        _nodes = Buffer(wrappedValue: try Tensor(nodes))
        _labels = Buffer(wrappedValue: try Tensor(labels))
        super.init()
    }

    /// Leaves room for the labels of so many nodes.
    convenience init(count: Int) throws {
        let none = [Int](repeating: 0, count: count)
        try self.init(none, labels: none)
    }
}

/// Known labels with how they spread.
final class LabelPropagationModel: GraphModel {
    /// The smallest probability, so that a class that no label reaches is improbable rather than impossible.
    private static let floor = 1e-6

    var network: Module { known }
    private let known: KnownLabels
    private let classCount: Int
    private let spreading: LabelSpreading

    init(_ known: KnownLabels, _ classCount: Int, _ spreading: LabelSpreading) {
        self.known = known
        self.classCount = classCount
        self.spreading = spreading
    }

    /// Logarithms of each node's shares of the classes; nodes that no label reaches have equal shares.
    ///
    /// - Throws: `DataError` if the graph lacks a node whose label is known.
    func logits(_ input: GraphInput) throws -> Tensor {
        let nodes = try known.nodes.integers()
        if let missing = nodes.first(where: { $0 >= input.graph.nodeCount }) {
            throw DataError(
                "model.nodes",
                "label-propagation was fitted on node \(missing), the graph has \(input.graph.nodeCount) nodes.",
                fix: "Predict for the graph that it was fitted on, or use a method that reads features.")
        }
        let scores = try input.graph.spreadLabels(
            known.labels.integers(), of: nodes, classCount: classCount, by: spreading)  // [N, C]
        let sums = try scores.sum(axes: [1], keepDimensions: true)
        let shares = try scores / sums.clamped(min: Double(Float.leastNormalMagnitude))
        return try shares.clamped(min: Self.floor).log()
    }
}
