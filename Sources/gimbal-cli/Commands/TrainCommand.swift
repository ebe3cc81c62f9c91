// gimbal train: one method, one seed, a model to keep.
import ArgumentParser
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalImages
import GimbalReports
import GimbalTasks

/// Trains one method and saves its model.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train one method, and save its model for predict.",
        discussion: """
            Example:
              gimbal train 'dagnn[hops=10]' --data cora --save my-model
              gimbal predict --model my-model --data cora --out predictions.csv
            """)

    @Argument(help: "Method with its options: dagnn, or 'dagnn[hops=20]' in quotes for the shell.")
    var method: String

    @OptionGroup var data: DataOptions

    @Option(
        help: ArgumentHelp(
            "What is predicted (default: what the data have and the method takes; it is printed).",
            valueName: "task"))
    var task: String?

    @Option(
        help: ArgumentHelp(
            "Folder to save the model in; a model that is there is replaced.", valueName: "folder"))
    var save: String?

    @Option(help: ArgumentHelp("Seed of the run; it also fixes the split.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Set an option of the method; may be repeated.", valueName: "option=value"))
    var set: [String] = []

    @OptionGroup var budget: BudgetOptions
    @Flag(help: "Go on with the interrupted training of the same command.")
    var resume = false

    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var machine: MachineOptions
    @OptionGroup var listing: ListingOptions

    @Flag(help: "Show everything that would be done, with all options, and train nothing.")
    var dryRun = false

    func run() throws {
        let specification = try MethodSpecification(method)
        let columns = try data.columns.roles()
        let environment = try environment()
        let (task, loaded) = try chosenTask(specification, columns, environment)
        let progress = ProgressLine(metric: task.metrics.first?.name ?? "")
        var reporting = environment
        reporting.report = { progress.report($0) }
        let training = try ModelTraining(
            plan(task, specification, columns), registry: Catalogue.methods, environment: reporting,
            data: loaded)
        if dryRun { return try show(training) }
        let folder = save.map { URL(fileURLWithPath: $0, isDirectory: true) }
        // Before the training, because afterwards is a bad time to learn that the folder is taken.
        if let folder { try SavedModel.checkWritable(folder) }
        try prepareCheckpoint(training)
        defer { progress.finish() }
        let (result, model) = try trained(training)
        progress.finish()
        if let folder { try model.save(to: folder) }
        // Only now is the result safe.
        try training.removeCheckpoint()
        try report(result)
    }

    private func environment() throws -> ExperimentEnvironment {
        let threadCount = try machine.prepare()
        return ExperimentEnvironment(
            dataRoot: Settings.current.dataRoot, formats: .withImages, threadCount: threadCount,
            checkpointFolder: Settings.current.checkpointFolder, checkpointSeconds: try checkpoints.seconds(),
            isCancelled: { Interruption.shared.isRequested })
    }

    /// The task that is named, or the one that data and method are for, with the data that say so.
    private func chosenTask(
        _ specification: MethodSpecification, _ columns: ColumnRoles?, _ environment: ExperimentEnvironment
    ) throws -> (LearningTask, DataSet?) {
        if let task { return (try LearningTask.named(task), nil) }
        let card = try Catalogue.methods.entry(specification.id).card
        let loaded = try DataSet.load(
            data.data, dataRoot: environment.dataRoot, formats: environment.formats)
        let inferred = try InferredTask(loaded, columns: columns, method: card)
        Console.note("task: \(inferred.task.id), because \(inferred.reason) (another: --task)")
        return (inferred.task, loaded)
    }

    private func plan(_ task: LearningTask, _ specification: MethodSpecification, _ columns: ColumnRoles?)
        throws -> TrainingPlan
    {
        // A single method needs no alias, but the same grammar with one is accepted.
        let settings = set.map { text in
            text.hasPrefix(specification.id + ".") ? text : "\(specification.id).\(text)"
        }
        let named = [NamedMethod(alias: specification.id, specification: specification)]
        return TrainingPlan(
            task: task, data: data.data, columns: columns, split: try data.splitStrategy()?.text,
            method: try MethodArguments.applying(settings, to: named, input: task.input)[0].specification,
            seed: seed, budget: try budget.parsed())
    }

    /// Says what becomes of an interrupted training of the same plan.
    private func prepareCheckpoint(_ training: ModelTraining) throws {
        guard let found = training.foundCheckpoint else {
            if resume { Console.note("no checkpoint of this training was found; it starts at the beginning") }
            return
        }
        guard !resume else { return }
        Console.note(
            "\(found.path) of an interrupted training with the same settings is removed, and training starts at "
                + "the beginning (--resume would have gone on from it)")
        try training.removeCheckpoint()
    }

    private func trained(_ training: ModelTraining) throws -> (result: TrainingResult, model: SavedModel) {
        do {
            return try training.run(version: GimbalVersion.text)
        } catch let error as RunError where error.code == "run.interrupted" && training.foundCheckpoint != nil
        {
            throw RunError(
                "interrupted", error.message, fix: "Start the same command with --resume to go on from there."
            )
        } catch let error as CheckpointError where error.code.hasPrefix("checkpoint.training.") {
            throw CheckpointError(
                String(error.code.dropFirst("checkpoint.".count)), error.message,
                fix: "Leave --resume out: the file is removed then, and training starts at the beginning.")
        }
    }

    private func report(_ result: TrainingResult) throws {
        if listing.json { return try Console.output(json: TrainingOutput(result: result, model: save)) }
        Console.output(TrainingReport(result).report.rendered(.text))
        guard let save else { return }
        Console.note("saved \(save); next: gimbal predict --model \(save) --data \(data.data) --out FILE")
    }

    private func show(_ training: ModelTraining) throws {
        let facts = PlannedTraining(
            task: training.plan.task.id, data: training.data, split: training.split, method: training.method,
            seed: training.plan.seed, budget: training.plan.budget?.description,
            environment: training.runEnvironment)
        if listing.json { return try Console.output(json: facts) }
        let lines = [
            "data: \(facts.data.name), SHA-256 \(facts.data.checksum)",
            "preprocessing: \(facts.data.preprocessing)",
            "split: \(facts.split)", "method: \(facts.method.canonical) (\(facts.method.preset))",
            "seed: \(facts.seed)", "budget: \(facts.budget ?? "the method's own number of epochs")",
        ]
        Console.output(
            Report([.heading("\(facts.task): nothing was trained"), .list(lines)]).rendered(.text))
    }

    /// What --dry-run writes as JSON.
    private struct PlannedTraining: Encodable {
        let task: String
        let data: RunData
        let split: String
        let method: MethodSummary
        let seed: UInt64
        let budget: String?
        let environment: RunEnvironment
    }

    /// What --json writes.
    private struct TrainingOutput: Encodable {
        let result: TrainingResult
        let model: String?
    }
}
