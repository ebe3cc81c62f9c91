// What must hold for every registered method on rows, images and sequences.
import GimbalCatalogue
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

/// A registered method on one of its tasks, shown in test names.
struct TensorMethodCase: Sendable, CustomTestStringConvertible {
    let name: MethodName
    let task: LearningTask
    var testDescription: String { "\(name.id) on \(task.id)" }

    /// Every method that learns by itself on each of its tasks whose samples are tensors; modifiers change others.
    static let all = MethodName.all.flatMap { name -> [TensorMethodCase] in
        guard let card = try? name.entry().card else { return [] }
        return LearningTask.all.filter { card.tasks.contains($0.id) }.compactMap { task in
            let entry = TensorMethodCase(name: name, task: task)
            return (try? entry.method()) == nil ? nil : entry
        }
    }

    func method() throws -> any TensorMethod {
        let specification = MethodSpecification(id: name.id)
        let method = try Catalogue.methods.resolve(specification, input: task.input).method
        guard let method = method as? any TensorMethod, !(method is any Modifier),
            [.table, .images, .sequence].contains(task.input)
        else { throw ConfigError("case", "\(testDescription) is no case.") }
        return method
    }

    func fitted(_ problem: TensorProblem, seed: UInt64) throws -> any TensorModel {
        try method().fit(problem, TrainingRun(seed: seed, budget: .epochs(2)))
    }
}

/// Small problems of every kind of sample and target.
enum TinyTensors {
    static func problem(_ task: LearningTask, changedTest: Bool = false) throws -> TensorProblem {
        TensorProblem(
            task: task, train: try part(task, 24, seed: 1), validation: try part(task, 12, seed: 2),
            test: try part(task, 12, seed: 3, changed: changedTest))
    }

    private static func part(_ task: LearningTask, _ count: Int, seed: UInt64, changed: Bool = false) throws
        -> TensorPart
    {
        let inputs = try inputs(task.input, count, seed: seed)
        switch task.prediction {
        case .values:
            let values = try inputs.narrow(axis: 1, start: 0, length: 1) * (changed ? -1 : 2)
            return TensorPart(inputs: inputs, target: .values(values))
        case .survival:
            let times = try inputs.select(0, axis: 1).exp() * (changed ? 2 : 1)
            let events = try Tensor((0..<count).map { Float($0 % 3 == 0 ? 0 : 1) })
            return TensorPart(inputs: inputs, target: .survival(times: times, events: events))
        case .tokens:
            let next = try (inputs + (changed ? 2 : 1)).remainder(5)
            return TensorPart(inputs: inputs, target: .tokens(next, count: 5))
        case .classes, .embedding, .scores:
            let labels = (0..<count).map { ($0 + (changed ? 1 : 0)) % 2 }
            return TensorPart(inputs: inputs, target: .classes(try Tensor(labels), count: 2))
        }
    }

    private static func inputs(_ kind: InputKind, _ count: Int, seed: UInt64) throws -> Tensor {
        switch kind {
        case .images: return try SampleTensors.normal([count, 1, 16, 16], seed: seed)
        case .sequence:
            let draws = try SampleTensors.uniform([count, 6], seed: seed) * 5
            return try draws.floor().clamped(min: 0, max: 4).converted(to: .int64)
        default: return try SampleTensors.normal([count, 4], seed: seed)
        }
    }
}

@Suite("Laws of methods on rows, images and sequences")
struct TensorMethodLawTests {
    @Test(
        "outputs have a row per sample and a column per class, value or token",
        arguments: TensorMethodCase.all)
    func shapes(_ entry: TensorMethodCase) throws {
        let problem = try TinyTensors.problem(entry.task)
        let model = try entry.fitted(problem, seed: 1)
        let outputs = try problem.outputs(of: model, problem.test)
        let steps = entry.task.prediction == .tokens ? [6] : []
        #expect(outputs.shape == [12] + steps + [problem.shape.outputCount])
        let isFinite = try outputs.isFinite().all().booleans()
        #expect(isFinite == [true])
        guard entry.task.prediction == .embedding else { return }
        let vectors = try problem.embeddings(of: model, problem.test)
        #expect(vectors.rank == 2 && vectors.shape[0] == 12 && vectors.shape[1] > 0)
    }

    @Test("the same seed gives the same bits", arguments: TensorMethodCase.all)
    func seeds(_ entry: TensorMethodCase) throws {
        let problem = try TinyTensors.problem(entry.task)
        let outputs = try (0..<2).map { _ in
            try problem.outputs(of: entry.fitted(problem, seed: 3), problem.test)
        }
        #expect(try sameBits(outputs[0], outputs[1]))
    }

    @Test("test targets are not looked at", arguments: TensorMethodCase.all)
    func testTargets(_ entry: TensorMethodCase) throws {
        let outputs = try [false, true].map { changed in
            let problem = try TinyTensors.problem(entry.task, changedTest: changed)
            return try problem.outputs(of: entry.fitted(problem, seed: 5), problem.test)
        }
        #expect(try sameBits(outputs[0], outputs[1]))
    }

    @Test(
        "a model made for the sizes takes the state and gives the same bits", arguments: TensorMethodCase.all)
    func state(_ entry: TensorMethodCase) throws {
        let problem = try TinyTensors.problem(entry.task)
        let model = try entry.fitted(problem, seed: 2)
        let loaded = try entry.method().makeTensorModel(problem.shape, Context(seed: 77))
        try loaded.network.load(model.network.stateDict())
        let inputs = try problem.prepared(problem.test.inputs)
        let before = try model.outputs(inputs), after = try loaded.outputs(inputs)
        #expect(try sameBits(before, after))
    }

    @Test("it stops when the user asks for it", arguments: TensorMethodCase.all)
    func cancellation(_ entry: TensorMethodCase) throws {
        let run = TrainingRun(seed: 1, budget: .epochs(50), isCancelled: { true })
        let problem = try TinyTensors.problem(entry.task)
        let error = #expect(throws: RunError.self) { try entry.method().fit(problem, run) }
        #expect(error?.code == "run.interrupted")
    }

    @Test("training leaves no tensors behind")
    func memory() async {
        await #expect(processExitsWith: .success) {
            for entry in TensorMethodCase.all {
                let problem = try TinyTensors.problem(entry.task)
                let growth = try liveTensorGrowth { _ = try entry.fitted(problem, seed: 1) }
                try #require(growth == 0, "\(entry.testDescription) keeps \(growth) tensors")
            }
        }
    }
}
