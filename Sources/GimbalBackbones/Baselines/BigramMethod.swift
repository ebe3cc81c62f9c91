// The bigram language model: what follows a token, counted.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// Bigram model: p(b | a) = (n(a, b) + m · p(b)) / (n(a) + m), smoothed by the frequencies p(b) of the tokens.
public struct BigramMethod: TensorMethod {
    /// Options of the bigram model.
    public struct Options: MethodOptions {
        /// How many counts the frequencies of tokens stand for (m); nil: chosen on the validation part.
        public var smoothing: Double?

        /// The defaults.
        public init() {}

        /// Every option.
        public static var fields: [OptionField<Options>] {
            [
                .automatic(
                    "smoothing", \.smoothing, 1e-6...1e9,
                    "counts that the frequencies of tokens stand for; auto: chosen by the validation loss")
            ]
        }
    }

    /// Counts that are tried when none is given.
    private static let tried = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]
    /// Largest vocabulary: pairs take 4 bytes each.
    private static let largestVocabulary = 16_384

    /// What people read about the method.
    public static let card = MethodCard(
        id: "bigram", summary: "Predicts the next token from the last one, by smoothed counts of pairs.",
        citation:
            "Shannon 1948, A mathematical theory of communication; smoothing: MacKay, Peto 1995, A hierarchical Dirichlet "
            + "language model, Natural Language Engineering 1",
        tasks: [LearningTask.languageModelling].map(\.id),
        limits: "Remembers one token; keeps all pairs, so vocabularies up to 16384 tokens.")

    /// The options that this value trains with.
    public let options: Options
    /// The method with options.
    public init(_ options: Options, _ resolver: MethodRegistry) { self.options = options }

    /// Makes the empty model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        let count = try vocabularyCount(shape)
        return SupervisedTensorModel(BigramTable(try Tensor.zeros([count, count])), context)
    }

    private func vocabularyCount(_ shape: ModelShape) throws -> Int {
        guard shape.vocabularyCount > 0 else {
            throw SampleShape.refusal(shape, method: Self.card.id, expected: "[steps] of tokens")
        }
        guard shape.vocabularyCount <= Self.largestVocabulary else {
            throw ConfigError(
                "input",
                "bigram: there are \(shape.vocabularyCount) different tokens, expected at most "
                    + "\(Self.largestVocabulary).",
                fix: "Keep fewer words, or read the text by characters.")
        }
        return shape.vocabularyCount
    }

    /// Counts the pairs.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        try run.checkCancellation()
        guard case .tokens(let next, _) = problem.train.target else {
            throw problem.refusal(method: Self.card.id, expected: "tokens")
        }
        let vocabularyCount = try vocabularyCount(problem.shape)
        let counts = try PairCounts(problem.train.inputs, next, vocabularyCount)
        let smoothing = try options.smoothing ?? chosen(counts, problem, run)
        return SupervisedTensorModel(BigramTable(try counts.logProbabilities(smoothing)), run.context)
    }

    /// The smoothing with the lowest validation loss.
    private func chosen(_ counts: PairCounts, _ problem: TensorProblem, _ run: TrainingRun) throws -> Double {
        guard problem.validation.count > 0, case .tokens(let next, _) = problem.validation.target else {
            return 1
        }
        let pairs = try PairCounts.places(problem.validation.inputs, next, problem.shape.vocabularyCount)
        var best = (smoothing: 1.0, loss: Double.infinity)
        for smoothing in Self.tried {
            try run.checkCancellation()
            let table = try counts.logProbabilities(smoothing).reshaped([-1])
            let loss = try -table.indexSelect(pairs, axis: 0).mean(dtype: .float64).item()
            if loss < best.loss { best = (smoothing, loss) }
        }
        return best.smoothing
    }
}

/// How often tokens follow each other.
private struct PairCounts {
    private let pairs: Tensor  // [V, V] float32
    private let totals: Tensor  // [V, 1]
    private let frequencies: Tensor  // [V], log
    private let vocabularyCount: Int

    init(_ tokens: Tensor, _ next: Tensor, _ vocabularyCount: Int) throws {
        self.vocabularyCount = vocabularyCount
        let places = try Self.places(tokens, next, vocabularyCount)
        pairs = try places.bincount(minimumLength: vocabularyCount * vocabularyCount)
            .converted(to: .float32).reshaped([vocabularyCount, vocabularyCount])
        totals = try pairs.sum(axis: 1, keepDimensions: true)
        frequencies = try next.logFrequencies(vocabularyCount).exp().converted(to: .float32)
    }

    /// Numbers of pairs in the flat table, of places that have a next token.
    static func places(_ tokens: Tensor, _ next: Tensor, _ vocabularyCount: Int) throws -> Tensor {
        let all = try tokens.reshaped([-1]) * vocabularyCount + next.reshaped([-1])
        return try all.maskedSelect(next.reshaped([-1]).greaterEqual(0))
    }

    func logProbabilities(_ smoothing: Double) throws -> Tensor {
        try ((pairs + frequencies * smoothing) / (totals + smoothing)).log()
    }
}

/// The logarithms of probabilities of tokens after each token.
///
/// - Shapes: tokens `[N, T]` → `[N, T, V]`; table `[V, V]`, the token before in rows.
/// - Throws: `TensorError` for tokens out of range.
public final class BigramTable: Module, UnaryLayer {
    /// `[V, V]`.
    @Buffer public var table: Tensor

    /// Takes a table.
    public init(_ table: Tensor) {
        self.table = table
        super.init()
    }

    public override var settings: String { "\(table.shape[0]) tokens" }

    /// Looks up what follows each token.
    public func callAsFunction(_ tokens: Tensor, _ context: Context) throws -> Tensor {
        try table.embedding(tokens)
    }
}
