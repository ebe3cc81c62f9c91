// gimbal compare: which method helps on this data?
import ArgumentParser
import GimbalCore
import GimbalExperiments
import GimbalReports
import GimbalTasks

/// Compares methods over the same seeds, splits and budget.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare methods on a data set: ranked table, paired tests, verdict.",
        discussion: """
            Examples:
              gimbal compare node-classification --data cora --methods mlp,gcn,dagnn --seeds 10
              gimbal compare node-classification --data my-folder --methods 'gcn,wide=gcn[hidden=64]' --json

            Finished runs are kept in the run store: an interrupted comparison goes on where it was when the same \
            command is given again.
            """)

    @Argument(help: "What is predicted: \(LearningTask.all.map(\.id).joined(separator: ", ")).")
    var task: String

    @OptionGroup var data: DataOptions

    @Option(
        help: ArgumentHelp(
            "Methods, separated by commas: mlp,'dagnn[hops=20]',wide=gcn[hidden=64] (quote brackets for the shell).",
            valueName: "list"))
    var methods: String

    @Option(help: ArgumentHelp("Number of seeds; seed i fixes split i for every method.", valueName: "n"))
    var seeds = 10

    @Option(
        help: ArgumentHelp("Set an option of a method; may be repeated.", valueName: "method.option=value"))
    var set: [String] = []

    @OptionGroup var budget: BudgetOptions

    @Option(
        help: ArgumentHelp(
            "Smallest difference that matters, in the metric's unit: 0.005 is half a point of accuracy.",
            valueName: "difference"))
    var margin = 0.0

    @Option(help: ArgumentHelp("Confidence of intervals and tests.", valueName: "share"))
    var confidence = 0.95

    @OptionGroup var experiment: ExperimentOptions
    @OptionGroup var output: ReportOptions

    @Flag(help: "Show everything that would be done, with all options, and train nothing.")
    var dryRun = false

    func run() throws {
        let (isJSON, format) = try output.resolved()
        let plan = try plan()
        let progress = ProgressLine(metric: plan.task.metrics.first?.name ?? "")
        let runner = try experiment.runner(progress)
        let resolved = try runner.resolve(plan)
        if dryRun {
            if isJSON { return try Console.output(json: resolved.summary, to: output.out) }
            return try Console.output(PlanReport(resolved.summary).report.rendered(format), to: output.out)
        }
        defer { progress.finish() }
        let result = try runner.run(resolved)
        progress.finish()
        if isJSON { return try Console.output(json: result, to: output.out) }
        let report = ComparisonReport(result, reusedCount: progress.reusedCount).report
        try Console.output(report.rendered(format), to: output.out)
    }

    private func plan() throws -> ComparisonPlan {
        let task = try LearningTask.named(task)
        try checkRange(seeds, 1...100_000, option: "--seeds")
        try checkRange(margin, 0...1e12, option: "--margin")
        try checkRange(confidence, 0.5...0.9999, option: "--confidence")
        let named = try MethodArguments.applying(
            set, to: MethodArguments.methods(methods), input: task.input)
        return ComparisonPlan(
            task: task, data: data.data, columns: try data.columns.roles(),
            split: try data.splitStrategy()?.text, methods: named,
            seedCount: seeds,
            budget: try budget.parsed(), margin: margin, confidence: confidence)
    }
}
