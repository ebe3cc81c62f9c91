// What must hold for every registered method.
import GimbalCatalogue
import GimbalCore
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

/// A registered method's id, shown in test names.
struct MethodName: Sendable, CustomTestStringConvertible {
    let id: String
    var testDescription: String { id }

    static let all = Catalogue.methods.entries.map { MethodName(id: $0.card.id) }

    func entry() throws -> MethodEntry { try Catalogue.methods.entry(id) }

    func resolved(_ options: [MethodSpecification.Option] = [], input: InputKind? = nil) throws
        -> ResolvedMethod
    {
        try Catalogue.methods.resolve(MethodSpecification(id: id, options: options), input: input)
    }
}

@Suite("Laws of methods")
struct MethodLawTests {
    @Test("the card is complete", arguments: MethodName.all)
    func card(_ name: MethodName) throws {
        let card = try name.entry().card
        #expect(card.id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(card.summary.hasSuffix(".") && card.limits.hasSuffix("."))
        #expect(!card.citation.isEmpty && !card.tasks.isEmpty)
        for task in card.tasks { #expect(throws: Never.self) { try LearningTask.named(task) } }
        #expect(card.paper.map { (1...44).contains($0) } ?? true)
    }

    @Test("every option is documented and its default is in its range", arguments: MethodName.all)
    func defaults(_ name: MethodName) throws {
        let entry = try name.entry()
        #expect(Set(entry.options.map(\.name)).count == entry.options.count)
        // Defaults are listed as they are for the first kind of input that the method takes.
        let tasks = try entry.card.tasks.map { try LearningTask.named($0) }
        let input = InputKind.allCases.first { kind in tasks.contains { $0.input == kind } }
        let defaults = try Catalogue.methods.resolve(MethodSpecification(name.id), input: input)
        for option in entry.options {
            #expect(!option.documentation.isEmpty && !option.range.isEmpty)
            let text = "\(name.id)[\(option.name)=\(option.defaultValue)]"
            let resolved = try Catalogue.methods.resolve(MethodSpecification(text), input: input)
            #expect(resolved.canonical == defaults.canonical, "\(text)")
        }
    }

    @Test("the canonical specification reads back to the same method", arguments: MethodName.all)
    func roundTrip(_ name: MethodName) throws {
        let first = try name.resolved()
        let second = try Catalogue.methods.resolve(MethodSpecification(first.canonical))
        #expect(second.canonical == first.canonical)
        #expect(second.options == first.options)
    }

    @Test("an unknown option is refused, with the one that was meant", arguments: MethodName.all)
    func unknownOption(_ name: MethodName) throws {
        for option in try name.entry().options.map(\.name) {
            let error = #expect(throws: ConfigError.self) {
                try name.resolved([.init(key: option + "x", value: .number(1))])
            }
            #expect(error?.fix.contains("\"\(option)\"") == true)
        }
        #expect(throws: ConfigError.self) { try name.resolved([.init(key: "weather", value: .word("fine"))]) }
    }

    @Test("a value out of range is refused, with the range", arguments: MethodName.all)
    func outOfRange(_ name: MethodName) throws {
        for option in try name.entry().options
        where option.range.contains(" in ") || option.range.contains(">=") {
            let error = #expect(throws: ConfigError.self) {
                try name.resolved([.init(key: option.name, value: .number(-1))])
            }
            #expect(error?.message.contains(option.range) == true)
        }
    }
}

@Suite("Laws of node classifiers")
struct NodeClassifierLawTests {
    private static let names = MethodName.all.filter {
        (try? $0.entry().card.tasks.contains(LearningTask.nodeClassification.id)) == true
    }

    private func fitted(_ name: MethodName, seed: UInt64, epochs: Int = 80) throws -> any GraphModel {
        let method = try #require(name.resolved().method as? any GraphMethod)
        return try method.fit(TwoCommunities.problem(), TrainingRun(seed: seed, budget: .epochs(epochs)))
    }

    private func input(_ problem: GraphProblem) throws -> GraphInput {
        try GraphInput(features: problem.data.features, graph: problem.data.graph)
    }

    /// All but the bar that the others are held against.
    private static let learners = names.filter { $0.id != "majority" }

