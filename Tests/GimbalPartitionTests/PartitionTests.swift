// Partitions: balanced, with small cuts, for graphs of every form.
import GimbalGraphs
import GimbalPartition
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Partitions by METIS")
struct PartitionTests {
    /// A grid of so many rows and columns.
    private func grid(_ rows: Int, _ columns: Int) throws -> Graph {
        var sources: [Int] = [], targets: [Int] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let node = row * columns + column
                if column + 1 < columns { (sources, targets) = (sources + [node], targets + [node + 1]) }
                if row + 1 < rows { (sources, targets) = (sources + [node], targets + [node + columns]) }
            }
        }
        return try Graph(nodeCount: rows * columns, sources: sources, targets: targets)
    }

    private func cut(_ graph: Graph, _ parts: [Int]) throws -> Int {
        let (sources, targets) = try graph.edges()
        return zip(sources, targets).count { parts[$0] != parts[$1] }
    }

    @Test(
        "a grid falls into even parts with short borders", arguments: PartitionSettings.Method.allCases,
        [2, 4, 7])
    func grid(_ method: PartitionSettings.Method, _ partCount: Int) throws {
        let graph = try grid(20, 20)
        let settings = PartitionSettings(method: method)
        let partition = try graph.metisPartition(partCount: partCount, settings)
        #expect(partition.sizes.count == partCount && partition.sizes.reduce(0, +) == 400)
        let mean = 400 / Double(partCount)
        #expect(Double(partition.sizes.max() ?? 0) <= mean * 1.05 + 1)
        // Straight borders of 2, 4 and 7 parts cut 20, 40 and about 75 edges; random parts cut hundreds.
        #expect(partition.cutEdgeCount <= [2: 26, 4: 56, 7: 100][partCount] ?? 0)
        #expect(try partition.cutEdgeCount == cut(graph, partition.partOfNode))
        #expect(partition.cutWeight == Double(partition.cutEdgeCount))
        let stream = try RandomStream(seed: 1)
        let random = try Tensor.randint([400], low: 0, high: partCount, using: stream).integers()
        #expect(try 2 * partition.cutEdgeCount < cut(graph, random))
        #expect(try graph.metisPartition(partCount: partCount, settings) == partition)
    }

    @Test("weights of edges and nodes are heeded")
    func weights() throws {
        // A path 0-1-2-3-4-5 whose middle edge is heavy: the cut avoids it.
        let path = try Graph(
            nodeCount: 6, sources: [0, 1, 2, 3, 4], targets: [1, 2, 3, 4, 5], weights: [1, 0.5, 100, 0.25, 1])
        let settings = PartitionSettings(method: .recursive, imbalance: 0.4)
        let partition = try path.metisPartition(partCount: 2, settings)
        #expect(partition.partOfNode[2] == partition.partOfNode[3])
        #expect(partition.cutEdgeCount == 1 && partition.cutWeight == 0.25)
        // One node weighs as much as all others.
        let grid = try grid(10, 10)
        let heavy = [99] + [Int](repeating: 1, count: 99)
        let balanced = try grid.metisPartition(
            partCount: 2, nodeWeights: heavy, PartitionSettings(method: .recursive))
        let side = balanced.partOfNode[0]
        #expect(balanced.partOfNode.count { $0 == side } < 15)
    }

    @Test("graphs of every form have partitions")
    func forms() throws {
        let single = try grid(3, 3).metisPartition(partCount: 1)
        #expect(single.partOfNode == [Int](repeating: 0, count: 9) && single.cutEdgeCount == 0)
        let none = try Graph(nodeCount: 0, sources: [], targets: []).metisPartition(partCount: 4)
        #expect(none.partOfNode.isEmpty && none.sizes == [0, 0, 0, 0])
        let lonely = try Graph(nodeCount: 10, sources: [3], targets: [3]).metisPartition(partCount: 4)
        #expect(lonely.sizes.allSatisfy { (2...3).contains($0) } && lonely.cutEdgeCount == 0)
        // Two rings of eight: no edge needs to be cut.
        let rings = (0..<8).map { ($0, ($0 + 1) % 8) }
        let islands = try Graph(
            nodeCount: 16, sources: rings.map(\.0) + rings.map { $0.0 + 8 },
            targets: rings.map(\.1) + rings.map { $0.1 + 8 })
        let halves = try islands.metisPartition(partCount: 2, PartitionSettings(method: .recursive))
        #expect(halves.cutEdgeCount == 0 && halves.sizes == [8, 8])
        let all = try grid(2, 2).metisPartition(partCount: 4)
        #expect(all.partOfNode.allSatisfy { (0..<4).contains($0) })
    }

    @Test("what cannot be divided is named")
    func refusals() throws {
        let graph = try grid(2, 2)
        let parts = #expect(throws: GraphError.self) { try graph.metisPartition(partCount: 5) }
        #expect(parts?.message == "5 parts of 4 nodes, expected 1...4")
        #expect(throws: GraphError.self) { try graph.metisPartition(partCount: 0) }
        let nodes = #expect(throws: GraphError.self) {
            try graph.metisPartition(partCount: 2, nodeWeights: [1, -1])
        }
        #expect(nodes?.message.contains("2 node weights from -1 with the sum 0 for 4 nodes") == true)
        #expect(throws: GraphError.self) {
            try graph.metisPartition(partCount: 2, nodeWeights: [.max, 1, 1, 1])
        }
        let settings = #expect(throws: GraphError.self) {
            try graph.metisPartition(partCount: 2, PartitionSettings(imbalance: 2))
        }
        #expect(settings?.message == "an imbalance of 2.0 and 1 tries")
        let negative = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0], weights: [-1, 2])
            .undirected()
        let mixed = try Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2], weights: [-1, 2])
        let weight = #expect(throws: GraphError.self) { try mixed.metisPartition(partCount: 2) }
        #expect(weight?.message.contains("has the weight -1.0, expected 0 or more for partitions") == true)
        // The larger of two weights counts.
        #expect(try negative.metisPartition(partCount: 2).partOfNode.count == 2)
    }
}
