// Link splits: no link that is asked for can be seen, and no negative is a link.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("link splits")
struct LinkSplitTests {
    /// Unordered pairs of a list.
    private func pairs(_ list: EdgeList) -> Set<[Int32]> {
        Set(zip(list.sources, list.targets).map { [min($0, $1), max($0, $1)] })
    }

    private func pairs(_ graph: Graph) throws -> Set<[Int32]> { pairs(try graph.edgeList()) }

    /// Checks what every split promises.
    private func check(_ split: LinkSplit, of graph: Graph) throws {
        let all = try pairs(graph)
        let parts = [pairs(split.train), pairs(split.validation), pairs(split.test)]
        let loops = all.filter { $0[0] == $0[1] }
        #expect(try pairs(split.graph) == parts[0].union(loops), "only training links carry messages")
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[0].isDisjoint(with: parts[2]))
        #expect(parts[1].isDisjoint(with: parts[2]))
        #expect(parts.allSatisfy { $0.isSubset(of: all) && $0.isDisjoint(with: loops) })
        let negatives = [pairs(split.validationNegatives), pairs(split.testNegatives)]
        #expect(negatives[0].count == split.validationNegatives.count, "distinct")
        #expect(negatives[0].isDisjoint(with: negatives[1]))
        #expect(negatives.allSatisfy { $0.isDisjoint(with: all) && $0.allSatisfy { $0[0] != $0[1] } })
    }

    @Test(
        "divide an undirected graph by shares, with both directions together",
        arguments: [0, 1, 2] as [UInt64])
    func undirected(seed: UInt64) throws {
        let graph = try ring(nodeCount: 200, steps: [1, 7])
        let split = try LinkSplit(graph, seed: seed)
        try check(split, of: graph)
        #expect(split.sizes == [340, 20, 40])
        #expect(split.validationNegatives.count == 20 && split.testNegatives.count == 40)
        #expect(split.graph.isUndirected && split.graph.edgeCount == 680)
        #expect(try LinkSplit(graph, seed: seed).test == split.test)
        #expect(try LinkSplit(graph, seed: seed + 1).test != split.test)
        let common = try LinkSplit(graph, .commonNeighbors, seed: seed)
        try check(common, of: graph)
        #expect(common.sizes == [280, 40, 80])
        #expect(common.validationNegatives.count == common.testNegatives.count)
    }

    @Test("keep directions, weights, features, self-loops and parallel edges of a directed graph")
    func directed() throws {
        var sources: [Int] = [], targets: [Int] = []
        for node in 0..<50 {
            sources += [node, (node + 1) % 50, node, node]
            targets += [(node + 1) % 50, node, (node + 3) % 50, node % 5 == 0 ? node : (node + 9) % 50]
        }
        let weights = sources.indices.map { Float($0) }
        let graph = try Graph(
            nodeCount: 50, sources: sources, targets: targets, weights: weights,
            edgeFeatures: try Tensor(weights, shape: [200, 1]))
        let split = try LinkSplit(graph, LinkSplitPlan(train: 0.6, validation: 0.2, test: 0.2), seed: 3)
        try check(split, of: graph)
        #expect(split.train.count + split.validation.count + split.test.count == 190, "ten are self-loops")
        #expect(split.graph.edgeCount == split.train.count + 10)
        let kept = try split.graph.edgeList()
        let features = try #require(try split.graph.edgeFeatures?.flattened().floats())
        #expect(kept.weights == features)
        for edge in 0..<kept.count {
            let origin = Int(features[edge])
            #expect(Int(kept.sources[edge]) == sources[origin] && Int(kept.targets[edge]) == targets[origin])
        }
    }

    @Test("keep components whole where that is wanted")
    func connectivity() throws {
        let graph = try ring(nodeCount: 100, steps: [1, 10])
        let loose = try (0..<5).map {
            try LinkSplit(graph, LinkSplitPlan(train: 0.5, validation: 0.2, test: 0.3), seed: $0)
        }
        let counts = try loose.map { try $0.graph.connectedComponents().count }
        #expect(counts.contains { $0 > 1 }, "or the test shows nothing: \(counts)")
        let plan = LinkSplitPlan(train: 0.55, validation: 0.2, test: 0.25, keepsConnectivity: true)
        let split = try LinkSplit(graph, plan, seed: 0)
        try check(split, of: graph)
        let components = try split.graph.connectedComponents()
        #expect(components.count == 1)
        let tight = LinkSplitPlan(train: 0.3, validation: 0.3, test: 0.4, keepsConnectivity: true)
        let error = #expect(throws: DataError.self) { try LinkSplit(graph, tight, seed: 0, name: "ring") }
        #expect(error?.message.contains("a spanning forest needs 99 of 200 links") == true)
    }

    @Test("draw training negatives anew, from what training sees")
    func trainingNegatives() throws {
        let graph = try ring(nodeCount: 60, steps: [1, 2, 3, 4, 5, 6, 7, 8])
        let split = try LinkSplit(graph, .commonNeighbors, seed: 0)
        let stream = try RandomStream(seed: 1)
        let draws = try (0..<60).map { _ in try split.trainingNegatives(count: 300, using: stream) }
        let seen = try pairs(split.graph)
        let isValid = draws.allSatisfy { pairs($0).count == 300 && pairs($0).isDisjoint(with: seen) }
        #expect(isValid)
        let isRedrawn = draws[0] != draws[1]
        #expect(isRedrawn)
        let held = pairs(split.test).union(pairs(split.validation))
        let drawn = draws.reduce(into: Set<[Int32]>()) { $0.formUnion(pairs($1)) }
        let isDrawn = held.isSubset(of: drawn)
        #expect(isDrawn, "held-out links are no more spared than other pairs")
        let again = try split.trainingNegatives(count: 300, using: try RandomStream(seed: 1))
        #expect(again == draws[0])
    }

    @Test("list what few non-links there are, and say when there are too few")
    func dense() throws {
        // All pairs of 12 nodes but the 12 of a ring.
        let graph = try ring(nodeCount: 12, steps: [2, 3, 4, 5, 6])
        var plan = LinkSplitPlan(train: 0.6, validation: 0.2, test: 0.2)
        plan.validationNegativeRatio = 0.25
        plan.testNegativeRatio = 0.75
        let split = try LinkSplit(graph, plan, seed: 0)
        try check(split, of: graph)
        #expect(split.validationNegatives.count + split.testNegatives.count == 11)
        plan.testNegativeRatio = 2
        let many = #expect(throws: DataError.self) { try LinkSplit(graph, plan, seed: 0) }
        #expect(many?.code == "data.split.negatives" && many?.message.contains("only 12 pairs") == true)
    }

    @Test("refuse shares out of range and graphs with too few links")
    func refused() throws {
        let graph = try ring(nodeCount: 10, steps: [1])
        let shares = #expect(throws: ConfigError.self) {
            try LinkSplit(graph, LinkSplitPlan(train: 0.9, validation: 0.1, test: 0.1), seed: 0)
        }
        #expect(shares?.code == "config.link-split")
        let ratio = #expect(throws: ConfigError.self) {
            try LinkSplit(graph, LinkSplitPlan(testNegativeRatio: -1), seed: 0)
        }
        #expect(ratio?.message.contains("-1.0 per test link") == true)
        let few = #expect(throws: DataError.self) {
            try LinkSplit(try ring(nodeCount: 5, steps: [1]), seed: 0)
        }
        #expect(few?.code == "data.split.links")
    }

    @Test("are saved and read again, and refuse another graph")
    func files() throws {
        let graph = try ring(nodeCount: 40, steps: [1, 3])
        let split = try LinkSplit(graph, .commonNeighbors, seed: 2)
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("links.npz")
            try split.write(to: url)
            let read = try LinkSplit(reading: url, of: graph)
            #expect(read.train == split.train && read.test == split.test)
            #expect(read.validationNegatives == split.validationNegatives)
            let lists = (try read.graph.edgeList(), try split.graph.edgeList())
            #expect(lists.0 == lists.1)
            let other = #expect(throws: DataError.self) {
                try LinkSplit(reading: url, of: try ring(nodeCount: 40, steps: [1, 4]))
            }
            #expect(other?.message.contains("is no edge of the graph") == true)
            let small = #expect(throws: DataError.self) {
                try LinkSplit(reading: url, of: try ring(nodeCount: 20, steps: [1, 3]))
            }
            #expect(small?.message.contains("expected 0..<20") == true)
            try NPZ.write(["train": try Tensor([0, 1], shape: [2, 1])], to: url)
            let part = #expect(throws: DataError.self) { try LinkSplit(reading: url, of: graph) }
            #expect(part?.message.contains("no array \"valid\"") == true)
        }
    }

    /// Nodes in a ring, each joined to those some steps on.
    private func ring(nodeCount: Int, steps: [Int]) throws -> Graph {
        let sources = (0..<nodeCount).flatMap { node in steps.map { _ in node } }
        let targets = (0..<nodeCount).flatMap { node in steps.map { (node + $0) % nodeCount } }
        return try Graph(nodeCount: nodeCount, sources: sources, targets: targets).undirected()
    }
}

extension LinkSplit {
    /// Numbers of training, validation and test links.
    fileprivate var sizes: [Int] { [train.count, validation.count, test.count] }
}
