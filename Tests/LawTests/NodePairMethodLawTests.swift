// What must hold for every method on pairs of nodes.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Laws of methods on pairs of nodes")
struct NodePairMethodLawTests {
    private static let names = MethodName.all.filter {
        (try? $0.entry().card.tasks.contains(LearningTask.linkPrediction.id)) == true
    }

    private func method(_ name: MethodName) throws -> any NodePairMethod {
        try #require(try name.resolved(input: .nodePairs).method as? any NodePairMethod)
    }

    private func fitted(_ name: MethodName, seed: UInt64, epochs: Int) throws -> any NodePairModel {
        try method(name).fit(TwoCommunities.links(), TrainingRun(seed: seed, budget: .epochs(epochs)))
    }

    private func scores(_ model: any NodePairModel) throws -> Tensor {
        let problem = try TwoCommunities.links()
        return try model.scores(
            GraphInput(features: problem.data.features, graph: problem.data.graph), problem.test)
    }

    @Test("it ranks links above pairs that are none", arguments: names)
    func learns(_ name: MethodName) throws {
        let model = try fitted(name, seed: 1, epochs: 150)
        let first = try #require(model.history.first), last = try #require(model.history.last)
        #expect(last.trainLoss < first.trainLoss)
        let scores = try scores(model)
        let linked = try TwoCommunities.links().test.linked
        let area = try LinkScores(scores: scores.doubles(), linked: linked).metrics(["auc"])["auc"]
        #expect(try #require(area) >= 0.6, "auc \(area ?? 0)")
    }

    @Test("the same seed gives the same bits, another seed others", arguments: names)
    func seeds(_ name: MethodName) throws {
        let results = try [3, 3, 4].map { (seed: UInt64) in try scores(fitted(name, seed: seed, epochs: 3)) }
        #expect(try sameBits(results[0], results[1]))
        #expect(try !sameBits(results[0], results[2]))
    }

    @Test("a saved state gives the same bits", arguments: names)
    func state(_ name: MethodName) throws {
        let model = try fitted(name, seed: 5, epochs: 3)
        let empty = try method(name).makeNodePairModel(TwoCommunities.links().shape, Context(seed: 99))
        try empty.network.load(model.network.stateDict())
        #expect(try sameBits(scores(empty), scores(model)))
    }

    @Test("test pairs are not looked at", arguments: names)
    func testPairs(_ name: MethodName) throws {
        let problems = try [TwoCommunities.links(), TwoCommunities.links(testCount: 3)]
        #expect(problems[1].test.count < problems[0].test.count)
        let models = try problems.map {
            try method(name).fit($0, TrainingRun(seed: 6, budget: .epochs(3)))
        }
        #expect(try sameBits(scores(models[0]), scores(models[1])))
    }

    @Test("it stops when the user asks for it", arguments: names)
    func cancellation(_ name: MethodName) throws {
        let run = TrainingRun(seed: 1, budget: .epochs(50), isCancelled: { true })
        let error = #expect(throws: RunError.self) { try method(name).fit(TwoCommunities.links(), run) }
        #expect(error?.code == "run.interrupted")
    }

    @Test("training leaves no tensors behind")
    func memory() async {
        await #expect(processExitsWith: .success) {
            for name in MethodName.all {
                let resolved = try name.resolved(input: .nodePairs)
                guard try name.entry().card.tasks.contains(LearningTask.linkPrediction.id),
                    let method = resolved.method as? any NodePairMethod
                else { continue }
                let problem = try TwoCommunities.links()
                let growth = try liveTensorGrowth {
                    _ = try method.fit(problem, TrainingRun(seed: 1, budget: .epochs(2)))
                }
                try #require(growth == 0, "\(name.id) keeps \(growth) tensors")
            }
        }
    }
}

extension TwoCommunities {
    /// The links of the communities, some of them held out.
    ///
    /// - Parameter testCount: number of test links and of test non-links that are kept; nil for all.
    static func links(testCount: Int? = nil) throws -> NodePairProblem {
        let data = try problem().data
        var split = try LinkSplit(data.graph, LinkSplitPlan(train: 0.7, validation: 0.1, test: 0.2), seed: 1)
        if let testCount { split = try shortened(split, testCount, data.graph) }
        return NodePairProblem(
            task: .linkPrediction, data: try data.replacing(graph: split.graph), links: split)
    }

    /// The same split with fewer test pairs, by way of a file.
    private static func shortened(_ split: LinkSplit, _ count: Int, _ graph: Graph) throws -> LinkSplit {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).npz")
        defer { try? FileManager.default.removeItem(at: file) }
        func array(_ list: EdgeList, _ count: Int? = nil) throws -> Tensor {
            let kept = min(count ?? list.count, list.count)
            let ends = list.sources.prefix(kept).map(Int.init) + list.targets.prefix(kept).map(Int.init)
            return try Tensor(ends, shape: [2, kept])
        }
        try NPZ.write(
            [
                "train": array(split.train), "valid": array(split.validation),
                "valid_neg": array(split.validationNegatives), "test": array(split.test, count),
                "test_neg": array(split.testNegatives, count),
            ], to: file)
        return try LinkSplit(reading: file, of: graph)
    }
}
