// The baseline that looks at nothing: what is most frequent, or the mean.
import GimbalCore
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Predicts the frequencies of the classes or tokens, the mean of the values, or the same risk for all.
public struct MajorityMethod: TensorMethod, GraphMethod, GraphsMethod {
    /// There is nothing to set.
    public struct Options: MethodOptions {
        /// The defaults.
        public init() {}

        /// No option.
        public static var fields: [OptionField<Options>] { [] }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "majority",
        summary:
            "Predicts the most frequent class, the mean value or the same risk for every sample: the lowest bar.",
        citation: "Holte 1993, Very simple classification rules perform well, Machine Learning 11",
        tasks: [
            LearningTask.tabularClassification, .tabularRegression, .survival, .imageClassification,
            .languageModelling, .nodeClassification, .graphClassification, .graphRegression,
        ].map(\.id), limits: "Looks at no feature; what does not beat it has learnt nothing.")

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the empty model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        SupervisedTensorModel(try empty(shape, isPerStep: shape.vocabularyCount > 0), context)
    }

    /// Makes the empty model that a saved state is loaded into.
    public func makeGraphModel(_ shape: ModelShape, _ context: Context) throws -> any GraphModel {
        ConstantModel(try empty(shape))
    }

    /// Makes the empty model that a saved state is loaded into.
    public func makeGraphsModel(_ shape: ModelShape, _ context: Context) throws -> any GraphsModel {
        ConstantModel(try empty(shape))
    }

    private func empty(_ shape: ModelShape, isPerStep: Bool = false) throws -> ConstantPrediction {
        try ConstantPrediction(.zeros([shape.outputCount]), isPerStep: isPerStep)
    }

    /// Counts the training samples.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        try run.checkCancellation()
        let layer = try ConstantPrediction(
            problem.train.target.constant(), isPerStep: problem.shape.vocabularyCount > 0)
        return SupervisedTensorModel(layer, run.context)
    }

    /// Counts the training nodes.
    public func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        try run.checkCancellation()
        let labels = try Tensor(problem.data.classes(of: problem.split.train))
        let count = problem.data.classNames.count
        return ConstantModel(try ConstantPrediction(Target.classes(labels, count: count).constant()))
    }

    /// Counts the training graphs.
    public func fit(_ problem: GraphsProblem, _ run: TrainingRun) throws -> any GraphsModel {
        try run.checkCancellation()
        return ConstantModel(try ConstantPrediction(problem.train.target.constant()))
    }
}

extension Target {
    /// The outputs with the lowest loss among those that are the same for every sample `[outputCount]`.
    fileprivate func constant() throws -> Tensor {
        switch self {
        case .classes(let labels, let count), .tokens(let labels, let count):
            return try labels.logFrequencies(count)
        case .values(let values):
            let means = try values.nanmean(axis: 0)
            return try means.maskedFill(means.isNaN(), value: 0)
        case .survival: return try Tensor.zeros([1])
        }
    }
}

/// The same outputs for every node or graph.
private final class ConstantModel: GraphModel, GraphsModel {
    let prediction: ConstantPrediction
    var network: Module { prediction }

    init(_ prediction: ConstantPrediction) { self.prediction = prediction }

    func logits(_ input: GraphInput) throws -> Tensor { try prediction.rows([input.graph.nodeCount]) }

    func outputs(_ graphs: GraphBatch) throws -> Tensor { try prediction.rows([graphs.graphCount]) }

    func embeddings(_ input: GraphInput) throws -> Tensor { throw Self.hasNoVectors }

    func embeddings(_ graphs: GraphBatch) throws -> Tensor { throw Self.hasNoVectors }

    private static var hasNoVectors: ConfigError {
        ConfigError(
            "embedding", "majority looks at no sample, so it has no vectors of them.",
            fix: "Choose a method with a hidden layer, such as mlp or gcn.")
    }
}