    @Test("it learns the two communities better than chance", arguments: learners)
    func learns(_ name: MethodName) throws {
        let problem = try TwoCommunities.problem()
        let model = try fitted(name, seed: 1)
        let logits = try model.logits(input(problem))
        #expect(logits.shape == [TwoCommunities.nodeCount, 2])
        let test = problem.split.test
        let labels = try Tensor(test.map { problem.data.labels[$0] ?? -1 })
        let share = try accuracy(logits.indexSelect(Tensor(test), axis: 0), labels: labels)
        #expect(share >= 0.8, "accuracy \(share)")
        // Methods that train nothing have no epochs.
        guard let first = model.history.first, let last = model.history.last else { return }
        #expect(model.history.count > 40 && last.trainLoss < first.trainLoss)
    }

    @Test("renumbering the nodes renumbers the logits", arguments: names)
    func permutation(_ name: MethodName) throws {
        let problem = try TwoCommunities.problem()
        let model = try fitted(name, seed: 2, epochs: 3)
        // What is learnt without training belongs to the numbers of the nodes.
        guard !model.history.isEmpty else { return }
        let count = TwoCommunities.nodeCount
        let order = (0..<count).map { ($0 * 7 + 3) % count }
        let former = try Tensor(order.indices.sorted { order[$0] < order[$1] })
        let features = try problem.data.features.dense().indexSelect(former, axis: 0)
        let moved = try GraphInput(features: .dense(features), graph: problem.data.graph.permuted(order))
        let expected = try model.logits(input(problem)).indexSelect(former, axis: 0)
        let problemFound = try mismatch(model.logits(moved), expected, .single)
        #expect(problemFound == nil)
    }

    @Test("the same seed gives the same bits, another seed others", arguments: names)
    func seeds(_ name: MethodName) throws {
        let problem = try TwoCommunities.problem()
        let models = try [3, 3, 4].map { (seed: UInt64) in try fitted(name, seed: seed, epochs: 5) }
        let logits = try models.map { try $0.logits(input(problem)) }
        #expect(try sameBits(logits[0], logits[1]))
        // Without training nothing is drawn.
        #expect(try sameBits(logits[0], logits[2]) == models[0].history.isEmpty)
    }

    @Test("a saved state gives the same bits", arguments: names)
    func state(_ name: MethodName) throws {
        let problem = try TwoCommunities.problem()
        let model = try fitted(name, seed: 6, epochs: 3)
        let method = try #require(name.resolved().method as? any GraphMethod)
        let empty = try method.makeGraphModel(problem.shape, Context(seed: 99))
        try empty.network.load(model.network.stateDict())
        #expect(try sameBits(empty.logits(input(problem)), model.logits(input(problem))))
    }

    @Test("test labels are not looked at", arguments: names)
    func testLabels(_ name: MethodName) throws {
        let problem = try TwoCommunities.problem()
        let hidden = Set(problem.split.test)
        let classes = problem.data.labels.enumerated().map { node, label in
            hidden.contains(node) ? label.map { 1 - $0 } : label
        }
        let changed = GraphProblem(
            task: problem.task,
            data: try problem.data.replacing(labels: .init(classes, classNames: problem.data.classNames)),
            split: problem.split)
        let method = try #require(name.resolved().method as? any GraphMethod)
        let logits = try [problem, changed].map { variant in
            try method.fit(variant, TrainingRun(seed: 5, budget: .epochs(4))).logits(input(problem))
        }
        #expect(try sameBits(logits[0], logits[1]))
    }

    @Test("it stops when the user asks for it", arguments: names)
    func cancellation(_ name: MethodName) throws {
        let method = try #require(name.resolved().method as? any GraphMethod)
        let run = TrainingRun(seed: 1, budget: .epochs(50), isCancelled: { true })
        let error = #expect(throws: RunError.self) { try method.fit(TwoCommunities.problem(), run) }
        #expect(error?.code == "run.interrupted")
    }

    @Test("training leaves no tensors behind")
    func memory() async {
        await #expect(processExitsWith: .success) {
            for name in MethodName.all {
                guard let method = try name.resolved().method as? any GraphMethod else { continue }
                let problem = try TwoCommunities.problem()
                let growth = try liveTensorGrowth {
                    _ = try method.fit(problem, TrainingRun(seed: 1, budget: .epochs(3)))
                }
                try #require(growth == 0, "\(name.id) keeps \(growth) tensors")
            }
        }
    }
}
