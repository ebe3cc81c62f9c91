// How long the rest of a comparison takes.

/// Estimates the time left from what the runs of each method have taken.
struct ProgressEstimate {
    private let totalCount: Int
    private let jobs: Int
    private let start = ContinuousClock.now
    private var openCounts: [String: Int]
    private var durations: [String: (sum: Double, count: Int)] = [:]
    private var reusedCount = 0

    /// - Parameter aliases: the alias of every run.
    init(aliases: [String], jobs: Int) {
        totalCount = aliases.count
        self.jobs = max(1, jobs)
        openCounts = aliases.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Takes note of a run that has ended.
    mutating func ended(_ alias: String, seconds: Double?, reused: Bool = false) {
        openCounts[alias, default: 1] -= 1
        if reused { reusedCount += 1 }
        guard let seconds else { return }
        let before = durations[alias] ?? (0, 0)
        durations[alias] = (before.sum + seconds, before.count + 1)
    }

    /// The state at this moment.
    var progress: ExperimentProgress {
        let elapsed = (ContinuousClock.now - start).components
        return ExperimentProgress(
            completedCount: totalCount - openCounts.values.reduce(0, +), totalCount: totalCount,
            reusedCount: reusedCount,
            elapsedSeconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
            secondsLeft: secondsLeft)
    }

    /// Methods of which no run has ended yet are taken for average ones.
    private var secondsLeft: Double? {
        let all = durations.values.reduce((sum: 0.0, count: 0)) { ($0.sum + $1.sum, $0.count + $1.count) }
        guard all.count > 0 else { return nil }
        let average = all.sum / Double(all.count)
        let rest = openCounts.reduce(0.0) { sum, entry in
            let own = durations[entry.key].map { $0.sum / Double($0.count) } ?? average
            return sum + own * Double(entry.value)
        }
        return rest / Double(jobs)
    }
}
