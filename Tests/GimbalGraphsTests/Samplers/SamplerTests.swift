// Parts of graphs: what they hold, how often, and that an interrupted iteration continues bit for bit.
import Foundation
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Samplers")
struct SamplerTests {
    /// 60 nodes and 400 edges with weights and features that name the edge.
    static func graph() throws -> Graph {
        let list = LargeGraphTests.list(nodeCount: 60, edgeCount: 400, isWeighted: false)
        let bare = try Graph(nodeCount: 60, edges: list).coalesced(.first)
        let numbers = try Tensor.arange(bare.edgeCount).converted(to: .float32)
        let (sources, targets) = try bare.edges()
        return try Graph(
            nodeCount: 60, sources: sources, targets: targets, weights: (numbers + 1).floats(),
            edgeFeatures: numbers.unsqueezed(axis: 1))
    }

    /// Describes where a part does not fit the whole graph, or returns nil.
    static func problem(_ part: SampledSubgraph, of whole: Graph) throws -> String? {
        let (sources, targets) = try whole.edges(), inner = try part.graph.edges()
        let features = try part.graph.edgeFeatures?.squeezed(axis: 1).integers()
        let weights = try part.graph.weights?.floats()
        guard Set(part.nodes).count == part.nodes.count else { return "a node stands twice" }
        for (place, edge) in part.edges.enumerated() {
            guard part.nodes[inner.sources[place]] == sources[edge],
                part.nodes[inner.targets[place]] == targets[edge]
            else { return "edge \(place) is not edge \(edge)" }
            guard features?[place] == edge, weights?[place] == Float(edge + 1) else {
                return "edge \(place) has features or weight of another"
            }
        }
        return nil
    }

    @Test("neighbours are edges of the graph, no more than asked for, seeds first")
    func neighbors() throws {
        let graph = try Self.graph(), seeds = [7, 3, 50]
        let sampler = try NeighborSampler(graph, fanOuts: [3, 2])
        let part = try sampler.sample(seeds, using: RandomStream(seed: 1))
        #expect(try Self.problem(part, of: graph) == nil)
        #expect(Array(part.nodes.prefix(3)) == seeds && part.seedCount == 3)
        #expect(part.hopNodeCounts.count == 3 && part.hopNodeCounts.last == part.nodes.count)
        let into = try part.graph.inEdgeCounts(), whole = try graph.inEdgeCounts()
        for (place, node) in part.nodes.enumerated() {
            let limit = place < 3 ? 3 : place < part.hopNodeCounts[1] ? 2 : 0
            #expect(into[place] == min(limit, whole[node]))
        }
        #expect(Set(part.edges).count == part.edges.count)
        let again = try sampler.sample(seeds, using: RandomStream(seed: 1))
        #expect(again.nodes == part.nodes && again.edges == part.edges)
        #expect(try part.rows(of: Tensor.arange(60)).integers() == part.nodes)
    }

    @Test("all neighbours of two hops are those of the breadth-first search")
    func all() throws {
        let graph = try Self.graph()
        let part = try NeighborSampler(graph, fanOuts: [.all, .all]).sample([5], using: RandomStream(seed: 1))
        let distances = try graph.hopDistances(from: [5], .incoming, maximum: 2)
        #expect(part.nodes.sorted() == distances.indices.filter { distances[$0] != nil })
        let expected = try graph.edges().targets.indices.filter { edge in
            (distances[try graph.edges().targets[edge]] ?? 9) <= 1
        }
        #expect(part.edges.sorted() == expected)
    }

    @Test("with replacement every node draws as many as asked for")
    func replacement() throws {
        let graph = try Self.graph()
        let sampler = try NeighborSampler(graph, fanOuts: [40], withReplacement: true)
        let part = try sampler.sample([4], using: RandomStream(seed: 2))
        #expect(try part.edges.count == 40 && Self.problem(part, of: graph) == nil)
    }

    @Test("every neighbour is drawn equally often")
    func chances() throws {
        let graph = try Graph(nodeCount: 6, sources: [1, 2, 3, 4, 5], targets: [0, 0, 0, 0, 0])
        let sampler = try NeighborSampler(graph, fanOuts: [2]), stream = try RandomStream(seed: 4)
        var counts = [Int](repeating: 0, count: 6)
        let draws = 2000
        for _ in 0..<draws { for node in try sampler.sample([0], using: stream).nodes { counts[node] += 1 } }
        let deviation = (Double(draws) * 0.4 * 0.6).squareRoot()
        #expect(counts[0] == draws && counts.dropFirst().allSatisfy { abs(Double($0) - 800) < 4 * deviation })
    }

