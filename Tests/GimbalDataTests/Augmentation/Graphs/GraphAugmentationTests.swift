// Rates, what travels with nodes and edges, and refusals of the augmentations of graphs.
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Augmentations of graphs")
struct GraphAugmentationTests {
    private static let size = 300

    /// A ring with chords; the edge from s to t weighs w(s, t) and has the features [s, t].
    private static func sample(undirected: Bool, sparse: Bool = false) throws -> GraphSample {
        var sources: [Int] = [], targets: [Int] = []
        for node in 0..<size {
            for step in [1, 7] {
                let other = (node + step) % size
                sources += undirected ? [node, other] : [node]
                targets += undirected ? [other, node] : [other]
            }
        }
        let ends = zip(sources, targets).flatMap { [Float($0), Float($1)] }
        let graph = try Graph(
            nodeCount: size, sources: sources, targets: targets, weights: zip(sources, targets).map(weight),
            edgeFeatures: Tensor(ends, shape: [sources.count, 2]))
        return try GraphSample(graph: graph, features: features(sparse: sparse))
    }

    private static func weight(_ source: Int, _ target: Int) -> Float { Float((source + target) % 17 + 1) }

    /// Node i has i + 1 in the columns i % 40 and (i + 3) % 40.
    private static func features(sparse: Bool) throws -> NodeFeatures {
        var columns: [Int] = [], values: [Float] = []
        for node in 0..<size {
            columns += [node % 40, (node + 3) % 40].sorted()
            values += [Float(node + 1), Float(node + 1)]
        }
        let pattern = try SparsePattern(
            rowCount: size, columnCount: 40, rowPointers: (0...size).map { 2 * $0 }, columns: columns)
        let matrix = NodeFeatures.sparse(SparseMatrix(pattern, values: try Tensor(values)))
        return sparse ? matrix : .dense(try matrix.dense())
    }

    private static func all(_ rate: Double) throws -> [any Augmentation<GraphSample>] {
        [
            try NodeDropping(rate: rate), try EdgeDropping(rate: rate), try EdgeAdding(rate: rate),
            try FeatureColumnMasking(rate: rate), try NodeAttributeMasking(rate: rate),
            try RandomWalkSubgraph(ratio: 1 - rate),
        ]
    }

    /// Everything about a sample as numbers.
    private static func contents(_ sample: GraphSample) throws -> [[Double]] {
        let (sources, targets) = try sample.graph.edges()
        return [
            sources.map(Double.init), targets.map(Double.init), try sample.graph.weights?.doubles() ?? [],
            try sample.graph.edgeFeatures?.doubles() ?? [], try sample.features.dense().doubles(),
            (sample.originalNodes ?? []).map(Double.init),
        ]
    }

    private static func fits(_ count: Int, of total: Int, _ rate: Double) -> Bool {
        abs(Double(count) - Double(total) * rate) <= 4 * (Double(total) * rate * (1 - rate)).squareRoot()
    }

