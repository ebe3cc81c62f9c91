// Options of commands that run experiments: threads, jobs, store.
import ArgumentParser
import GimbalCatalogue
import GimbalCore
import GimbalExperiments

/// How experiments are run and where their runs are kept.
struct ExperimentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Runs side by side, by default one per thread; each has its share of the threads, which can change "
                + "the last digits. Use 1 where one run fills the memory.",
            valueName: "n"))
    var jobs: Int?

    @OptionGroup var machine: MachineOptions
    @OptionGroup var store: StoreOptions

    @Flag(help: "Train every run anew; the run store is neither read nor written.")
    var fresh = false

    /// Prepares the process and makes a runner.
    ///
    /// - Throws: `ConfigError` for numbers out of range, `EnvironmentError` if the store cannot be opened.
    func runner(_ progress: ProgressLine) throws -> ComparisonRunner {
        let threadCount = try machine.prepare()
        // Small problems gain more from runs side by side than from threads that wait for each other in every operator.
        let jobs = jobs ?? threadCount
        try checkRange(jobs, 1...4096, option: "--jobs")
        let environment = ExperimentEnvironment(
            dataRoot: Settings.current.dataRoot, threadCount: threadCount, jobs: jobs,
            isCancelled: { Interruption.shared.isRequested }, report: { progress.report($0) })
        return ComparisonRunner(
            registry: Catalogue.methods, store: fresh ? nil : try RunStore(at: store.file),
            environment: environment)
    }
}
