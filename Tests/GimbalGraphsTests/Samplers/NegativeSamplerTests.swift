// Pairs without an edge: which they are, how often, and when there are too few.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Negative samples")
struct NegativeSamplerTests {
    @Test("are no edges, no loops, and none twice")
    func pairs() throws {
        let graph = try SamplerTests.graph()
        let sampler = try NegativeSampler(graph)
        let edges = try graph.edges()
        let taken = Set(zip(edges.sources, edges.targets).map { [$0, $1] })
        let loops = taken.count { $0[0] == $0[1] }
        #expect(sampler.pairCount == 60 * 59 - (taken.count - loops))
        let drawn = try sampler.sample(1000, using: RandomStream(seed: 1))
        let pairs = zip(drawn.sources, drawn.targets).map { [$0, $1] }
        #expect(Set(pairs).count == 1000 && taken.isDisjoint(with: pairs))
        #expect(pairs.allSatisfy { $0[0] != $0[1] && (0..<60).contains($0[0]) && (0..<60).contains($0[1]) })
        // All of them: the whole complement.
        let all = try sampler.sample(sampler.pairCount, using: RandomStream(seed: 2))
        #expect(Set(zip(all.sources, all.targets).map { [$0, $1] }).count == sampler.pairCount)
        let again = try sampler.sample(1000, using: RandomStream(seed: 1))
        #expect(again == drawn)
    }

    @Test("every pair is equally likely")
    func chances() throws {
        let graph = try Graph(nodeCount: 4, sources: [0, 0, 3, 3, 2], targets: [1, 1, 3, 2, 0])
        let sampler = try NegativeSampler(graph), stream = try RandomStream(seed: 3)
        #expect(sampler.pairCount == 9)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<900 {
            let (sources, targets) = try sampler.sample(2, using: stream)
            for pair in zip(sources, targets) { counts[[pair.0, pair.1], default: 0] += 1 }
        }
        let deviation = (1800 * (1 / 9.0) * (8 / 9.0)).squareRoot()
        #expect(counts.count == 9 && counts.values.allSatisfy { abs(Double($0) - 200) < 4.5 * deviation })
    }

    @Test("targets for given sources are no neighbours; reverses can be ruled out")
    func structured() throws {
        let graph = try SamplerTests.graph(), edges = try graph.edges()
        let taken = Set(zip(edges.sources, edges.targets).map { [$0, $1] })
        let targets = try NegativeSampler(graph).sampleTargets(
            for: edges.sources, using: RandomStream(seed: 1))
        #expect(zip(edges.sources, targets).allSatisfy { !taken.contains([$0, $1]) && $0 != $1 })
        let both = try NegativeSampler(graph, excludesReverse: true)
        let pairs = try both.sample(both.pairCount, using: RandomStream(seed: 1))
        #expect(zip(pairs.sources, pairs.targets).allSatisfy { !taken.contains([$1, $0]) })
    }

    @Test("a graph that is too dense says so")
    func dense() throws {
        let full = try Graph(nodeCount: 3, sources: [0, 0, 1, 1, 2], targets: [1, 2, 0, 2, 0])
        let sampler = try NegativeSampler(full), stream = try RandomStream(seed: 1)
        let last = try sampler.sample(1, using: stream)
        #expect(last.sources == [2] && last.targets == [1])
        let error = #expect(throws: GraphError.self) { try sampler.sample(2, using: stream) }
        #expect(error?.message == "2 pairs without an edge were asked for, the graph has 1")
        let node = #expect(throws: GraphError.self) { try sampler.sampleTargets(for: [2, 0], using: stream) }
        #expect(node?.message == "node 0 has edges to all others, or is not in 0..<3")
    }
}
