// A task on loaded data, ready for runs: what a new kind of task adds.
import GimbalCore
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
    func measure(_ method: ResolvedMethod, _ run: TrainingRun) throws -> RunMeasurement
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
    /// Loads the data of a plan and prepares the task on it.
    func problem(for plan: ComparisonPlan, _ environment: ExperimentEnvironment) throws
        -> any ExperimentProblem
    {
        switch id {
        case LearningTask.nodeClassification.id: try NodeClassificationProblem(plan, environment)
        default:
            throw ConfigError(
                "task", "Task \"\(id)\" cannot be compared.",
                fix: "Tasks that can: \(LearningTask.nodeClassification.id).")
        }
    }
}

/// The names of everything that runs of a task measure: its metrics, and what is kept besides.
func measuredMetricNames(of task: LearningTask) -> [String] {
    let extra = task.id == LearningTask.nodeClassification.id ? NodeClassificationProblem.extraMetrics : []
    return task.metrics.map(\.name) + extra
}
