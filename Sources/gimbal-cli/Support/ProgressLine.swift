// Progress for people: one rewritten line on a terminal, a line now and then elsewhere.
import Foundation
import GimbalExperiments
import GimbalReports
import GimbalTraining

/// Shows how far a set of runs has come: rate and time left.
///
/// Called from any thread.
final class ProgressLine: @unchecked Sendable {
    private let lock = NSLock()
    private let clock = ContinuousClock()
    private let isTerminal: Bool
    private let metric: String
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant
    private var last: ExperimentProgress?
    private var epochCount = 0
    private var isOpen = false

    /// - Parameter metric: what is shown of a finished run.
    init(metric: String, isTerminal: Bool = Console.hasTerminal) {
        self.metric = metric
        self.isTerminal = isTerminal
        start = clock.now
        lastShown = start
    }

    /// Takes note of what happened.
    func report(_ event: ExperimentEvent) {
        lock.withLock {
            switch event {
            case .runStarted(_, let progress): last = progress
            case .runResumed(let run, let epoch, let step):
                note("\(run.alias) seed \(run.seed) goes on behind epoch \(epoch), step \(step)")
            case .checkpointRefused(let run, let message):
                note("\(run.alias) seed \(run.seed) begins anew: \(message)")
            case .epoch: epochCount += 1
            case .training(let run, let progress):
                if isDue(isTerminal ? 0.1 : 10) { show(Self.words(run, progress), progress) }
            case .runFinished(let run, let metrics, _, let reused, let progress):
                last = progress
                finished(run, metrics, reused: reused)
            case .runFailed(let run, let message, let progress):
                last = progress
                note("\(run.alias) seed \(run.seed) failed: \(message)")
            }
        }
    }

    /// Runs that were found in the store so far.
    var reusedCount: Int { lock.withLock { last?.reusedCount ?? 0 } }

    /// Removes the rewritten line.
    func finish() { lock.withLock { close() } }

    private func finished(_ run: RunLabel, _ metrics: [String: Double], reused: Bool) {
        guard !reused, isTerminal || isDue(10) else { return }
        let value = metrics[metric].map { " \(metric) \(NumberText.decimal($0, places: 4))" } ?? ""
        show("\(run.alias) seed \(run.seed)\(value)")
    }

    private func isDue(_ period: Double) -> Bool {
        guard clock.now - lastShown >= .seconds(period) else { return false }
        lastShown = clock.now
        return true
    }

    private func show(_ what: String, _ training: TrainingProgress? = nil) {
        let place = last.map { "[\($0.completedCount)/\($0.totalCount)] " } ?? ""
        let rate = training.map { "\(NumberText.count(Int($0.stepsPerSecond))) steps/s" } ?? epochRate
        let parts = [place + what, rate, timeLeft(training)].compactMap { $0 }
        let line = parts.joined(separator: " | ")
        guard isTerminal else { return Console.note(line) }
        isOpen = true
        Console.fragment("\r\u{1B}[K" + line.prefix(max(20, terminalWidth - 1)))
    }

    /// `gcn seed 0 epoch 12 of 200`.
    private static func words(_ run: RunLabel, _ progress: TrainingProgress) -> String {
        let count = progress.epochCount.map { " of \($0)" } ?? ""
        return "\(run.alias) seed \(run.seed) epoch \(progress.epoch)\(count)"
    }

    private func note(_ text: String) {
        close()
        Console.note(text)
    }

    private func close() {
        if isOpen { Console.fragment("\r\u{1B}[K") }
        isOpen = false
    }

    private var epochRate: String? {
        let elapsed = (clock.now - start) / .seconds(1)
        guard epochCount > 0, elapsed > 0.2 else { return nil }
        return "\(NumberText.count(Int(Double(epochCount) / elapsed))) epochs/s"
    }

    /// Of all runs where there are several, else of the training.
    private func timeLeft(_ training: TrainingProgress?) -> String? {
        guard let last else { return training?.secondsLeft.map(Self.about) }
        guard last.completedCount < last.totalCount else { return nil }
        return last.secondsLeft.map(Self.about)
    }

    private static func about(_ seconds: Double) -> String { "about \(NumberText.duration(seconds)) left" }

    private var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
