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
    let isCancelled: @Sendable () -> Bool
    /// Whether other runs share the process; its peak is then theirs, too, and goes on from run to run.
    let sharesProcess: Bool

    /// Does a run on the calling thread.
    func execute(_ run: PlannedRun, observe: @escaping (EpochRecord) -> Void) -> Outcome {
        let training = TrainingRun(seed: run.label.seed, budget: budget, isCancelled: isCancelled)
        training.observe = observe
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
        } catch {
            let message = "\(error)"
            let record = record(
                run, .failed, nil, startedAt: startedAt, seconds: training.seconds, error: message)
            return .failed(record, message: message)
        }
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
