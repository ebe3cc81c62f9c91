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

/// Mean cross-entropy of a linear map and its gradient, computed in double precision, some rows at a time.
struct MultinomialObjective {
    /// `[N, D]` float32.
    let rows: Tensor
    /// `[N]` int64.
    let labels: Tensor
    let classCount: Int

    /// Rows that are in double precision at once.
    private static let chunk = 8192

    private var featureCount: Int { rows.shape[1] }
    /// Weights `[C, D]`, then shifts `[C]`.
    var parameterCount: Int { classCount * (featureCount + 1) }

    /// Weights `[C, D]` and shifts `[C]` of a vector of parameters.
    func split(_ parameters: Tensor) throws -> (weight: Tensor, bias: Tensor) {
        let count = classCount * featureCount
        return (
            try parameters.narrow(axis: 0, start: 0, length: count).reshaped([classCount, featureCount]),
            try parameters.narrow(axis: 0, start: count, length: classCount)
        )
    }

    /// The mean loss without a penalty.
    func loss(_ parameters: Tensor) throws -> Double {
        let (weight, bias) = try split(parameters)
        return try chunks().reduce(0) { sum, chunk in
            let scores = try chunk.rows.linear(weight, bias: bias).logSoftmax(axis: 1)
            return try sum - scores.gathered(chunk.labels, axis: 1).sum().item() / Double(rows.shape[0])
        }
    }

    /// Mean loss plus penalty / 2 · ‖W‖², and its gradient.
    func value(_ parameters: Tensor, penalty: Double) throws -> (value: Double, gradient: Tensor) {
        let (weight, bias) = try split(parameters)
        var loss = 0.0
        var weightGradient = try weight * penalty, biasGradient = try bias.zerosLike()
        let share = 1 / Double(rows.shape[0])
        for chunk in try chunks() {
            let scores = try chunk.rows.linear(weight, bias: bias).logSoftmax(axis: 1)
            loss -= try scores.gathered(chunk.labels, axis: 1).sum().item() * share
            let ones = try Tensor.full(chunk.labels.shape, -1.0, dtype: .float64)
            let residuals = try scores.exp().scatterAdd(chunk.labels, axis: 1, source: ones) * share
            weightGradient = try weightGradient + residuals.transposed(0, 1).matmul(chunk.rows)
            biasGradient = try biasGradient + residuals.sum(axis: 0)
        }
        let value = try loss + penalty / 2 * weight.square().sum().item()
        return (value, try Tensor.concatenated([weightGradient.reshaped([-1]), biasGradient]))
    }

    private func chunks() throws -> [(rows: Tensor, labels: Tensor)] {
        try stride(from: 0, to: rows.shape[0], by: Self.chunk).map { start in
            let length = min(Self.chunk, rows.shape[0] - start)
            return (
                try rows.narrow(axis: 0, start: start, length: length).converted(to: .float64),
                try labels.narrow(axis: 0, start: start, length: length).unsqueezed(axis: 1)
            )
        }
    }
}
