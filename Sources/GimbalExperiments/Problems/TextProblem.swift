// A text as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTraining

/// The next token of a text; windows of the three parts do not overlap and cover all tokens.
struct TextProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling = Resampling.none
    let split: String
    private let task: LearningTask
    private let problem: TensorProblem
    private let preprocessing: TextPreprocessing

    init(_ plan: ComparisonPlan, _ raw: TextCorpus) throws {
        task = plan.task
        let corpus: TextCorpus
        (corpus, split) = try raw.divided(by: plan.split.map { try SplitStrategy(parsing: $0) })
        (problem, preprocessing) = try TensorProblem.text(
            task, corpus, window: plan.window ?? TextPreprocessing.standardWindow)
        contentChecksum = raw.provenance.checksum
        data = RunData(
            name: raw.provenance.name, checksum: raw.provenance.checksum,
            preprocessing: "\(raw.unit.rawValue)s, windows of \(preprocessing.window)",
            counts: [
                "tokens": corpus.train.count + corpus.validation.count + corpus.test.count,
                "vocabulary": corpus.vocabulary.count, "train": corpus.train.count,
                "validation": corpus.validation.count, "test": corpus.test.count,
            ])
    }

    func check(_ method: ResolvedMethod) throws { _ = try tensorMethod(method) }

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let model = try tensorMethod(method).fit(problem, run)
        return try FittedRun(
            .tensor(model), .text(preprocessing), problem.shape, outputNames: [],
            metrics: problem.metrics(of: model))
    }

    private func tensorMethod(_ method: ResolvedMethod) throws -> any TensorMethod {
        try method.method.taking(task, as: (any TensorMethod).self)
    }
}

extension TextCorpus {
    /// The corpus in three parts, and the canonical text of how it was divided: its own parts, else shares in order.
    fileprivate func divided(by strategy: SplitStrategy?) throws -> (TextCorpus, String) {
        switch strategy {
        case nil where validation.isEmpty && test.isEmpty:
            let shares = SplitStrategy.time(train: 0.8, validation: 0.1, test: 0.1)
            return (dividing(train: 0.8, validation: 0.1, test: 0.1), shares.text)
        case nil, .public?: return (completed, SplitStrategy.public.text)
        case .time(let train, let validation, let test)?:
            return (
                dividing(train: train, validation: validation, test: test),
                SplitStrategy.time(train: train, validation: validation, test: test).text
            )
        case let other?:
            throw ConfigError(
                "split.text", "Split \(other.text) would tear a text apart.",
                fix: "Use --split public, or shares in order such as --split time:0.8,0.1,0.1.")
        }
    }
}
