// Progress for people: one rewritten line on a terminal, a line now and then elsewhere.
import Foundation
import GimbalReports

/// Shows how far a set of runs has come: rate and time left.
///
/// Called from any thread.
final class ProgressLine: @unchecked Sendable {
    private let lock = NSLock()
    private let clock = ContinuousClock()
    private let isTerminal: Bool
    private var lastShown: ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private var isShown = false

    /// Runs still to do, by method.
    private var pending: [String: Int]
    private let total: Int
    private var doneCount = 0
    private var reusedCount = 0
    /// Seconds of the runs that were trained, by method.
    private var seconds: [String: [Double]] = [:]
    private var epochCount = 0

    /// Follows runs: `pending` says how many each method has.
    init(pending: [String: Int], isTerminal: Bool = Console.hasTerminal) {
        self.pending = pending
        self.isTerminal = isTerminal
        total = pending.values.reduce(0, +)
        start = clock.now
        lastShown = start
    }

    /// An epoch ended.
    func epoch(method: String, seed: UInt64, number: Int) {
        lock.withLock {
            epochCount += 1
            guard isTerminal, isDue(0.1) else { return }
            show("\(method) seed \(seed) epoch \(number)")
        }
    }

    /// A run ended; `result` is what it measured, in words.
    func finished(method: String, seed: UInt64, result: String, seconds: Double, reused: Bool) {
        lock.withLock {
            doneCount += 1
            pending[method, default: 0] -= 1
            if reused { reusedCount += 1 } else { self.seconds[method, default: []].append(seconds) }
            guard isTerminal || doneCount == total || isDue(10) else { return }
            show("\(method) seed \(seed) \(result)")
        }
    }

    /// Ends the rewritten line.
    func close() {
        lock.withLock {
            if isShown, isTerminal { Console.fragment("\r\u{1B}[K") }
            isShown = false
        }
    }

    private func isDue(_ period: Double) -> Bool {
        guard clock.now - lastShown >= .seconds(period) else { return false }
        lastShown = clock.now
        return true
    }

    private func show(_ what: String) {
        let parts = ["[\(doneCount)/\(total)] \(what)", rate, timeLeft].compactMap { $0 }
        let line = parts.joined(separator: " | ")
        isShown = true
        if isTerminal {
            Console.fragment("\r\u{1B}[K" + line.prefix(max(20, terminalWidth - 1)))
        } else {
            Console.note(line)
        }
    }

    private var rate: String? {
        let elapsed = (clock.now - start) / .seconds(1)
        guard epochCount > 0, elapsed > 0.2 else { return nil }
        return "\(NumberText.count(Int(Double(epochCount) / elapsed))) epochs/s"
    }

    /// Each method's own mean where it has one, because methods differ by orders of magnitude.
    private var timeLeft: String? {
        let all = seconds.values.flatMap { $0 }
        guard !all.isEmpty, doneCount < total else { return nil }
        let mean = all.reduce(0, +) / Double(all.count)
        let left = pending.reduce(0.0) { sum, item in
            let own = seconds[item.key].map { $0.reduce(0, +) / Double($0.count) } ?? mean
            return sum + own * Double(max(0, item.value))
        }
        // Runs may go in parallel: what was trained so far took less time on the clock than in sum.
        let elapsed = max(0.001, (clock.now - start) / .seconds(1))
        let speedup = max(1, all.reduce(0, +) / elapsed)
        return "about \(NumberText.duration(left / speedup)) left"
    }

    private var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
