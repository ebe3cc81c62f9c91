// A task on loaded data, ready for runs: what a new kind of task adds.
import GimbalCore
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTraining

/// What one run measured.
struct RunMeasurement: Sendable {
    /// Name and value of each metric.
    let metrics: [String: Double]
    /// Losses per epoch.
    let history: [EpochRecord]
    /// Number of trained numbers.
    let parameterCount: Int
}

/// A model that a run has trained, with what is needed to save it.
struct FittedRun {
    let fitted: FittedModel
    let preprocessing: SavedPreprocessing
    let shape: ModelShape
    let outputNames: [String]
    /// What turns risks into curves; nil where nothing of survival is predicted.
    let survival: SurvivalBaseline?
    let measurement: RunMeasurement

    /// Gathers what a run gave.
    ///
    /// - Parameter metrics: of the test part, by name, and others under names of their own.
    init(
        _ fitted: FittedModel, _ preprocessing: SavedPreprocessing, _ shape: ModelShape,
        outputNames: [String], survival: SurvivalBaseline? = nil, metrics: [String: Double]
    ) throws {
        self.fitted = fitted
        self.preprocessing = preprocessing
        self.shape = shape
        self.outputNames = outputNames
        self.survival = survival
        measurement = RunMeasurement(
            metrics: metrics, history: fitted.model.history,
            parameterCount: try fitted.model.network.table().parameterCount)
    }
}

/// A task with its data loaded: fits a method with one seed and judges the result.
///
/// Values are shared by the runs of several threads.
protocol ExperimentProblem: Sendable {
    /// What `--dry-run` and results say about the data.
    var data: RunData { get }
    /// SHA-256 of everything that methods see of the data.
    var contentChecksum: String { get }
    /// How the data are split, canonically.
    var split: String { get }
    /// Whether seeds have splits of their own, and the sizes of its parts if so.
    var resampling: Resampling { get }
    /// Checks that a method takes this kind of problem.
    ///
    /// - Throws: `ConfigError` if it does not.
    func check(_ method: ResolvedMethod) throws
    /// Trains a method on split number `run.seed` and measures it on the test part.
    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun
}

/// What people read about the data of a comparison.
public struct RunData: Sendable, Codable, Equatable {
    /// Name of the data set, as methods know it.
    public let name: String
    /// SHA-256 of the files.
    public let checksum: String
    /// What was done to the data before training.
    public let preprocessing: String
    /// Sizes: nodes, edges, features, classes, and the parts of the first split.
    public let counts: [String: Int]
}

extension LearningTask {
    /// Prepares the task on the data of a plan.
    ///
    /// - Parameter loaded: the plan's data, if they have been loaded before.
    /// - Throws: `DataError` if the data are of another kind than the task asks for.
    func problem(
        for plan: ComparisonPlan, _ environment: ExperimentEnvironment, loaded: DataSet? = nil
    ) throws -> any ExperimentProblem {
        let data =
            try loaded
            ?? DataSet.load(plan.data, dataRoot: environment.dataRoot, formats: environment.formats)
        try checkPreparation(plan)
        switch input {
        case .graph:
            return try NodeProblem(plan, data.content(as: GraphDataSet.self, "a graph"))
        case .graphs:
            return try CollectionProblem(plan, data.content(as: GraphCollection.self, "many graphs"))
        case .nodePairs:
            return try LinkProblem(plan, data.content(as: GraphDataSet.self, "a graph"))
        case .table:
            if case .blocks(let blocks) = data { return try BlockProblem(plan, blocks) }
            return try TableProblem(plan, data.content(as: TableDataSet.self, "a table"))
        case .images:
            return try ImageProblem(plan, data.content(as: ImageDataSet.self, "images"))
        case .sequence:
            return try TextProblem(plan, data.content(as: TextCorpus.self, "a text"))
        default:
            throw ConfigError(
                "task", "Task \"\(id)\" cannot be compared.",
                fix: "Tasks that can: \(Self.all.map(\.id).joined(separator: ", ")).")
        }
    }

    /// Refuses what only texts or images can be prepared by.
    private func checkPreparation(_ plan: ComparisonPlan) throws {
        if plan.window != nil, input != .sequence {
            throw ConfigError(
                "window", "The task \(id) has no windows of tokens.", fix: "Leave the window to texts.")
        }
        if plan.augmentation != nil, input != .images {
            throw ConfigError(
                "augmentation", "The task \(id) has no images to change at random.",
                fix: "Leave the augmentation to images.")
        }
    }

    /// The names of everything that runs of the task measure: its metrics, and those of the validation part.
    var measuredMetricNames: [String] { metrics.map(\.name) + metrics.map { "validation-\($0.name)" } }
}

extension [String: Double] {
    /// The same numbers as those of the validation part, which tables do not rank by.
    var ofValidation: [String: Double] {
        Dictionary(uniqueKeysWithValues: map { ("validation-\($0.key)", $0.value) })
    }
}