    @Test("blocks compute the seeds' rows as the whole part does")
    func blocks() throws {
        let graph = try Self.graph()
        let part = try NeighborSampler(graph, fanOuts: [4, 3, 2]).sample(
            [9, 1], using: RandomStream(seed: 3))
        let x = try part.rows(of: SampleTensors.normal([60, 5], dtype: .float64))
        let weights = try part.graph.weights?.converted(to: .float64)
        var whole = x, rows = x
        for block in try part.blocks() {
            whole = try part.graph.pattern.matmul(whole, weights: weights)
            let own = try block.weights?.converted(to: .float64)
            #expect(rows.shape[0] == block.sourceCount && block.edgeFeatures?.shape[0] == own?.count)
            rows = try block.pattern.matmul(rows, weights: own)
        }
        #expect(try mismatch(rows, whole.narrow(axis: 0, start: 0, length: 2), .double) == nil)
        let block = try #require(part.blocks().last)
        #expect(block.targetCount == 2 && block.adjacency.shape == [2, part.hopNodeCounts[1]])
    }

    @Test("surroundings and clusters hold all edges between their nodes")
    func parts() throws {
        let graph = try Self.graph(), stream = try RandomStream(seed: 1)
        let ego = try EgoSampler(graph, hops: 1).sample([8, 2], using: stream)
        #expect(Array(ego.nodes.prefix(2)) == [8, 2])
        #expect(try Set(ego.nodes) == Set(graph.neighbors(of: 8) + graph.neighbors(of: 2) + [8, 2]))
        let clusters = try ClusterSampler(graph, clusterOfNode: (0..<60).map { $0 % 4 }, clusterCount: 5)
        let pair = try clusters.sample([3, 0], using: stream)
        #expect(pair.nodes.count == 30 && pair.nodes[0] == 3 && clusters.clusters[4].isEmpty)
        for part in [ego, pair] {
            #expect(try Self.problem(part, of: graph) == nil)
            #expect(try part.graph.edges() == graph.induced(by: part.nodes).edges())
        }
        let alone = try EgoSampler(graph, hops: 0).sample([8], using: stream)
        #expect(alone.nodes == [8])
    }

    @Test("what cannot be drawn is named")
    func refusals() throws {
        let graph = try Self.graph(), stream = try RandomStream(seed: 1)
        let sampler = try NeighborSampler(graph, fanOuts: [2])
        let twice = #expect(throws: GraphError.self) { try sampler.sample([1, 1], using: stream) }
        #expect(twice?.message == "node 1 at position 1 is named twice or not in 0..<60")
        #expect(throws: GraphError.self) { try sampler.sample([60], using: stream) }
        #expect(throws: GraphError.self) { try NeighborSampler(graph, fanOuts: []) }
        let fanOut = #expect(throws: GraphError.self) {
            try NeighborSampler(graph, fanOuts: [.all], withReplacement: true)
        }
        #expect(fanOut?.code == "graph.fan-out")
        #expect(throws: GraphError.self) { try EgoSampler(graph, hops: -1) }
        let cluster = #expect(throws: GraphError.self) {
            try ClusterSampler(graph, clusterOfNode: [0, 7], clusterCount: 2)
        }
        #expect(
            cluster?.message.contains("2 clusters up to 7 for 60 nodes, expected numbers in 0..<2") == true)
        let saint = #expect(throws: GraphError.self) {
            try SaintSampler(graph, .nodes(count: 0), drawCount: 1)
        }
        #expect(saint?.message.contains("from 60 nodes and \(graph.edgeCount) edges") == true)
        let draws = try SaintSampler(graph, .edges(count: 2), drawCount: 1)
        let count = #expect(throws: GraphError.self) { try draws.coefficients(sampleCount: 0, using: stream) }
        #expect(count?.message == "0 draws to count, expected 1 or more")
        #expect(throws: GraphError.self) {
            try SampledBatches(sampler, SampledBatchConfig(batchSize: 0), using: stream)
        }
        #expect(throws: GraphError.self) {
            try SampledBatches(sampler, items: [70], SampledBatchConfig(batchSize: 1), using: stream)
        }
    }
}

@Suite("Random parts with known chances")
struct SaintTests {
    static let draws: [SaintSampler.Draw] = [
        .nodes(count: 12), .edges(count: 8), .walks(rootCount: 4, stepCount: 3),
    ]

    @Test("hold all edges between their nodes, and the same stream gives the same", arguments: draws)
    func parts(_ draw: SaintSampler.Draw) throws {
        let graph = try SamplerTests.graph()
        let sampler = try SaintSampler(graph, draw, drawCount: 5)
        let part = try sampler.sample([0], using: RandomStream(seed: 6))
        #expect(try SamplerTests.problem(part, of: graph) == nil)
        #expect(try part.graph.edges() == graph.induced(by: part.nodes).edges())
        #expect(!part.nodes.isEmpty && part.nodes.count <= 16)
        let again = try sampler.sample([0], using: RandomStream(seed: 6))
        #expect(again.nodes == part.nodes)
        #expect(try sampler.sample([0, 1, 2], using: RandomStream(seed: 6)).nodes.count > part.nodes.count)
    }

