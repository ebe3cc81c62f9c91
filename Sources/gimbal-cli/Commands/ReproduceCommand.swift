// gimbal reproduce: does the paper hold?
import ArgumentParser
import GimbalExperiments
import GimbalReports

/// Runs a paper's experiments and checks what must hold.
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Test a paper's claim: measured, baseline and paper side by side.",
        discussion: """
            Exit code 1 says that an expectation does not hold. Finished runs are kept in the run store; the same command \
            goes on after an interruption.
            """)

    @Argument(help: "Slug or number of the paper (gimbal papers), such as dagnn.")
    var paper: String

    @Flag(
        exclusivity: .exclusive,
        help: "How much is run: less than a minute, or the paper's own data and settings.")
    var extent: Extent?

    @OptionGroup var experiment: ExperimentOptions
    @OptionGroup var output: ReportOptions

    @Flag(help: "Show which comparisons would be run, and train nothing.")
    var dryRun = false

    /// The flags --quick and --full.
    enum Extent: String, EnumerableFlag {
        case quick, full
    }

    func run() throws {
        let (isJSON, format) = try output.resolved()
        let extent = extent.flatMap { ReproductionExtent(rawValue: $0.rawValue) } ?? .standard
        let reproduction = try Reproduction(PaperCatalogue.named(paper), extent: extent)
        let progress = ProgressLine(metric: "accuracy")
        let runner = try experiment.runner(progress)
        if dryRun { return try show(reproduction, runner, isJSON, format) }
        defer { progress.finish() }
        let result = try reproduction.run(with: runner)
        progress.finish()
        if isJSON {
            try Console.output(json: result, to: output.out)
        } else {
            try Console.output(ReproductionReport(result).report.rendered(format), to: output.out)
        }
        guard result.holds else { throw ExitStatus.failed }
    }

    private func show(
        _ reproduction: Reproduction, _ runner: ComparisonRunner, _ isJSON: Bool, _ format: ReportFormat
    ) throws {
        let plans = try reproduction.resolve(with: runner).plans.map(\.summary)
        if isJSON { return try Console.output(json: ["comparisons": plans], to: output.out) }
        let text = plans.map { PlanReport($0).report.rendered(format) }.joined(separator: "\n")
        try Console.output(text, to: output.out)
    }
}
