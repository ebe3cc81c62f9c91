// One training that keeps its model: what `gimbal train` does.
import Foundation
import GimbalCore
import GimbalData
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// What is to be trained.
public struct TrainingPlan: Sendable, Codable, Equatable {
    /// What is predicted and how it is judged.
    public var task: LearningTask
    /// A data set of the catalogue, or the path of the user's own.
    public var data: String
    /// What columns of a table are for, where the file or its card do not say.
    public var columns: ColumnRoles?
    /// How the data are split; the data set's own way if nil.
    public var split: String?
    /// The method with the options that were given.
    public var method: MethodSpecification
    /// Seed of the run, which also fixes the split.
    public var seed: UInt64
    /// Replaces the method's own number of epochs.
    public var budget: Budget?
    /// Tokens that a model of a text sees at once, at most; nil for `TextPreprocessing.standardWindow`.
    public var window: Int?
    /// How training images are changed at random; nil for not at all.
    public var augmentation: ImageAugmentation?

    /// Plans a training.
    public init(
        task: LearningTask, data: String, columns: ColumnRoles? = nil, split: String? = nil,
        method: MethodSpecification, seed: UInt64 = 0, budget: Budget? = nil,
        window: Int? = nil, augmentation: ImageAugmentation? = nil
    ) {
        self.task = task
        self.data = data
        self.columns = columns
        self.split = split
        self.method = method
        self.seed = seed
        self.budget = budget
        self.window = window
        self.augmentation = augmentation
    }
}

/// What a training gave.
public struct TrainingResult: Sendable, Codable, Equatable {
    /// Identifier of the task.
    public let task: String
    /// The data.
    public let data: RunData
    /// How they were split.
    public let split: String
    /// The method with all its options.
    public let method: MethodSummary
    /// Seed of the run.
    public let seed: UInt64
    /// Budget; nil for the method's own number of epochs.
    public let budget: String?
    /// What was measured on the test part (and, where the name says so, on the validation part).
    public let metrics: [String: Double]
    /// Number of trained numbers.
    public let parameters: Int
    /// Number of epochs that were trained.
    public let epochs: Int
    /// Seconds of training and evaluation.
    public let seconds: Double
    /// Largest resident size of the process.
    public let peakBytes: Int?
    /// Versions, device and threads.
    public let environment: RunEnvironment
}

/// A training, ready to run: data loaded, method made.
public struct ModelTraining: Sendable {
    /// What was asked for.
    public let plan: TrainingPlan
    /// The data.
    public var data: RunData { problem.data }
    /// How they are split.
    public var split: String { problem.split }
    /// The method with all its options.
    public let method: MethodSummary
    /// Versions, device and threads.
    public let runEnvironment: RunEnvironment
    private let problem: any ExperimentProblem
    private let resolved: ResolvedMethod
    private let environment: ExperimentEnvironment
    /// Where the training is saved on the way; nil if it is not.
    private let checkpoint: CheckpointPlan?

    /// Loads the data and makes the method; trains nothing.
    ///
    /// - Parameter data: the plan's data, if they have been loaded before.
    /// - Throws: `ConfigError` for names and options, `DataError` for the data.
    public init(
        _ plan: TrainingPlan, registry: MethodRegistry, environment: ExperimentEnvironment,
        data: DataSet? = nil
    ) throws {
        try plan.columns?.check(for: plan.task)
        let id = plan.method.id
        let named = NamedMethod(alias: id, specification: plan.method)
        problem = try plan.task.problem(
            for: ComparisonPlan(
                task: plan.task, data: plan.data, columns: plan.columns, split: plan.split, methods: [named],
                seedCount: 1, window: plan.window, augmentation: plan.augmentation), environment, loaded: data
        )
        resolved = try registry.resolve(
            plan.method, input: plan.task.input, data: problem.data.name, split: problem.split)
        try problem.check(resolved)
        method = MethodSummary(alias: id, resolved)
        runEnvironment = try RunEnvironment.current(threadCount: environment.threadCount, store: nil)
        let fingerprint = Fingerprint(
            task: plan.task.id, dataChecksum: problem.contentChecksum,
            preprocessing: problem.data.preprocessing, split: problem.split, method: resolved.canonical,
            seed: plan.seed, budget: plan.budget?.description ?? "", environment: runEnvironment)
        checkpoint = environment.checkpoint(of: fingerprint, kind: "train")
        self.environment = environment
        self.plan = plan
    }

    /// The first file of an interrupted training of the same plan; nil if there is none.
    public var foundCheckpoint: URL? { checkpoint?.files().first }

    /// Removes what an interrupted training left, or what a finished one no longer needs.
    ///
    /// - Throws: `EnvironmentError` if a file cannot be removed.
    public func removeCheckpoint() throws { try checkpoint?.remove() }

    /// Trains, or goes on from the checkpoint of an interrupted training of the same plan.
    ///
    /// The checkpoint stays until ``removeCheckpoint()``: the result is in memory alone.
    ///
    /// - Parameter version: version of the program, which is saved with the model.
    /// - Throws: `RunError` `run.interrupted` if the user stopped it, `CheckpointError` if the checkpoint cannot be
    ///   used, or what the method throws.
    public func run(version: String) throws -> (result: TrainingResult, model: SavedModel) {
        try environment.makeCheckpointFolder()
        let run = TrainingRun(
            seed: plan.seed, budget: plan.budget, checkpoint: checkpoint, isCancelled: environment.isCancelled
        )
        run.reportEvents(
            of: RunLabel(alias: method.method, seed: plan.seed), to: environment.report)
        PeakMemory.reset()
        let fitted = try problem.fit(resolved, run)
        let measurement = fitted.measurement
        let result = TrainingResult(
            task: plan.task.id, data: problem.data, split: problem.split, method: method, seed: plan.seed,
            budget: plan.budget?.description, metrics: measurement.metrics,
            parameters: measurement.parameterCount,
            epochs: measurement.history.count, seconds: run.seconds, peakBytes: PeakMemory.bytes,
            environment: runEnvironment)
        return (result, saved(fitted, result, version))
    }

    private func saved(_ fitted: FittedRun, _ result: TrainingResult, _ version: String) -> SavedModel {
        let config = SavedModelConfig(
            task: plan.task, method: resolved, shape: fitted.shape, outputNames: fitted.outputNames,
            data: SavedModelData(
                name: problem.data.name, checksum: problem.data.checksum, split: problem.split),
            run: SavedModelRun(seed: plan.seed, budget: result.budget, metrics: result.metrics),
            survival: fitted.survival,
            versions: SavedModelVersions(gimbal: version, torch: runEnvironment.torchVersion))
        return SavedModel(config: config, preprocessing: fitted.preprocessing, fitted: fitted.fitted)
    }
}
