// Multinomial logistic regression, solved to the last digits.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Logistic regression with an L2 penalty: mean cross-entropy of softmax(W x + b) plus penalty / 2 · ‖W‖².
public struct LogisticRegressionMethod: TensorMethod {
    /// Options of logistic regression.
    public struct Options: MethodOptions {
        /// Penalty on squared weights; nil: chosen on the validation part.
        public var penalty: Double?
        /// Steps of the solver after which it stops in any case.
        public var iterations = 1000

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .automatic(
                    "penalty", \.penalty, 0...1e6,
                    "penalty on squared weights beside the mean loss; auto: chosen by the validation loss"),
                .integer("iterations", \.iterations, 1...1_000_000, "largest number of steps of the solver"),
            ]
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "logistic-regression",
        summary: "Multinomial logistic regression on the features or pixels, solved to the last digits.",
        citation:
            "Cox 1958, The regression analysis of binary sequences, Journal of the Royal Statistical Society B 20",
        tasks: [LearningTask.tabularClassification, .imageClassification].map(\.id),
        limits: "Draws flat borders between classes; the penalty supposes features of similar scale.")

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        SupervisedTensorModel(
            try LinearPredictor(inputCount: shape.inputCount, outputCount: shape.outputCount), context)
    }

    /// Solves for the weights.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        try run.checkCancellation()
        let id = Self.card.id
        guard case .classes(let labels, let count) = problem.train.target else {
            throw problem.refusal(method: id, expected: "classes")
        }
        let train = MultinomialObjective(
            rows: try problem.rows(problem.train, method: id), labels: labels, classCount: count)
        let held = try problem.rows(problem.validation, method: id)
        let solver = LBFGS(stepCount: options.iterations)
        var start = try Tensor.zeros([train.parameterCount], dtype: .float64)
        let best = try PenaltyGrid.best(options.penalty, canChoose: problem.validation.count > 0) { penalty in
            start = try solver.minimum(
                from: start, of: { try train.value($0, penalty: penalty) }, stepped: run.checkCancellation)
            return start
        } loss: {
            guard case .classes(let heldLabels, _) = problem.validation.target else { return 0 }
            return try MultinomialObjective(rows: held, labels: heldLabels, classCount: count).loss($0)
        }
        let (weight, bias) = try train.split(best)
        return SupervisedTensorModel(try LinearPredictor(weight: weight, bias: bias), run.context)
    }
}
