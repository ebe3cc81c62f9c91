// One training as people read it.
import GimbalExperiments
import GimbalTasks

/// Writes what a training gave.
public struct TrainingReport: Sendable {
    private let result: TrainingResult

    /// Describes a training.
    public init(_ result: TrainingResult) { self.result = result }

    /// The report: metrics and cost.
    public var report: Report {
        let budget = result.budget.map { ", budget \($0)" } ?? ""
        return Report([
            .heading(
                "\(result.method.specification) on \(result.data.name), split \(result.split), seed \(result.seed)\(budget)"
            ),
            .table(Table(columns: [.init("metric"), .init("value", isNumeric: true)], rows: metrics)),
            .list([
                "\(NumberText.count(result.parameters)) parameters, \(NumberText.count(result.epochs)) epochs, "
                    + NumberText.duration(result.seconds)
                    + (result.peakBytes.map { ", peak memory \(NumberText.bytes($0))" } ?? ""),
                "options: \(result.method.canonical) (\(result.method.preset))",
            ]),
        ])
    }

    /// The task's metrics first, in their order.
    private var metrics: [[String]] {
        let task = try? LearningTask.named(result.task)
        let known = task?.metrics.map(\.name) ?? []
        let names =
            known.filter { result.metrics[$0] != nil }
            + result.metrics.keys.filter { !known.contains($0) }.sorted()
        return names.compactMap { name in
            result.metrics[name].map {
                [MetricWords(name, task: task).title, MetricWords(name, task: task).exact($0)]
            }
        }
    }
}
