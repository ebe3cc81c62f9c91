// Cox's proportional hazards with a linear risk, solved by Newton's method.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Cox regression: the minimum of the mean negative logarithm of the partial likelihood plus penalty / 2 · ‖β‖².
public struct CoxRegressionMethod: TensorMethod {
    /// Options of Cox regression.
    public struct Options: MethodOptions {
        /// What is made of events at the same time.
        public var ties = CoxTies.efron
        /// Penalty on squared coefficients; nil: chosen on the validation part.
        public var penalty: Double?

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .choice("ties", \.ties, "what is made of events at the same time"),
                .automatic(
                    "penalty", \.penalty, 0...1e6,
                    "penalty on squared coefficients beside the mean loss; auto: chosen by the validation loss"
                ),
            ]
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "cox-regression",
        summary: "Cox's proportional hazards with a linear risk, solved by Newton's method.",
        citation:
            "Cox 1972, Regression models and life tables, Journal of the Royal Statistical Society B 34; ties: Efron "
            + "1977, The efficiency of Cox's likelihood function for censored data, JASA 72",
        tasks: [LearningTask.survival].map(\.id),
        limits: "Supposes that features multiply the hazard by factors that do not change with time.")

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        SupervisedTensorModel(try LinearPredictor(inputCount: shape.inputCount, outputCount: 1), context)
    }

    /// Solves for the coefficients.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        try run.checkCancellation()
        let id = Self.card.id
        guard case .survival(let times, let events) = problem.train.target else {
            throw problem.refusal(method: id, expected: "survival times")
        }
        let space = try CoxSpace(problem.rows(problem.train, method: id).converted(to: .float64))
        let likelihood = try CoxLikelihood(
            rows: space.rows, times: times, events: events, ties: options.ties)
        let held = try problem.rows(problem.validation, method: id).converted(to: .float64)
        let hasEvents = try problem.validation.heldEvents > 0
        var start = try Tensor.zeros([space.rows.shape[1]], dtype: .float64)
        let best = try PenaltyGrid.best(options.penalty, canChoose: hasEvents) { penalty in
            start = try likelihood.maximum(from: start, penalty: penalty, stepped: run.checkCancellation)
            return start
        } loss: {
            try problem.validation.target.loss(held.mv(space.coefficients($0))).item()
        }
        let weight = try space.coefficients(best).unsqueezed(axis: 0)
        return SupervisedTensorModel(
            try LinearPredictor(weight: weight, bias: .zeros([1])), run.context)
    }
}

extension TensorPart {
    /// Number of events among survival times, else 0.
    fileprivate var heldEvents: Double {
        get throws {
            guard case .survival(_, let events) = target, count > 0 else { return 0 }
            return try events.converted(to: .float64).sum().item()
        }
    }
}

/// Rows in coordinates of which there are no more than rows: with more features than rows, coefficients that keep the
/// penalty low are combinations of the rows.
private struct CoxSpace {
    /// `[N, r]`.
    let rows: Tensor
    private let basis: Tensor?  // [D, r], orthonormal columns

    init(_ rows: Tensor) throws {
        guard rows.shape[0] < rows.shape[1] else {
            (self.rows, basis) = (rows, nil)
            return
        }
        let (q, r) = try rows.transposed(0, 1).qr()
        (self.rows, basis) = (try r.transposed(0, 1), q)
    }

    /// Coefficients of the features `[D]`.
    func coefficients(_ parameters: Tensor) throws -> Tensor { try basis?.mv(parameters) ?? parameters }
}