    @Test("rate 0 changes nothing; the same stream gives the same bits", arguments: [false, true])
    func laws(undirected: Bool) throws {
        let sample = try Self.sample(undirected: undirected, sparse: undirected)
        let before = try Self.contents(sample)
        for augmentation in try Self.all(0) {
            let found = try Self.contents(augmentation(sample, RandomStream(seed: 1)))
            #expect(found == before)
        }
        for augmentation in try Self.all(0.3) {
            let first = try augmentation(sample, RandomStream(seed: 2))
            let firstContents = try Self.contents(first)
            let second = try Self.contents(augmentation(sample, RandomStream(seed: 2)))
            let other = try Self.contents(augmentation(sample, RandomStream(seed: 3)))
            #expect(firstContents == second)
            #expect(firstContents != other)
            #expect(first.graph.isUndirected == undirected)
            if case .dense = first.features { #expect(!undirected) } else { #expect(undirected) }
        }
        #expect(try Self.contents(sample) == before)
    }

    @Test("removed nodes take their edges along; what stays is as it was", arguments: [false, true])
    func nodes(undirected: Bool) throws {
        let sample = try Self.sample(undirected: undirected, sparse: !undirected)
        let whole = try sample.features.dense().array2D(of: Float.self)
        let steps: [any Augmentation<GraphSample>] = [
            try NodeDropping(rate: 0.25), try RandomWalkSubgraph(ratio: 0.75),
        ]
        for step in steps {
            let found = try step(sample, RandomStream(seed: 5))
            let nodes = try #require(found.originalNodes)
            #expect(Self.fits(nodes.count, of: Self.size, 0.75))
            #expect(nodes == Array(Set(nodes)).sorted())
            #expect(try found.features.dense().array2D(of: Float.self) == nodes.map { whole[$0] })
            try Self.checkEdges(found.graph, nodes)
            let isKept = Set(nodes), old = try sample.graph.edges()
            let expected = zip(old.sources, old.targets).filter { isKept.contains($0) && isKept.contains($1) }
            #expect(found.graph.edgeCount == expected.count)
        }
        let walk = try RandomWalkSubgraph(ratio: 0.5)(sample, RandomStream(seed: 5))
        #expect(walk.graph.nodeCount == 150)
        // A part of a part still names the nodes of the whole.
        let part = try NodeDropping(rate: 0.5)(walk, RandomStream(seed: 6))
        let nodes = try #require(part.originalNodes)
        #expect(try part.features.dense().array2D(of: Float.self) == nodes.map { whole[$0] })
        #expect(try NodeDropping(rate: 1)(sample, RandomStream(seed: 1)).graph.nodeCount == 1)
    }

    /// Every edge still has the weight and the features of its ends.
    private static func checkEdges(_ graph: Graph, _ nodes: [Int]) throws {
        let (sources, targets) = try graph.edges()
        let weights = try #require(graph.weights).floats()
        let features = try #require(graph.edgeFeatures).array2D(of: Int.self)
        for edge in sources.indices {
            let ends = [nodes[sources[edge]], nodes[targets[edge]]]
            #expect(weights[edge] == weight(ends[0], ends[1]))
            #expect(features[edge] == ends)
        }
    }

    @Test(
        "removes the share of edges that was asked for, both directions together", arguments: [false, true])
    func dropping(undirected: Bool) throws {
        let sample = try Self.sample(undirected: undirected)
        let found = try EdgeDropping(rate: 0.4)(sample, RandomStream(seed: 1)).graph
        let directions = undirected ? 2 : 1
        #expect(Self.fits(found.edgeCount / directions, of: 600, 0.6))
        #expect(found.isUndirected == undirected)
        try Self.checkEdges(found, Array(0..<Self.size))
        #expect(try EdgeDropping(rate: 1)(sample, RandomStream(seed: 1)).graph.edgeCount == 0)
    }

    @Test("parallel edges and loops of undirected graphs lose both directions together")
    func parallelEdges() throws {
        let pairs = (0..<200).flatMap { _ in [(0, 1), (1, 0), (2, 2)] }
        let graph = try Graph(nodeCount: 3, sources: pairs.map(\.0), targets: pairs.map(\.1))
        let sample = try GraphSample(graph: graph, features: .dense(Tensor.zeros([3, 1])))
        let found = try EdgeDropping(rate: 0.5)(sample, RandomStream(seed: 1)).graph
        #expect(found.isUndirected)
        let sources = try found.edges().sources
        #expect(sources.filter { $0 == 0 }.count == sources.filter { $0 == 1 }.count)
        #expect(Self.fits(sources.filter { $0 == 2 }.count, of: 200, 0.5))
    }

    @Test("adds the number of edges that was asked for where there are none", arguments: [false, true])
    func adding(undirected: Bool) throws {
        let sample = try Self.sample(undirected: undirected)
        let found = try EdgeAdding(rate: 0.5)(sample, RandomStream(seed: 1)).graph
        #expect(found.edgeCount == sample.graph.edgeCount * 3 / 2)
        #expect(found.isUndirected == undirected)
        let (sources, targets) = try found.edges()
        let places = Set(zip(sources, targets).map { $0 * Self.size + $1 })
        #expect(places.count == found.edgeCount)
        #expect(!zip(sources, targets).contains { $0 == $1 })
        let weights = try #require(found.weights).floats()
        #expect(weights.allSatisfy { (1...17).contains($0) })
        // Weight and features come from the same edge.
        let features = try #require(found.edgeFeatures).array2D(of: Int.self)
        for edge in weights.indices {
            #expect(weights[edge] == Self.weight(features[edge][0], features[edge][1]))
        }
        let complete = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0])
        let full = try GraphSample(graph: complete, features: .dense(Tensor.zeros([2, 1])))
        #expect(try EdgeAdding(rate: 1)(full, RandomStream(seed: 1)).graph.edgeCount == 2)
    }

    @Test("masks whole columns or whole nodes, dense and sparse alike")
    func masking() throws {
        let dense = try Self.sample(undirected: true),
            sparse = try Self.sample(undirected: true, sparse: true)
        let old = try dense.features.dense().array2D(of: Float.self)
        let steps: [any Augmentation<GraphSample>] = [
            try FeatureColumnMasking(rate: 0.3), try NodeAttributeMasking(rate: 0.3),
        ]
        for step in steps {
            let found = try step(dense, RandomStream(seed: 1)).features.dense()
            let thin = try step(sparse, RandomStream(seed: 1)).features
            let same = try sameBits(found, thin.dense())
            #expect(same)
            guard case .sparse(let matrix) = thin else { continue }
            // Masked entries are gone, not zero.
            let filled = try (found .!= 0).sum().integerItem()
            #expect(matrix.pattern.entryCount == filled)
        }
        let columns = try steps[0](dense, RandomStream(seed: 1)).features.dense().array2D(of: Float.self)
        let masked = (0..<40).filter { column in columns.allSatisfy { $0[column] == 0 } }
        #expect(Self.fits(masked.count, of: 40, 0.3))
        let restKept = (0..<Self.size).allSatisfy { node in
            (0..<40).allSatisfy { masked.contains($0) || columns[node][$0] == old[node][$0] }
        }
        #expect(restKept)
        let rows = try steps[1](dense, RandomStream(seed: 1)).features.dense().array2D(of: Float.self)
        let cleared = rows.filter { $0.allSatisfy { $0 == 0 } }.count
        #expect(Self.fits(cleared, of: Self.size, 0.3))
        #expect((0..<Self.size).allSatisfy { rows[$0] == old[$0] || rows[$0].allSatisfy { $0 == 0 } })
    }

    @Test("walks over nodes without edges end, too")
    func isolated() throws {
        let graph = try Graph(nodeCount: 50, sources: [], targets: [])
        let sample = try GraphSample(graph: graph, features: .dense(Tensor.zeros([50, 1])))
        let found = try RandomWalkSubgraph(ratio: 0.5)(sample, RandomStream(seed: 1))
        #expect(found.graph.nodeCount == 25)
    }

    @Test("refuses settings out of range", arguments: [-0.1, 1.5, .nan])
    func settings(rate: Double) throws {
        let makers: [(String, () throws -> Void)] = [
            ("NodeDropping", { _ = try NodeDropping(rate: rate) }),
            ("EdgeDropping", { _ = try EdgeDropping(rate: rate) }),
            ("EdgeAdding", { _ = try EdgeAdding(rate: rate > 1 ? .infinity : rate) }),
            ("FeatureColumnMasking", { _ = try FeatureColumnMasking(rate: rate) }),
            ("NodeAttributeMasking", { _ = try NodeAttributeMasking(rate: rate) }),
            ("RandomWalkSubgraph", { _ = try RandomWalkSubgraph(ratio: rate) }),
        ]
        for (name, make) in makers {
            let error = #expect(throws: ConfigError.self, performing: make)
            #expect(error?.code == "config.augmentation")
            #expect(error?.message.contains(name) == true)
        }
        #expect(throws: ConfigError.self) { try RandomWalkSubgraph(ratio: 0) }
    }

    @Test("refuses features that do not fit the graph")
    func misfit() throws {
        let graph = try SampleGraphs.path()
        let error = #expect(throws: DataError.self) {
            try GraphSample(graph: graph, features: .dense(Tensor.zeros([4, 2])))
        }
        #expect(error?.code == "data.augmentation.nodes")
        #expect(error?.message.contains("4 rows of features for 3 nodes") == true)
    }
}