    @Test("weighted sums over parts estimate those over the graph", arguments: draws)
    func unbiased(_ draw: SaintSampler.Draw) throws {
        let graph = try SamplerTests.graph()
        let sampler = try SaintSampler(graph, draw, drawCount: 1), stream = try RandomStream(seed: 7)
        let coefficients = try sampler.coefficients(sampleCount: 1500, using: stream)
        #expect(coefficients.nodeWeights.shape == [60] && coefficients.edgeFactors.shape == [graph.edgeCount])
        let values = try SampleTensors.normal([60]) + 3
        var total = 0.0, messages = 0.0
        for _ in 0..<1500 {
            let part = try sampler.sample([0], using: stream)
            total += try (part.rows(of: values) * coefficients.nodeWeights(of: part)).sum().item()
            // A part's messages, weighted as its targets are, estimate all messages: here one per edge.
            let (_, targets) = try part.graph.edges()
            let factors = try coefficients.edgeFactors(of: part)
            let weights = try coefficients.nodeWeights(of: part).indexSelect(Tensor(targets), axis: 0)
            messages += try (factors * weights).sum().item()
        }
        #expect(abs(total / 1500 - (try values.mean().item())) < 0.15)
        let expected = Double(graph.edgeCount) / 60
        #expect(abs(messages / 1500 - expected) < 0.1 * expected)
    }

    @Test("nodes are drawn by the squared norms of their columns")
    func chances() throws {
        // Column 0 of D^-1 A is (0, 1, 1/2), column 1 is (0, 0, 1/2).
        let graph = try Graph(nodeCount: 3, sources: [0, 0, 1], targets: [1, 2, 2])
        let sampler = try SaintSampler(graph, .nodes(count: 1), drawCount: 1),
            stream = try RandomStream(seed: 8)
        var counts = [0, 0, 0]
        for _ in 0..<1200 { counts[try sampler.sample([0], using: stream).nodes[0]] += 1 }
        let deviation = (1200 * 5 / 36.0).squareRoot()
        #expect(counts[2] == 0 && abs(Double(counts[1]) - 200) < 4 * deviation)
    }
}

@Suite("Batches of parts")
struct SampledBatchesTests {
    private func batches(_ seed: UInt64 = 5) throws -> SampledBatches<NeighborSampler> {
        let sampler = try NeighborSampler(SamplerTests.graph(), fanOuts: [2, 2])
        return try SampledBatches(
            sampler, items: Array(10..<33), SampledBatchConfig(batchSize: 5), using: RandomStream(seed: seed))
    }

    @Test("an epoch goes through every item once, in an order of its own")
    func epochs() throws {
        let batches = try batches()
        var epochs: [[Int]] = []
        for _ in 0..<2 {
            var seeds: [Int] = [], count = 0
            while let part = try batches.next() {
                seeds += part.nodes.prefix(part.seedCount)
                count += 1
            }
            #expect(seeds.sorted() == Array(10..<33) && count == 5 && batches.batchCount == 5)
            epochs.append(seeds)
        }
        #expect(epochs[0] != epochs[1] && epochs[0] != Array(10..<33))
    }

    @Test("without shuffling the order is the items', and a short batch can be left out")
    func ordered() throws {
        let graph = try SamplerTests.graph()
        let config = SampledBatchConfig(batchSize: 4, shuffles: false, dropsLast: true)
        let batches = try SampledBatches(
            EgoSampler(graph, hops: 1), items: [9, 8, 7, 6, 5, 4], config, using: RandomStream(seed: 1))
        #expect(try batches.next()?.nodes.prefix(4) == [9, 8, 7, 6])
        let end = try batches.next()
        #expect(end == nil && batches.batchCount == 1)
        #expect(try batches.next()?.nodes.prefix(4) == [9, 8, 7, 6])
    }

    @Test(
        "an iteration continues bit for bit from a state that was saved anywhere",
        arguments: [0, 1, 3, 5, 6, 8])
    func resume(_ steps: Int) throws {
        let straight = try batches()
        for _ in 0..<steps { _ = try straight.next() }
        let saved = try JSONEncoder().encode(straight.state())
        let other = try batches(99)
        _ = try other.next()
        try other.restore(JSONDecoder().decode(SamplerState.self, from: saved))
        for _ in 0..<9 {
            let (a, b) = (try straight.next(), try other.next())
            #expect(a?.nodes == b?.nodes && a?.edges == b?.edges)
        }
        #expect(try straight.state() == other.state())
    }

    @Test("the state of other items is refused, and nothing changes")
    func foreign() throws {
        let batches = try batches(), sampler = try EgoSampler(SamplerTests.graph(), hops: 1)
        let others = try SampledBatches(
            sampler, SampledBatchConfig(batchSize: 5), using: RandomStream(seed: 1))
        _ = try others.next()
        let before = try batches.state(), foreign = try others.state()
        let error = #expect(throws: GraphError.self) { try batches.restore(foreign) }
        #expect(error?.message.contains("the state stands at 5 of 60 items, the iteration has 23") == true)
        #expect(try batches.state() == before)
    }
}

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
