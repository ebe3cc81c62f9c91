// Running a paper's experiments and checking what must hold.
import GimbalCore

/// A paper's experiments, to be run to some extent.
public struct Reproduction: Sendable {
    /// The paper.
    public let paper: PaperFile
    /// How much of it is run.
    public let extent: ReproductionExtent
    /// The experiments that are run.
    public let experiments: [PaperExperiment]

    /// Prepares a reproduction.
    ///
    /// - Parameter names: names of the experiments to run; nil for all of this extent. Expectations that need
    ///   others are left out.
    /// - Throws: `ConfigError` if the paper has no experiments of this extent, or none of a name.
    public init(
        _ paper: PaperFile, extent: ReproductionExtent = .standard, experiments names: [String]? = nil
    ) throws {
        self.paper = paper
        self.extent = extent
        let all = try paper.experiments(extent)
        for name in names ?? [] where !all.contains(where: { $0.name == name }) {
            throw ConfigError(
                "paper.experiment", "Paper \"\(paper.paper.slug)\" has no experiment \"\(name)\".",
                fix: suggestion(for: name, in: all.map(\.name)))
        }
        experiments = all.filter { names?.contains($0.name) ?? true }
    }

    /// The comparisons that will be run, in order.
    public var plans: [ComparisonPlan] { experiments.flatMap(\.plans) }

    /// Resolves every comparison, so that what is missing is known before hours of training.
    ///
    /// Data sets of the full extent do not all ship: comparisons whose data are not there are left out.
    ///
    /// - Throws: as `ComparisonRunner.resolve`; for the full extent `DataError` only if no comparison can be run.
    public func resolve(with runner: ComparisonRunner) throws -> (
        plans: [ResolvedPlan], skipped: [SkippedComparison]
    ) {
        let resolved = try resolvedExperiments(runner)
        return (resolved.runnable.map(\.plan), resolved.skipped)
    }

    /// Runs the comparisons and checks the expectations.
    ///
    /// - Throws: as `ComparisonRunner.run`; an expectation that does not hold is a result, not an error.
    public func run(with runner: ComparisonRunner) throws -> ReproductionResult {
        let resolved = try resolvedExperiments(runner)
        let measured = try resolved.runnable.map { experiment, plan in
            MeasuredExperiment(experiment: experiment, data: plan.plan.data, comparison: try runner.run(plan))
        }
        let expectations = try paper.expectations(extent).compactMap { try check($0, measured) }
        let claims = extent == .standard ? paper.unconfirmed : []
        let unconfirmed = try claims.compactMap { claim in
            try check(claim.claim, measured).map { CheckedClaim(claim: $0, note: claim.note) }
        }
        return ReproductionResult(
            paper: paper.paper, extent: extent, rows: measured.flatMap(rows), expectations: expectations,
            unconfirmed: unconfirmed, holds: expectations.allSatisfy(\.holds), skipped: resolved.skipped,
            deviations: paper.deviations, comparisons: measured.map(\.comparison))
    }

    private typealias Runnable = (experiment: PaperExperiment, plan: ResolvedPlan)

    private func resolvedExperiments(_ runner: ComparisonRunner) throws
        -> (runnable: [Runnable], skipped: [SkippedComparison])
    {
        var runnable: [Runnable] = [], skipped: [SkippedComparison] = []
        var missing: DataError?
        for experiment in experiments {
            for plan in experiment.plans {
                do {
                    runnable.append((experiment, try runner.resolve(plan)))
                } catch let error as DataError where extent == .full {
                    missing = missing ?? error
                    skipped.append(
                        SkippedComparison(experiment: experiment.name, data: plan.data, reason: "\(error)"))
                }
            }
        }
        if runnable.isEmpty, let missing { throw missing }
        return (runnable, skipped)
    }

    /// Checks a statement; nil if a comparison that it needs is left out.
    private func check(_ expectation: Expectation, _ measured: [MeasuredExperiment]) throws
        -> CheckedExpectation?
    {
        let isMeasured = expectation.scalars.allSatisfy { scalar in
            measured.contains { $0.has(scalar) }
        }
        return isMeasured ? try expectation.check { try value(of: $0, in: measured) } : nil
    }

    private func value(of scalar: ScalarName, in measured: [MeasuredExperiment]) throws -> Double {
        for entry in measured where entry.has(scalar) {
            if let summary = entry.comparison.result(scalar.alias)?.metrics[scalar.metric] {
                return summary.mean
            }
        }
        throw RunError("missing", "bug in Gimbal: \(scalar) was not measured.")
    }

    private func rows(_ entry: MeasuredExperiment) -> [ReproductionRow] {
        entry.experiment.methods.flatMap { method in
            let reported = paper.reported.filter { $0.method == method.alias && $0.data == entry.data }
            // The metric that ranks methods, and whatever else the paper reported.
            var seen: Set<String> = []
            let metrics = ([entry.comparison.metric] + reported.map(\.metric)).filter {
                seen.insert($0).inserted
            }
            return metrics.compactMap { metric in
                entry.row(method.alias, metric: metric, reported: reported.filter { $0.metric == metric })
            }
        }
    }
}

/// A comparison with the experiment that asked for it.
private struct MeasuredExperiment {
    let experiment: PaperExperiment
    /// The data set, as the paper's file names it.
    let data: String
    let comparison: ComparisonOutcome

    /// Whether the comparison measures a scalar.
    func has(_ scalar: ScalarName) -> Bool {
        (scalar.data == nil || scalar.data == data)
            && experiment.methods.contains { $0.alias == scalar.alias }
    }

    /// Puts measured, baseline and reported numbers side by side; nil if the metric was not measured.
    func row(_ alias: String, metric: String, reported: [PaperFile.Reported]) -> ReproductionRow? {
        guard let summary = comparison.result(alias)?.metrics[metric] else { return nil }
        // What is measured besides a task's own metrics are fractions of its samples.
        let isFraction = experiment.task.metric(metric)?.isFraction ?? true
        let baseline = experiment.baseline.flatMap { name in
            comparison.result(name)?.metrics[metric].map {
                ReproductionRow.Baseline(method: name, mean: $0.mean)
            }
        }
        return ReproductionRow(
            experiment: experiment.name, data: data, split: comparison.split, method: alias, metric: metric,
            isFraction: isFraction,
            measured: .init(mean: summary.mean, deviation: summary.deviation, count: summary.values.count),
            baseline: baseline, reported: reported.map { .init($0, scale: isFraction ? 0.01 : 1) })
    }
}
