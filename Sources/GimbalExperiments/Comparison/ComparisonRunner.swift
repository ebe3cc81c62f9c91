// Comparisons: from a plan to a result.
import GimbalCore
import GimbalTasks

/// Runs comparisons: what the store has is reused, what is missing is trained.
public struct ComparisonRunner: Sendable {
    private let registry: MethodRegistry
    private let store: RunStore?
    private let environment: ExperimentEnvironment

    /// Prepares a runner.
    ///
    /// - Parameter store: keeps finished runs; without one every run is trained anew.
    public init(
        registry: MethodRegistry, store: RunStore?,
        environment: ExperimentEnvironment = ExperimentEnvironment()
    ) {
        self.registry = registry
        self.store = store
        self.environment = environment
    }

    /// Loads the data, makes the methods and looks up finished runs; trains nothing.
    ///
    /// - Throws: `ConfigError` for names and options, `DataError` for the data.
    public func resolve(_ plan: ComparisonPlan) throws -> ResolvedPlan {
        try plan.validate()
        let problem = try plan.task.problem(for: plan, environment)
        let methods = try plan.methods.map { named in
            let method = try registry.resolve(
                named.specification, input: plan.task.input, data: problem.data.name, split: problem.split)
            try problem.check(method)
            return method
        }
        let runEnvironment = try RunEnvironment.current(threadCount: environment.threadsPerRun, store: store)
        let runs = try plannedRuns(plan, problem, methods, runEnvironment)
        let summary = PlanSummary(
            task: plan.task.id, metric: plan.task.metrics.first?.name ?? "", data: problem.data,
            split: problem.split,
            methods: zip(plan.methods, methods).map { MethodSummary(alias: $0.alias, $1) }, seeds: plan.seeds,
            budget: plan.budget?.description, isReproducible: plan.budget?.isReproducible ?? true,
            jobs: environment.jobs, environment: runEnvironment, runCount: runs.count,
            finishedRunCount: runs.count { $0.record != nil })
        return ResolvedPlan(plan: plan, summary: summary, problem: problem, methods: methods, runs: runs)
    }

    /// Runs a comparison.
    ///
    /// - Throws: `RunError` `run.interrupted` when the user stopped it and `run.failed` when a run failed;
    ///   finished runs stay in the store, and the same call goes on with the missing ones. Otherwise as
    ///   `resolve`.
    public func run(_ plan: ComparisonPlan) throws -> ComparisonOutcome { try run(resolve(plan)) }

    /// Runs a comparison that was resolved before.
    public func run(_ resolved: ResolvedPlan) throws -> ComparisonOutcome {
        let scheduler = RunScheduler(resolved, store: store, environment: environment)
        let records = try scheduler.run()
        let byMethod = try resolved.plan.methods.map { method in
            try resolved.plan.seeds.map { seed in
                guard let record = records[RunLabel(alias: method.alias, seed: seed)] else {
                    throw RunError("missing", "bug in Gimbal: no record of \(method.alias), seed \(seed).")
                }
                return record
            }
        }
        return try ComparisonOutcome(resolved, records: byMethod)
    }

    /// Runs in the order in which they are done: all methods of the first seed, then of the next.
    private func plannedRuns(
        _ plan: ComparisonPlan, _ problem: any ExperimentProblem, _ methods: [ResolvedMethod],
        _ runEnvironment: RunEnvironment
    ) throws -> [PlannedRun] {
        try plan.seeds.flatMap { seed in
            try zip(plan.methods, methods).map { named, method in
                let fingerprint = Fingerprint(
                    task: plan.task.id, dataChecksum: problem.contentChecksum,
                    preprocessing: problem.data.preprocessing, split: problem.split, method: method.canonical,
                    seed: seed, budget: plan.budget?.description ?? "", environment: runEnvironment)
                return PlannedRun(
                    label: RunLabel(alias: named.alias, seed: seed), method: method, fingerprint: fingerprint,
                    record: try store?.find(fingerprint))
            }
        }
    }
}
