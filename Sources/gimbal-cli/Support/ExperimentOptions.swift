// Options of commands that run experiments: threads, jobs, store.
import ArgumentParser
import GimbalCatalogue
import GimbalCore
import GimbalExperiments
import GimbalImages

/// How experiments are run and where their runs are kept.
struct ExperimentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Runs side by side, by default one per thread; each has its share of the threads, which can change "
                + "the last digits. Use 1 where one run fills the memory.",
            valueName: "n"))
    var jobs: Int?

    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var machine: MachineOptions
    @OptionGroup var store: StoreOptions

    @Flag(help: "Train every run anew; run store and checkpoints are neither read nor written.")
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
            dataRoot: Settings.current.dataRoot, formats: .withImages, threadCount: threadCount, jobs: jobs,
            // A run that is not to be kept is not to be found again either.
            checkpointFolder: fresh ? nil : Settings.current.checkpointFolder,
            checkpointSeconds: try checkpoints.seconds(), isCancelled: { Interruption.shared.isRequested },
            report: { progress.report($0) })
        return ComparisonRunner(
            registry: Catalogue.methods, store: fresh ? nil : try RunStore(at: store.file),
            environment: environment)
    }
}

/// How often trainings are saved on the way.
struct CheckpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Seconds between two checkpoints, from which an interrupted training goes on; 0 for every step.",
            valueName: "seconds"))
    var checkpointEvery = 30.0

    /// The seconds.
    ///
    /// - Throws: `ConfigError` if they are out of range.
    func seconds() throws -> Double {
        try checkRange(checkpointEvery, 0...1e9, option: "--checkpoint-every")
        return checkpointEvery
    }
}
