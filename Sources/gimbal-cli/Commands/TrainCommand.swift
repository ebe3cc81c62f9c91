// gimbal train: one method, one seed, a model to keep.
import ArgumentParser
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalExperiments
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

    @Option(help: ArgumentHelp("What is predicted.", valueName: "task"))
    var task = LearningTask.nodeClassification.id

    @Option(
        help: ArgumentHelp(
            "Folder to save the model in; a model that is there is replaced.", valueName: "folder"))
    var save: String?

    @Option(help: ArgumentHelp("Seed of the run; it also fixes the split.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Set an option of the method; may be repeated.", valueName: "option=value"))
    var set: [String] = []

    @OptionGroup var budget: BudgetOptions
    @OptionGroup var machine: MachineOptions
    @OptionGroup var listing: ListingOptions

    @Flag(help: "Show everything that would be done, with all options, and train nothing.")
    var dryRun = false

    func run() throws {
        let plan = try plan()
        let threadCount = try machine.prepare()
        let progress = ProgressLine(metric: plan.task.metrics.first?.name ?? "")
        let environment = ExperimentEnvironment(
            dataRoot: Settings.current.dataRoot, threadCount: threadCount,
            isCancelled: { Interruption.shared.isRequested }, report: { progress.report($0) })
        let training = try ModelTraining(plan, registry: Catalogue.methods, environment: environment)
        if dryRun { return try show(training) }
        let folder = save.map { URL(fileURLWithPath: $0, isDirectory: true) }
        // Before the training, because afterwards is a bad time to learn that the folder is taken.
        if let folder { try SavedModel.checkWritable(folder) }
        defer { progress.finish() }
        let (result, model) = try training.run(version: GimbalVersion.text)
        progress.finish()
        if let folder { try model.save(to: folder) }
        if listing.json { return try Console.output(json: TrainingOutput(result: result, model: save)) }
        Console.output(TrainingReport(result).report.rendered(.text))
        if let save {
            Console.note("saved \(save); next: gimbal predict --model \(save) --data \(data.data) --out FILE")
        }
    }

    private func plan() throws -> TrainingPlan {
        let specification = try MethodSpecification(method)
        // A single method needs no alias, but the same grammar with one is accepted.
        let settings = set.map { text in
            text.hasPrefix(specification.id + ".") ? text : "\(specification.id).\(text)"
        }
        let named = [NamedMethod(alias: specification.id, specification: specification)]
        return TrainingPlan(
            task: try LearningTask.named(task), data: data.data, split: try data.splitStrategy()?.text,
            method: try MethodArguments.applying(settings, to: named)[0].specification, seed: seed,
            budget: try budget.parsed())
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
