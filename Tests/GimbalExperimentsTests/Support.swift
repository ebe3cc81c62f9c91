// Methods, stores and plans that the tests of experiments share.
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalExperiments
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTraining

/// Fails with one seed, else does what gcn does.
struct Unlucky: GraphMethod {
    struct Options: MethodOptions {
        var seed = 1
        static var fields: [OptionField<Options>] { [.integer("seed", \.seed, 0...1000, "seed that fails")] }
    }

    static let card = MethodCard(
        id: "unlucky", summary: "Fails with one seed.", citation: "none",
        tasks: [LearningTask.nodeClassification.id], limits: "For tests.")
    let options: Options
    private let inner: GCNMethod

    init(_ options: Options, _ resolver: MethodRegistry) throws {
        self.options = options
        inner = GCNMethod(GCNMethod.Options(), resolver)
    }

    func fit(_ problem: GraphProblem, _ run: TrainingRun) throws -> any GraphModel {
        guard run.seed != UInt64(options.seed) else {
            throw RunError(
                "diverged", "The training loss is nan in epoch 3.", fix: "Lower the learning rate.")
        }
        return try inner.fit(problem, run)
    }

    func makeGraphModel(_ shape: ModelShape, _ context: Context) throws -> any GraphModel {
        try inner.makeGraphModel(shape, context)
    }
}

/// All methods that ship, and the one that fails.
let testRegistry = MethodRegistry(Catalogue.methods.entries + [MethodEntry(Unlucky.self)])

/// A comparison on Cora that takes a moment.
func smallPlan(
    _ methods: String = "mlp,gcn", seeds: Int = 2, split: String? = nil, epochs: Int = 3
) throws -> ComparisonPlan {
    ComparisonPlan(
        task: .nodeClassification, data: "cora", split: split,
        methods: try NamedMethod.named(MethodSpecification.list(methods)), seedCount: seeds,
        budget: .epochs(epochs))
}

/// A runner of the test methods.
func runner(_ store: RunStore? = nil, _ environment: ExperimentEnvironment = ExperimentEnvironment())
    -> ComparisonRunner
{
    ComparisonRunner(registry: testRegistry, store: store, environment: environment)
}

/// Runs `body` with the path of a store in a folder of its own, which is removed afterwards.
func withStoreFile<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gimbal-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.appendingPathComponent("runs.sqlite"))
}

/// Collects what threads report.
final class Recorder: @unchecked Sendable {
    private let lock = NSLock()
    private var events: [ExperimentEvent] = []

    func add(_ event: ExperimentEvent) {
        lock.lock()
        events.append(event)
        lock.unlock()
    }

    var all: [ExperimentEvent] {
        lock.lock()
        defer { lock.unlock() }
        return events
    }

    /// Number of runs that were trained, not taken from a store.
    var trainedCount: Int {
        all.count { if case .runFinished(_, _, _, let reused, _) = $0 { !reused } else { false } }
    }
}

/// What a training gave, and its model.
struct Trained {
    let result: TrainingResult
    let model: SavedModel

    /// The model after it was saved and loaded again.
    func reloaded() throws -> SavedModel {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gimbal-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try model.save(to: folder)
        return try SavedModel.load(folder, registry: testRegistry)
    }
}

/// Trains a method for a few epochs with seed 0.
func train(
    _ task: LearningTask, _ data: String, _ method: String, epochs: Int, split: String? = nil,
    columns: ColumnRoles? = nil, environment: ExperimentEnvironment = ExperimentEnvironment(),
    window: Int? = nil, augmentation: ImageAugmentation? = nil
) throws -> Trained {
    let plan = TrainingPlan(
        task: task, data: data, columns: columns, split: split, method: try MethodSpecification(method),
        budget: .epochs(epochs), window: window, augmentation: augmentation)
    let training = try ModelTraining(plan, registry: testRegistry, environment: environment)
    let (result, model) = try training.run(version: "test")
    return Trained(result: result, model: model)
}
