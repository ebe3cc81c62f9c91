// Nearest neighbours as a method.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Nearest neighbours: predicts from the training samples that lie nearest.
public struct NearestNeighboursMethod: TensorMethod {
    /// Options of nearest neighbours.
    public struct Options: MethodOptions {
        /// Number of neighbours; nil: chosen on the validation part.
        public var neighbours: Int?
        /// How samples are compared.
        public var distance = NearestNeighbours.Distance.euclidean
        /// What each neighbour weighs.
        public var weights = NearestNeighbours.Weights.uniform

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .automatic(
                    "k", \.neighbours, 1...1_000_000,
                    "number of neighbours, at most all; auto: chosen by accuracy or squared error in validation"
                ),
                .choice("distance", \.distance, "how samples are compared"),
                .choice("weights", \.weights, "what each neighbour weighs"),
            ]
        }
    }

    /// Numbers of neighbours that are tried when none is given.
    private static let tried = [1, 3, 5, 7, 9, 15, 25, 49]
    /// The number where there is nothing to choose by.
    private static let usual = 5

    /// What people read about the method.
    public static let card = MethodCard(
        id: "knn", summary: "Predicts from the training samples that lie nearest, without training.",
        citation:
            "Cover, Hart 1967, Nearest neighbor pattern classification, IEEE Transactions on Information Theory 13",
        tasks: [
            LearningTask.tabularClassification, .tabularRegression, .imageClassification,
        ].map(\.id),
        limits: "Keeps all training samples and compares with each; supposes features of similar scale.")

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the empty model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        SupervisedTensorModel(try makeLayer(shape), context)
    }

    private func makeLayer(_ shape: ModelShape) throws -> NearestNeighbours {
        guard shape.trainCount > 0 else {
            throw ConfigError(
                "input", "knn: there are \(shape.trainCount) training samples, expected one or more.",
                fix: "Choose another split.")
        }
        return try NearestNeighbours(
            sampleCount: shape.trainCount, inputCount: shape.inputCount, outputCount: shape.outputCount,
            distance: options.distance, weights: options.weights)
    }

    /// Keeps the training samples and chooses the number of neighbours.
    ///
    /// Values that were not measured count as the mean of the others.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        try run.checkCancellation()
        let layer = try makeLayer(problem.shape)
        let rows = try problem.rows(problem.train, method: Self.card.id)
        switch problem.train.target {
        case .classes(let labels, let count):
            try layer.keep(rows, targets: labels.oneHot(classCount: count), isClasses: true)
        case .values(let values):
            try layer.keep(rows, targets: values.withMeansForUnknown(), isClasses: false)
        case .survival, .tokens: throw problem.refusal(method: Self.card.id, expected: "classes or values")
        }
        let count = try options.neighbours.map { try checked($0, problem) } ?? chosen(layer, problem, run)
        layer.neighbourCount = try Tensor([count])
        return SupervisedTensorModel(layer, run.context)
    }

    private func checked(_ count: Int, _ problem: TensorProblem) throws -> Int {
        guard count <= problem.train.count else {
            throw ConfigError(
                "option", "knn: k is \(count), and there are \(problem.train.count) training samples.",
                fix: "Choose a smaller k, or auto.")
        }
        return count
    }

    /// The number with the lowest validation loss; of equal ones the smallest.
    private func chosen(_ layer: NearestNeighbours, _ problem: TensorProblem, _ run: TrainingRun) throws
        -> Int
    {
        let counts = Self.tried.filter { $0 <= problem.train.count }
        guard problem.validation.count > 0, let largest = counts.last else {
            return min(Self.usual, problem.train.count)
        }
        let found = try layer.neighbours(
            problem.rows(problem.validation, method: Self.card.id), count: largest)
        var best = (count: counts[0], loss: Double.infinity)
        for count in counts {
            try run.checkCancellation()
            let loss = try loss(layer.outputs(found, count: count), problem.validation.target)
            if loss < best.loss { best = (count, loss) }
        }
        return best.count
    }

    /// The share of wrong classes, or the squared error.
    private func loss(_ outputs: Tensor, _ target: Target) throws -> Double {
        guard case .classes(let labels, _) = target else { return try target.loss(outputs).item() }
        return 1 - (try accuracy(outputs, labels: labels))
    }
}

extension Tensor {
    /// The values `[N, O]` with NaN replaced by the mean of the column's others, or 0.
    fileprivate func withMeansForUnknown() throws -> Tensor {
        let isUnknown = try isNaN()
        let means = try nanmean(axis: 0, keepDimensions: true)
        let known = try means.maskedFill(means.isNaN(), value: 0)
        return try maskedFill(isUnknown, value: 0) + isUnknown.converted(to: dtype) * known
    }
}
