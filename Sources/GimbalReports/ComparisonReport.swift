// A comparison as people read it: ranked table, tests, verdict, notes.
import GimbalExperiments
import GimbalStatistics
import GimbalTasks

/// Writes a comparison.
public struct ComparisonReport: Sendable {
    private let result: ComparisonOutcome
    private let reusedCount: Int
    private let task: LearningTask?

    /// Describes a comparison.
    ///
    /// - Parameter reusedCount: runs that the store had already, which a note tells.
    public init(_ result: ComparisonOutcome, reusedCount: Int = 0) {
        self.result = result
        self.reusedCount = reusedCount
        task = try? LearningTask.named(result.task)
    }

    /// The report: heading, ranked table, tests, verdict and notes; in CSV one line per method and metric.
    public var report: Report {
        Report(
            [.heading(heading), .table(ranking)]
                + (result.tests.isEmpty ? [] : [.heading(testHeading), .table(tests)])
                + [.paragraph("Verdict: \(result.verdict)"), .list(notes), .records(records)])
    }

    private var heading: String {
        let budget = result.budget.map { ", budget \($0)" } ?? ""
        let seeds = result.seeds.count == 1 ? "1 seed" : "\(result.seeds.count) seeds"
        return "\(result.task) on \(result.data), split \(result.split), \(seeds)\(budget)"
    }

    private var percent: String { NumberText.exact((result.confidence * 1000).rounded() / 10) }

    private func words(_ metric: String) -> MetricWords { MetricWords(metric, task: task) }

    /// What is measured besides the task's metrics has no room beside them.
    private var shownMetricNames: [String] {
        metricNames.filter { name in name == result.metric || task?.metric(name) != nil }
    }

    /// The metric that ranks comes first, then the task's others in their order, then the rest by name.
    private var metricNames: [String] {
        let measured = Set(result.results.flatMap { $0.metrics.keys })
        let known = [result.metric] + (task?.metrics.map(\.name) ?? [])
        var seen: Set<String> = []
        return (known + measured.sorted()).filter { measured.contains($0) && seen.insert($0).inserted }
    }
}

// MARK: - Tables

extension ComparisonReport {
    private var ranking: Table {
        let others = shownMetricNames.dropFirst()
        let columns: [Table.Column] =
            [
                .init("rank", isNumeric: true), .init("method"),
                .init(words(result.metric).title, isNumeric: true),
                .init("\(percent) % interval", isNumeric: true),
            ] + others.map { .init(words($0).title, isNumeric: true) } + [
                .init("parameters", isNumeric: true), .init("time/run", isNumeric: true),
                .init("memory", isNumeric: true), .init("options"),
            ]
        let rows = result.results.enumerated().map { index, entry in row(index + 1, entry, Array(others)) }
        return Table(columns: columns, rows: rows).withoutEmptyColumns()
    }

    private func row(_ rank: Int, _ entry: MethodResult, _ others: [String]) -> [String] {
        let primary = entry.metrics[result.metric]
        let words = words(result.metric)
        return [
            "\(rank)", entry.method, primary.map(words.value) ?? "", primary.map(words.interval) ?? "",
        ] + others.map { name in entry.metrics[name].map(self.words(name).value) ?? "" } + [
            NumberText.count(entry.parameters), NumberText.duration(entry.secondsPerRun),
            entry.peakBytes.map(NumberText.bytes) ?? "", entry.preset,
        ]
    }

    private var testHeading: String {
        let correction = result.isResampled ? "corrected resampled t-test" : "t-test"
        return
            "Differences in \(words(result.metric).title), paired by seed (\(correction), Holm over all pairs)"
    }

    private var tests: Table {
        let words = words(result.metric)
        return Table(
            columns: [
                .init("pair"), .init("difference", isNumeric: true),
                .init("\(percent) % interval", isNumeric: true),
                .init("p", isNumeric: true), .init("corrected p", isNumeric: true), .init("finding"),
            ],
            rows: result.tests.map { test in
                [
                    "\(test.a) - \(test.b)", words.difference(test.difference),
                    words.interval(test.low, test.high),
                    NumberText.pValue(test.pValue), NumberText.pValue(test.corrected), finding(test),
                ]
            })
    }

    private func finding(_ test: PairwiseTest) -> String {
        switch test.outcome {
        case .firstIsBetter: "\(test.a) is better"
        case .secondIsBetter: "\(test.b) is better"
        case .equivalent: "equivalent"
        case .belowMargin: "smaller than the margin"
        case .notShown: "no difference shown"
        }
    }

    /// Plain numbers, one line per method and metric.
    private var records: Table {
        let titles = [
            "task", "data", "split", "method", "specification", "preset", "metric", "mean", "deviation",
            "low", "high",
            "seeds", "parameters", "secondsPerRun", "peakBytes",
        ]
        let rows = result.results.flatMap { entry in
            metricNames.compactMap { name in entry.metrics[name].map { record(entry, name, $0) } }
        }
        return Table(columns: titles.map { .init($0) }, rows: rows)
    }

    private func record(_ entry: MethodResult, _ metric: String, _ summary: Summary) -> [String] {
        let numbers = [summary.mean, summary.deviation, summary.low, summary.high].map {
            $0.map { "\($0)" } ?? ""
        }
        return [
            result.task, result.data, result.split, entry.method, entry.specification, entry.preset, metric,
        ]
            + numbers + [
                "\(summary.values.count)", "\(entry.parameters)", "\(entry.secondsPerRun)",
                entry.peakBytes.map(String.init) ?? "",
            ]
    }
}

// MARK: - Notes

extension ComparisonReport {
    private var notes: [String] {
        [optionNote, resamplingNote, budgetNote, memoryNote, reuseNote, environmentNote].compactMap { $0 }
    }

    private var optionNote: String? {
        let presets = Set(result.results.map(\.preset))
        if presets == ["untuned"] { return "Options are defaults, untuned for this data set." }
        if presets == ["paper"] {
            return "Options are those that the methods' authors tuned for this data set."
        }
        return
            "Options: \"paper\" are those that the authors tuned for this data set, \"untuned\" are defaults; "
            + "compare them with care."
    }

    private var resamplingNote: String? {
        result.isResampled
            ? "Each seed has a split of its own; variances are corrected for their overlap (Nadeau and Bengio)."
            : nil
    }

    private var budgetNote: String? {
        result.isReproducible
            ? nil : "A budget in seconds depends on the machine's load: other digits next time."
    }

    private var memoryNote: String? {
        guard result.results.contains(where: \.peakIsShared) else { return nil }
        return "Memory is the whole process's: runs went side by side (--jobs 1 measures each alone)."
    }

    private var reuseNote: String? {
        guard reusedCount > 0 else { return nil }
        let total = result.results.count * result.seeds.count
        return "\(reusedCount) of \(total) runs were taken from the run store (--fresh trains anew)."
    }

    private var environmentNote: String? {
        let machine = result.environment
        let threads = machine.threadCount == 1 ? "1 thread" : "\(machine.threadCount) threads"
        return "libtorch \(machine.torchVersion), \(machine.device), \(threads), \(machine.cpuCapability); "
            + "data SHA-256 \(result.dataChecksum.prefix(12))."
    }
}
