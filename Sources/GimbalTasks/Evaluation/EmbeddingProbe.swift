// How much a linear map and nearest neighbours make of embeddings.
import GimbalCore
import GimbalStatistics
import GimbalTensor

/// Judges vectors that a frozen model gives by the classes that simple classifiers read from them.
///
/// A multinomial logistic regression and a vote of nearest neighbours are fitted on the training vectors; penalty,
/// number of neighbours and what near means are those with the highest accuracy on the validation vectors. Features are
/// standardised by the training vectors for both. Nothing is random.
/// - Paper: linear evaluation as in Chen et al. 2020, arXiv 2002.05709, section 2.3; neighbours as in Wu et al. 2018,
///   arXiv 1805.01978, section 3.4, with plain votes.
public struct EmbeddingProbe {
    /// Penalties that are tried, the strongest first: of equally good ones it is kept.
    public static let penalties = [1.0, 0.1, 0.01, 1e-3, 1e-4]
    /// Numbers of neighbours that are tried, the smallest first.
    public static let neighbourCounts = [1, 5, 10, 20]

    /// Vectors with the class of each.
    public struct Part {
        /// `[n, width]` float32.
        public let vectors: Tensor
        /// Class of each vector.
        public let labels: [Int]

        /// Pairs vectors with classes.
        ///
        /// - Throws: `DataError` unless there is one class per vector, and one vector at least.
        public init(_ vectors: Tensor, labels: [Int]) throws {
            guard vectors.rank == 2, vectors.shape[0] == labels.count, !labels.isEmpty else {
                throw DataError(
                    "probe.count", "\(labels.count) classes for vectors \(vectors.shape).",
                    fix: "Give one class per row, and one row at least.")
            }
            self.vectors = vectors
            self.labels = labels
        }
    }

    /// Penalty of the linear map that was chosen.
    public let penalty: Double
    /// Number of neighbours that was chosen.
    public let neighbourCount: Int
    private let scaling: Scaling
    private let linear: LogisticRegression
    private let neighbours: NearestNeighbours

    /// Fits both classifiers.
    ///
    /// - Throws: `DataError` for vectors that are not finite, of another width, or with a class out of range.
    public init(train: Part, validation: Part, classCount: Int) throws {
        for part in [train, validation] { try Self.check(part, classCount, width: train.vectors.shape[1]) }
        scaling = try Scaling(train.vectors)
        let inputs = try scaling(train.vectors), held = try scaling(validation.vectors)
        (linear, penalty) = try Self.linear(inputs, train.labels, held, validation.labels, classCount)
        (neighbours, neighbourCount) = try Self.neighbours(
            inputs, train.labels, held, validation.labels, classCount)
    }

    /// Class of each vector `[n, width]` by the linear map.
    ///
    /// - Throws: `TensorError` for another width.
    public func linearClasses(of vectors: Tensor) throws -> [Int] {
        try linear(scaling(vectors)).argmax(axis: 1).integers()
    }

    /// Class of each vector `[n, width]` by its nearest neighbours.
    ///
    /// - Throws: `TensorError` for another width.
    public func neighbourClasses(of vectors: Tensor) throws -> [Int] {
        let found = try neighbours.neighbours(of: scaling(vectors), count: neighbourCount)
        return neighbours.vote(found, k: neighbourCount)
    }

    /// The metrics of embeddings by the names that tasks use for them: `probe-accuracy` and `knn-accuracy`.
    ///
    /// - Throws: `TensorError` for vectors of another width.
    public func metrics(_ part: Part) throws -> [String: Double] {
        [
            "probe-accuracy": try Metrics.accuracy(
                predicted: linearClasses(of: part.vectors), labels: part.labels),
            "knn-accuracy": try Metrics.accuracy(
                predicted: neighbourClasses(of: part.vectors), labels: part.labels),
        ]
    }

    private static func linear(
        _ inputs: Tensor, _ labels: [Int], _ held: Tensor, _ heldLabels: [Int], _ classCount: Int
    ) throws -> (LogisticRegression, Double) {
        let classes = try Tensor(labels)
        var best: (map: LogisticRegression, penalty: Double, accuracy: Double)?
        var start: Tensor?
        for penalty in penalties {
            let map = try LogisticRegression(
                inputs, classes, classCount: classCount, penalty: penalty, start: start)
            start = map.parameters
            let predicted = try map(held).argmax(axis: 1).integers()
            let accuracy = try Metrics.accuracy(predicted: predicted, labels: heldLabels)
            if accuracy > best?.accuracy ?? -1 { best = (map, penalty, accuracy) }
        }
        guard let best else { preconditionFailure("There are penalties to try.") }
        return (best.map, best.penalty)
    }

    private static func neighbours(
        _ inputs: Tensor, _ labels: [Int], _ held: Tensor, _ heldLabels: [Int], _ classCount: Int
    ) throws -> (NearestNeighbours, Int) {
        var best: (search: NearestNeighbours, count: Int, accuracy: Double)?
        for nearness in NearestNeighbours.Nearness.allCases {
            let search = try NearestNeighbours(inputs, labels: labels, classCount: classCount, nearness)
            let found = try search.neighbours(of: held, count: neighbourCounts.max() ?? 1)
            for count in neighbourCounts where count == 1 || count <= labels.count {
                let accuracy = try Metrics.accuracy(
                    predicted: search.vote(found, k: count), labels: heldLabels)
                if accuracy > best?.accuracy ?? -1 { best = (search, count, accuracy) }
            }
        }
        guard let best else { preconditionFailure("There are numbers of neighbours to try.") }
        return (best.search, best.count)
    }

    private static func check(_ part: Part, _ classCount: Int, width: Int) throws {
        if let row = part.labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            throw DataError(
                "probe.class",
                "sample \(row) has class \(part.labels[row]), expected one in 0..<\(classCount).",
                fix: "Leave out samples without a class.")
        }
        guard part.vectors.shape[1] == width else {
            throw DataError(
                "probe.width", "vectors have \(part.vectors.shape[1]) numbers, others \(width).",
                fix: "Take all vectors from one model.")
        }
        guard try part.vectors.isFinite().all().booleans() == [true] else {
            throw DataError(
                "probe.finite", "a vector holds a number that is not finite.",
                fix: "Lower the learning rate: the training has diverged.")
        }
    }
}

/// Mean 0 and deviation 1 for each feature, as learnt from some vectors; constant features become 0.
private struct Scaling {
    let mean: Tensor
    let deviation: Tensor

    init(_ vectors: Tensor) throws {
        mean = try vectors.mean(axes: [0], keepDimensions: true)
        let spread = try (vectors - mean).square().mean(axes: [0], keepDimensions: true).sqrt()
        deviation = try spread.maskedFill(spread.less(1e-12), value: 1)
    }

    func callAsFunction(_ vectors: Tensor) throws -> Tensor { try (vectors - mean) / deviation }
}
