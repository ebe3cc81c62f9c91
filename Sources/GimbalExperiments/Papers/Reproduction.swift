// Running a paper's experiments and checking what must hold.
import GimbalCore

/// A paper's experiments, to be run to some extent.
public struct Reproduction: Sendable {
    /// The paper.
    public let paper: PaperFile
    /// How much of it is run.
    public let extent: ReproductionExtent

    /// Prepares a reproduction.
    public init(_ paper: PaperFile, extent: ReproductionExtent = .standard) {
        self.paper = paper
        self.extent = extent
    }

    /// The comparisons that will be run, in order.
    ///
    /// - Throws: `ConfigError` if the paper has no experiments of this extent.
    public func plans() throws -> [(experiment: PaperExperiment, plan: ComparisonPlan)] {
        try paper.experiments(extent).flatMap { experiment in experiment.plans.map { (experiment, $0) } }
    }

    /// Runs the comparisons and checks the expectations.
    ///
    /// - Throws: as `ComparisonRunner.run`; an expectation that does not hold is a result, not an error.
    public func run(with runner: ComparisonRunner) throws -> ReproductionResult {
        // Resolving everything first finds missing data before hours of training.
        let resolved = try plans().map { ($0.experiment, try runner.resolve($0.plan)) }
        let measured = try resolved.map { experiment, plan in
            MeasuredExperiment(experiment: experiment, comparison: try runner.run(plan))
        }
        let expectations = try paper.expectations(extent).map { expectation in
            try expectation.check { try value(of: $0, in: measured) }
        }
        return ReproductionResult(
            paper: paper.paper, extent: extent, rows: rows(measured), expectations: expectations,
            holds: expectations.allSatisfy(\.holds), deviations: paper.deviations,
            comparisons: measured.map(\.comparison))
    }

    private func value(of scalar: ScalarName, in measured: [MeasuredExperiment]) throws -> Double {
        for entry in measured where scalar.data == nil || scalar.data == entry.comparison.data {
            if let summary = entry.comparison.result(scalar.alias)?.metrics[scalar.metric] { return summary.mean }
        }
        throw RunError("missing", "bug in Gimbal: \(scalar) was not measured.")
    }

    private func rows(_ measured: [MeasuredExperiment]) -> [ReproductionRow] {
        measured.flatMap { entry in
            entry.experiment.methods.flatMap { method in
                metrics(of: method.alias, entry).compactMap { row(method.alias, metric: $0, entry) }
            }
        }
    }

    /// The metrics that a row is due for: the first of the task, and those that the paper reported.
    private func metrics(of alias: String, _ entry: MeasuredExperiment) -> [String] {
        let reported = paper.reported.filter { $0.matches(alias, entry.comparison) }.map(\.metric)
        var seen: Set<String> = []
        return ([entry.comparison.metric] + reported).filter { seen.insert($0).inserted }
    }

    private func row(_ alias: String, metric: String, _ entry: MeasuredExperiment) -> ReproductionRow? {
        let comparison = entry.comparison
        guard let summary = comparison.result(alias)?.metrics[metric] else { return nil }
        let isFraction = entry.experiment.task.metric(metric)?.isFraction ?? true
        let baseline = entry.experiment.baseline.flatMap { name in
            comparison.result(name)?.metrics[metric].map { ReproductionRow.Baseline(method: name, mean: $0.mean) }
        }
        return ReproductionRow(
            experiment: entry.experiment.name, data: comparison.data, split: comparison.split, method: alias,
            metric: metric, isFraction: isFraction,
            measured: .init(mean: summary.mean, deviation: summary.deviation, count: summary.values.count),
            baseline: baseline,
            reported: paper.reported.filter { $0.matches(alias, comparison) && $0.metric == metric }.map {
                .init($0, scale: isFraction ? 0.01 : 1)
            })
    }
}

/// A comparison with the experiment that asked for it.
private struct MeasuredExperiment {
    let experiment: PaperExperiment
    let comparison: ComparisonResult
}

extension PaperFile.Reported {
    fileprivate func matches(_ alias: String, _ comparison: ComparisonResult) -> Bool {
        method == alias && data == comparison.data && (split == nil || split == comparison.split)
    }
}
