// Doing the runs of a comparison, several at a time.
import Dispatch
import Foundation
import GimbalCore
import GimbalTensor

/// Works through the runs of a comparison: reports, keeps, and goes on after failures.
struct RunScheduler: Sendable {
    private let resolved: ResolvedPlan
    private let store: RunStore?
    private let environment: ExperimentEnvironment

    /// A run that went wrong.
    private struct Failure {
        let label: RunLabel
        let message: String
    }

    private struct State {
        var next = 0
        var records: [RunLabel: RunRecord] = [:]
        var failures: [Failure] = []
        var isInterrupted = false
        /// Runs that were stopped, and have a checkpoint that they go on from.
        var savedCount = 0
        var storeError: (any Error)?
        var estimate: ProgressEstimate

        /// Further seeds of a method that failed would fail, too.
        func isLeftOut(_ run: PlannedRun) -> Bool { failures.contains { $0.label.alias == run.label.alias } }
    }

    init(_ resolved: ResolvedPlan, store: RunStore?, environment: ExperimentEnvironment) {
        self.resolved = resolved
        self.store = store
        self.environment = environment
    }

    /// Does every run that the store lacks.
    ///
    /// - Returns: the records of all runs.
    /// - Throws: `RunError` `run.interrupted` or `run.failed`.
    func run() throws -> [RunLabel: RunRecord] {
        let jobs = environment.jobs
        try environment.makeCheckpointFolder()
        let state = Locked(
            State(estimate: ProgressEstimate(aliases: resolved.runs.map(\.label.alias), jobs: jobs)))
        reportReused(state)
        let threadCount = Machine.threadCount
        defer { Machine.threadCount = threadCount }
        let workerCount = min(jobs, max(1, resolved.runs.count { $0.record == nil }))
        PeakMemory.reset()
        // The calling thread is the first worker, so a single job runs where the caller stands.
        DispatchQueue.concurrentPerform(iterations: workerCount) { _ in
            Machine.threadCount = environment.threadsPerRun
            while let run = next(state) { execute(run, state, sharesProcess: workerCount > 1) }
        }
        return try state.withLock { try outcome($0) }
    }

    private func reportReused(_ state: Locked<State>) {
        for run in resolved.runs {
            guard let record = run.record else { continue }
            state.withLock { finish(run, record, reused: true, &$0) }
        }
    }

    private func next(_ state: Locked<State>) -> PlannedRun? {
        state.withLock { state in
            while state.next < resolved.runs.count, !state.isInterrupted, state.storeError == nil {
                let run = resolved.runs[state.next]
                state.next += 1
                guard run.record == nil, !state.isLeftOut(run) else { continue }
                environment.report(.runStarted(run.label, state.estimate.progress))
                return run
            }
            return nil
        }
    }

    private func execute(_ run: PlannedRun, _ state: Locked<State>, sharesProcess: Bool) {
        do {
            // Another alias or another process may have done the same run in the meantime.
            if let record = try store?.find(run.fingerprint) {
                state.withLock { finish(run, record, reused: true, &$0) }
                return
            }
        } catch {
            state.withLock { $0.storeError = error }
            return
        }
        let executor = RunExecutor(
            problem: resolved.problem, budget: resolved.plan.budget,
            checkpoint: environment.checkpoint(of: run.fingerprint), isCancelled: environment.isCancelled,
            sharesProcess: sharesProcess)
        let outcome = executor.execute(run) { event in
            state.withLock { _ in environment.report(event) }
        }
        state.withLock { keep(outcome, of: run, &$0) }
    }

    private func keep(_ outcome: RunExecutor.Outcome, of run: PlannedRun, _ state: inout State) {
        let checkpoint = environment.checkpoint(of: run.fingerprint)
        do {
            switch outcome {
            case .interrupted:
                state.isInterrupted = true
                if let checkpoint, !checkpoint.files().isEmpty { state.savedCount += 1 }
            case .finished(let record, let history):
                try store?.insert(record, history: history)
                finish(run, record, reused: false, &state)
            case .failed(let record, let message):
                try store?.insert(record)
                state.failures.append(Failure(label: run.label, message: message))
                state.estimate.ended(run.label.alias, seconds: nil)
                environment.report(.runFailed(run.label, message: message, state.estimate.progress))
            }
            // What is in the store needs no checkpoint; one that cannot be removed costs space, not results.
            if case .interrupted = outcome { return }
            try? checkpoint?.remove()
        } catch {
            state.storeError = error
        }
    }

    private func finish(_ run: PlannedRun, _ record: RunRecord, reused: Bool, _ state: inout State) {
        state.records[run.label] = record
        state.estimate.ended(run.label.alias, seconds: record.seconds, reused: reused)
        environment.report(
            .runFinished(
                run.label, metrics: record.metrics, seconds: record.seconds, reused: reused,
                state.estimate.progress))
    }

    private func outcome(_ state: State) throws -> [RunLabel: RunRecord] {
        if let error = state.storeError { throw error }
        let (done, all) = (state.records.count, resolved.runs.count)
        let kept = store == nil ? "No store was given, so they are lost." : "They are kept."
        if state.isInterrupted {
            let saved = state.savedCount
            let underWay =
                saved == 0 ? "" : " \(saved) \(saved == 1 ? "run goes" : "runs go") on from a checkpoint."
            throw RunError(
                "interrupted", "Interrupted after \(done) of \(all) runs. \(kept)\(underWay)",
                fix: "Start the same command again to continue.")
        }
        guard state.failures.isEmpty else {
            let words = state.failures.map { "\($0.label.alias), seed \($0.label.seed): \($0.message)" }
            throw RunError(
                "failed",
                "\(words.count == 1 ? "A run" : "\(words.count) runs") failed - \(words.joined(separator: " - ")) "
                    + "\(done) of \(all) runs finished. \(kept)",
                fix: "Change or leave out the method and start again.")
        }
        return state.records
    }
}
