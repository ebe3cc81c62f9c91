// Doing one run.
import Foundation
import GimbalCore
import GimbalTraining

/// Trains and judges one method with one seed, and measures what it costs.
struct RunExecutor: Sendable {
    /// How a run ended.
    enum Outcome: Sendable {
        case finished(RunRecord, RunHistory)
        case failed(RunRecord, message: String)
        case interrupted
    }

    let problem: any ExperimentProblem
    let budget: Budget?
    /// Where the run is saved on the way; nil if it is not.
    let checkpoint: CheckpointPlan?
    let isCancelled: @Sendable () -> Bool
    /// Whether other runs share the process; its peak is then theirs, too, and goes on from run to run.
    let sharesProcess: Bool

    /// Does a run on the calling thread; its checkpoint stays until the caller has kept the outcome.
    ///
    /// - Parameter beginsAnew: whether a checkpoint that cannot be used is removed and the run begun anew.
    func execute(
        _ run: PlannedRun, beginsAnew: Bool = true, report: @escaping @Sendable (ExperimentEvent) -> Void
    ) -> Outcome {
        let training = TrainingRun(
            seed: run.label.seed, budget: budget, checkpoint: checkpoint, isCancelled: isCancelled)
        training.reportEvents(of: run.label, to: report)
        let startedAt = Date()
        if !sharesProcess { PeakMemory.reset() }
        do {
            try training.checkCancellation()
            let measurement = try problem.fit(run.method, training).measurement
            try check(measurement)
            let record = record(
                run, .finished, measurement, startedAt: startedAt, seconds: training.seconds, error: nil)
            return .finished(record, RunHistory(measurement.history))
        } catch let error as RunError where error.code == "run.interrupted" {
            return .interrupted
        } catch let error as CheckpointError where beginsAnew && isOfCheckpoint(error) {
            report(.checkpointRefused(run.label, message: error.message))
            return withoutCheckpoint(run, report, startedAt)
        } catch {
            return failed(run, "\(error)", startedAt, seconds: training.seconds)
        }
    }

    /// Whether the run failed because of what it was to go on from.
    private func isOfCheckpoint(_ error: CheckpointError) -> Bool {
        error.code.hasPrefix("checkpoint.training.") && checkpoint.map { !$0.files().isEmpty } ?? false
    }

    /// Begins anew: a checkpoint costs time when it is lost, not results.
    private func withoutCheckpoint(
        _ run: PlannedRun, _ report: @escaping @Sendable (ExperimentEvent) -> Void, _ startedAt: Date
    ) -> Outcome {
        do {
            try checkpoint?.remove()
            return execute(run, beginsAnew: false, report: report)
        } catch {
            return failed(run, "\(error)", startedAt, seconds: 0)
        }
    }

    private func failed(_ run: PlannedRun, _ message: String, _ startedAt: Date, seconds: Double) -> Outcome {
        let record = record(run, .failed, nil, startedAt: startedAt, seconds: seconds, error: message)
        return .failed(record, message: message)
    }

    private func check(_ measurement: RunMeasurement) throws {
        let broken = measurement.metrics.filter { !$0.value.isFinite }.keys.sorted()
        guard broken.isEmpty else {
            throw RunError(
                "diverged", "The run measured no finite \(broken.joined(separator: ", ")).",
                fix: "Lower the learning rate, or look at the features for extreme values.")
        }
    }

    private func record(
        _ run: PlannedRun, _ status: RunRecord.Status, _ measurement: RunMeasurement?, startedAt: Date,
        seconds: Double, error: String?
    ) -> RunRecord {
        RunRecord(
            fingerprint: run.fingerprint, data: problem.data.name, methodID: run.method.specification.id,
            status: status, metrics: measurement?.metrics ?? [:],
            parameterCount: measurement?.parameterCount ?? 0,
            seconds: seconds, peakBytes: PeakMemory.bytes, peakIsShared: sharesProcess, startedAt: startedAt,
            finishedAt: Date(), error: error)
    }
}

extension TrainingRun {
    /// Tells of epochs, speed and checkpoints.
    func reportEvents(of label: RunLabel, to report: @escaping @Sendable (ExperimentEvent) -> Void) {
        observe = { report(.epoch(label, $0)) }
        self.report = { report(.training(label, $0)) }
        resumed = { report(.runResumed(label, epoch: $0.epoch, step: $0.step)) }
    }
}
