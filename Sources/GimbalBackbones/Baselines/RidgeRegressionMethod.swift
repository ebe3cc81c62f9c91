// Ridge regression in closed form.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Linear regression with an L2 penalty: the minimum of mean (y − W x − b)² + penalty · ‖W‖².
public struct RidgeRegressionMethod: TensorMethod {
    /// Options of ridge regression.
    public struct Options: MethodOptions {
        /// Penalty on squared weights; nil: chosen on the validation part.
        public var penalty: Double?

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .automatic(
                    "penalty", \.penalty, 0...1e6,
                    "penalty on squared weights beside the mean error; auto: chosen by the validation error")
            ]
        }
    }

    /// What people read about the method.
    public static let card = MethodCard(
        id: "ridge-regression",
        summary: "Linear regression with a penalty on squared weights, in closed form.",
        citation:
            "Hoerl, Kennard 1970, Ridge regression: biased estimation for nonorthogonal problems, Technometrics 12",
        tasks: [LearningTask.tabularRegression].map(\.id),
        limits: "Sees no curves and no interactions; the penalty supposes features of similar scale.")

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the untrained model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        SupervisedTensorModel(
            try LinearPredictor(inputCount: shape.inputCount, outputCount: shape.outputCount), context)
    }

    /// Solves for the weights of every output, from the rows where it was measured.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        try run.checkCancellation()
        let id = Self.card.id
        guard case .values(let values) = problem.train.target else {
            throw problem.refusal(method: id, expected: "values")
        }
        let rows = try problem.rows(problem.train, method: id).converted(to: .float64)
        let held = try problem.rows(problem.validation, method: id).converted(to: .float64)
        let maps = try (0..<values.shape[1]).map { output in
            try run.checkCancellation()
            let solver = try RidgeSolver(rows, values.select(output, axis: 1), method: id)
            guard case .values(let heldValues) = problem.validation.target else { return try solver.map(0) }
            let other = try MeasuredRows(held, heldValues.select(output, axis: 1))
            return try PenaltyGrid.best(options.penalty, canChoose: other.count > 0) {
                try solver.map($0)
            } loss: {
                try other.squaredError($0)
            }
        }
        let predictor = try LinearPredictor(
            weight: .stacked(maps.map(\.weight)), bias: .concatenated(maps.map(\.bias)))
        return SupervisedTensorModel(predictor, run.context)
    }
}

/// A linear map to one number: weight `[D]`, bias `[1]`.
private typealias LinearMap = (weight: Tensor, bias: Tensor)

/// Rows whose value was measured.
private struct MeasuredRows {
    let rows: Tensor  // [n, D] float64
    let values: Tensor  // [n] float64

    init(_ rows: Tensor, _ values: Tensor) throws {
        let known = try values.isNaN().logicalNot().nonzero().squeezed(axis: 1)
        self.rows = try rows.indexSelect(known, axis: 0)
        self.values = try values.converted(to: .float64).indexSelect(known, axis: 0)
    }

    var count: Int { values.count }

    func squaredError(_ map: LinearMap) throws -> Double {
        try (rows.mv(map.weight) + map.bias - values).square().mean().item()
    }
}

/// Solves ridge regression for any penalty from one eigendecomposition, of the smaller of the two Gram matrices.
private struct RidgeSolver {
    private let center: Tensor  // [D]
    private let mean: Tensor  // scalar
    private let sampleCount: Double
    private let eigenvalues: Tensor  // [r], of XᵀX
    private let basis: Tensor  // [D, r]: what the weights are made of
    private let loadings: Tensor  // [r]: how much of each column the values ask for

    init(_ rows: Tensor, _ values: Tensor, method: String) throws {
        let measured = try MeasuredRows(rows, values)
        guard measured.count > 0 else {
            throw DataError(
                "values",
                "\(method): an output has no measured value in the training part, expected one or more.",
                fix: "Leave the output away, or choose another split.")
        }
        sampleCount = Double(measured.count)
        center = try measured.rows.mean(axis: 0)
        mean = try measured.values.mean()
        let x = try measured.rows - center, y = try measured.values - mean
        let transposed = try x.transposed(0, 1)
        if x.shape[0] < x.shape[1] {
            // w = Xᵀ (X Xᵀ + nλ)⁻¹ y: fewer rows than features.
            let (values, vectors) = try x.matmul(transposed).eigh()
            eigenvalues = try values.clamped(min: 0)
            basis = try transposed.matmul(vectors)
            loadings = try vectors.transposed(0, 1).mv(y)
        } else {
            // w = (XᵀX + nλ)⁻¹ Xᵀ y.
            let (values, vectors) = try transposed.matmul(x).eigh()
            eigenvalues = try values.clamped(min: 0)
            basis = vectors
            loadings = try vectors.transposed(0, 1).mv(transposed.mv(y))
        }
    }

    /// The map for a penalty; of several minima without one the smallest.
    func map(_ penalty: Double) throws -> LinearMap {
        let largest = try eigenvalues.max().item()
        let cut = largest * 1e-12 * Double(max(1, eigenvalues.count))
        let divisors = try eigenvalues + penalty * sampleCount
        let isKept = try divisors.greater(cut)
        let shares = try (loadings / divisors.maskedFill(isKept.logicalNot(), value: 1))
            .maskedFill(isKept.logicalNot(), value: 0)
        let weight = try basis.mv(shares)
        return (weight, try (mean - center.dot(weight)).reshaped([1]))
    }
}
