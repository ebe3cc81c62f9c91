// What must hold for every method on whole graphs.
import GimbalCore
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Laws of methods on whole graphs")
struct GraphsMethodLawTests {
    private static let names = MethodName.all.filter {
        (try? $0.entry().card.tasks.contains(LearningTask.graphClassification.id)) == true
    }
    /// Methods that look at graphs at all.
    private static let learners = names.filter { $0.id != "majority" }

    private func method(_ name: MethodName) throws -> any GraphsMethod {
        try #require(try name.resolved(input: .graphs).method as? any GraphsMethod)
    }

    private func fitted(_ name: MethodName, seed: UInt64, epochs: Int) throws -> any GraphsModel {
        try method(name).fit(RingsAndStars.problem(), TrainingRun(seed: seed, budget: .epochs(epochs)))
    }

    private func outputs(_ model: any GraphsModel) throws -> Tensor {
        try model.outputs(RingsAndStars.batch(RingsAndStars.problem().test))
    }

    @Test("it tells rings from stars better than chance", arguments: learners)
    func learns(_ name: MethodName) throws {
        let model = try fitted(name, seed: 1, epochs: 20)
        let outputs = try outputs(model)
        #expect(outputs.shape == [12, 2])
        let share = try accuracy(outputs, labels: Tensor((0..<12).map { $0 % 2 }))
        #expect(share >= 0.75, "accuracy \(share)")
    }

    @Test("a graph's outputs do not depend on its company", arguments: names)
    func company(_ name: MethodName) throws {
        let model = try fitted(name, seed: 2, epochs: 2)
        let part = try RingsAndStars.problem().test
        let alone = try (0..<part.count).map { try model.outputs(part.batch([$0]).graphs) }
        let problem = try mismatch(Tensor.concatenated(alone, axis: 0), outputs(model), .single)
        #expect(problem == nil)
    }

    @Test("the same seed gives the same bits, another seed others", arguments: names)
    func seeds(_ name: MethodName) throws {
        let models = try [3, 3, 4].map { (seed: UInt64) in try fitted(name, seed: seed, epochs: 2) }
        let results = try models.map(outputs)
        #expect(try sameBits(results[0], results[1]))
        // Without training nothing is drawn.
        #expect(try sameBits(results[0], results[2]) == models[0].history.isEmpty)
    }

    @Test("a saved state gives the same bits", arguments: names)
    func state(_ name: MethodName) throws {
        let model = try fitted(name, seed: 5, epochs: 2)
        let empty = try method(name).makeGraphsModel(RingsAndStars.problem().shape, Context(seed: 99))
        try empty.network.load(model.network.stateDict())
        #expect(try sameBits(outputs(empty), outputs(model)))
        guard !model.history.isEmpty else { return }
        let batch = try RingsAndStars.batch(RingsAndStars.problem().test)
        #expect(try sameBits(empty.embeddings(batch), model.embeddings(batch)))
    }

    @Test("test targets are not looked at", arguments: names)
    func testTargets(_ name: MethodName) throws {
        let run = { TrainingRun(seed: 6, budget: .epochs(2)) }
        let models = try [false, true].map {
            try method(name).fit(RingsAndStars.problem(flippingTest: $0), run())
        }
        #expect(try sameBits(outputs(models[0]), outputs(models[1])))
    }

    @Test("it stops when the user asks for it", arguments: names)
    func cancellation(_ name: MethodName) throws {
        let run = TrainingRun(seed: 1, budget: .epochs(50), isCancelled: { true })
        let error = #expect(throws: RunError.self) { try method(name).fit(RingsAndStars.problem(), run) }
        #expect(error?.code == "run.interrupted")
    }

    @Test("training leaves no tensors behind")
    func memory() async {
        await #expect(processExitsWith: .success) {
            for name in MethodName.all {
                let resolved = try name.resolved(input: .graphs)
                guard try name.entry().card.tasks.contains(LearningTask.graphClassification.id),
                    let method = resolved.method as? any GraphsMethod
                else { continue }
                let problem = try RingsAndStars.problem()
                let growth = try liveTensorGrowth {
                    _ = try method.fit(problem, TrainingRun(seed: 1, budget: .epochs(1)))
                }
                try #require(growth == 0, "\(name.id) keeps \(growth) tensors")
            }
        }
    }
}
