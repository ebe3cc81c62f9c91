// What experiments take from the program that runs them.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTraining

/// Where data lie, how many threads there are, how to be stopped and whom to tell.
public struct ExperimentEnvironment: Sendable {
    /// Folder of data sets that do not ship; nil for the usual one.
    public var dataRoot: URL?
    /// The formats of data that are read.
    public var formats: DataFormats
    /// Threads for all runs together.
    public var threadCount: Int
    /// Runs at the same time; each has its share of the threads.
    ///
    /// As many as threads unless the user says otherwise: small problems gain more from runs side by side than from
    /// threads that wait for each other in every operator, and the digits of runs with one thread do not depend on the
    /// number of cores.
    public let jobs: Int
    /// Folder in which runs are saved on the way, so that they go on after an interruption; nil if they are not.
    public var checkpointFolder: URL?
    /// Seconds between two checkpoints of a run; 0 for one after every step.
    public var checkpointSeconds: Double
    /// Asked after every step; true stops the runs and throws `RunError` `run.interrupted`.
    public var isCancelled: @Sendable () -> Bool
    /// Told what happens: from several threads, but by one at a time.
    public var report: @Sendable (ExperimentEvent) -> Void

    /// Describes the surroundings of experiments.
    public init(
        dataRoot: URL? = nil, formats: DataFormats = .standard, threadCount: Int = Machine.threadCount,
        jobs: Int? = nil, checkpointFolder: URL? = nil, checkpointSeconds: Double = 30,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        report: @escaping @Sendable (ExperimentEvent) -> Void = { _ in }
    ) {
        self.dataRoot = dataRoot
        self.formats = formats
        self.threadCount = threadCount
        self.jobs = max(1, jobs ?? threadCount)
        self.checkpointFolder = checkpointFolder
        self.checkpointSeconds = checkpointSeconds
        self.isCancelled = isCancelled
        self.report = report
    }

    /// Threads of each run, a part of its fingerprint.
    ///
    /// Some products add in another order with another number of threads, so comparisons give the same digits with any
    /// number of jobs as long as this number is the same.
    public var threadsPerRun: Int { max(1, threadCount / jobs) }
}

extension ExperimentEnvironment {
    /// Where a run is saved on the way; nil without a folder.
    ///
    /// - Parameter kind: begins the name of the file, so that commands which keep different things do not meet.
    func checkpoint(of fingerprint: Fingerprint, kind: String = "run") -> CheckpointPlan? {
        checkpointFolder.map {
            let digest = fingerprint.digest
            return CheckpointPlan(
                file: $0.appendingPathComponent("\(kind)-\(digest).safetensors"), seconds: checkpointSeconds,
                fingerprint: digest)
        }
    }

    /// Makes the folder of checkpoints, if there is to be one.
    ///
    /// - Throws: `EnvironmentError` if it cannot be made.
    func makeCheckpointFolder() throws {
        guard let folder = checkpointFolder else { return }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw EnvironmentError(
                "checkpoints",
                "The folder of checkpoints \(folder.path) cannot be created: \(error.localizedDescription)",
                fix: "Choose a place that you may write to.")
        }
    }
}

/// Names a run within a comparison.
public struct RunLabel: Sendable, Hashable, Codable {
    /// Alias of the method.
    public let alias: String
    /// Seed of the run.
    public let seed: UInt64
}

/// What happens while experiments run.
public enum ExperimentEvent: Sendable {
    /// A run begins to train.
    case runStarted(RunLabel, ExperimentProgress)
    /// A run goes on from its checkpoint, behind so many epochs and steps.
    case runResumed(RunLabel, epoch: Int, step: Int)
    /// A run begins anew, because its checkpoint cannot be used.
    case checkpointRefused(RunLabel, message: String)
    /// A run has finished an epoch.
    case epoch(RunLabel, EpochRecord)
    /// How far a run is and how fast: now and then, and at the end of a training.
    case training(RunLabel, TrainingProgress)
    /// A run has ended well, or was found in the store (`reused`).
    case runFinished(RunLabel, metrics: [String: Double], seconds: Double, reused: Bool, ExperimentProgress)
    /// A run has failed; further seeds of its method are left out.
    case runFailed(RunLabel, message: String, ExperimentProgress)
}

/// How far a comparison is.
public struct ExperimentProgress: Sendable, Equatable {
    /// Runs that have ended, reused ones included.
    public let completedCount: Int
    /// All runs.
    public let totalCount: Int
    /// Runs that were found in the store.
    public let reusedCount: Int
    /// Seconds since the comparison began.
    public let elapsedSeconds: Double
    /// Seconds that the rest takes if it goes on like this; nil while nothing has been measured.
    public let secondsLeft: Double?
}
