// From the records of all runs to a result.
import GimbalCore
import GimbalStatistics
import GimbalTasks

extension ComparisonOutcome {
    /// Summarises finished runs.
    ///
    /// - Parameter records: the runs of each method in the order of the plan, each in the order of the seeds.
    init(_ resolved: ResolvedPlan, records: [[RunRecord]]) throws {
        let (plan, summary) = (resolved.plan, resolved.summary)
        guard let primary = plan.task.metrics.first else {
            throw ConfigError("task", "Task \"\(plan.task.id)\" has no metric.", fix: "Describe one.")
        }
        let results = try zip(summary.methods, records).map { method, records in
            try MethodResult(
                method, records, confidence: plan.confidence, resampling: resolved.problem.resampling)
        }
        let comparison = try Comparison(
            metric: primary.name,
            methods: results.map {
                MethodValues(method: $0.method, values: $0.metrics[primary.name]?.values ?? [])
            },
            rule: ComparisonRule(
                direction: primary.higherIsBetter ? .higherIsBetter : .lowerIsBetter, margin: plan.margin,
                confidence: plan.confidence, resampling: resolved.problem.resampling),
            format: primary.isFraction ? .percent : .number(unit: ""))
        self.init(
            task: summary.task, data: summary.data.name, dataChecksum: summary.data.checksum,
            split: summary.split,
            metric: primary.name,
            results: comparison.methods.compactMap { ranked in
                results.first { $0.method == ranked.method }?.replacing(primary.name, by: ranked.summary)
            },
            tests: comparison.tests, verdict: comparison.verdict.sentence,
            finding: comparison.verdict.finding,
            seeds: summary.seeds, budget: summary.budget, margin: plan.margin, confidence: plan.confidence,
            isResampled: resolved.problem.resampling != .none, isReproducible: summary.isReproducible,
            environment: summary.environment)
    }
}

extension MethodResult {
    fileprivate init(
        _ method: MethodSummary, _ records: [RunRecord], confidence: Double, resampling: Resampling
    ) throws {
        let names = Set(records.flatMap(\.metrics.keys))
        var metrics: [String: Summary] = [:]
        for name in names {
            metrics[name] = try Summary(
                records.compactMap { $0.metrics[name] }, confidence: confidence, resampling: resampling)
        }
        self.init(
            method: method.method, specification: method.specification, options: method.options,
            preset: method.preset, metrics: metrics, parameters: records.first?.parameterCount ?? 0,
            secondsPerRun: try records.map(\.seconds).mean(),
            peakBytes: records.compactMap(\.peakBytes).max(),
            peakIsShared: records.contains(where: \.peakIsShared))
    }

    /// Puts in the summary that the comparison made, which knows the ranks.
    fileprivate func replacing(_ metric: String, by summary: Summary) -> MethodResult {
        var metrics = metrics
        metrics[metric] = summary
        return MethodResult(
            method: method, specification: specification, options: options, preset: preset, metrics: metrics,
            parameters: parameters, secondsPerRun: secondsPerRun, peakBytes: peakBytes,
            peakIsShared: peakIsShared)
    }
}
