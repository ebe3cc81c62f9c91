// Parts of graphs: what they hold, and how often.
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
