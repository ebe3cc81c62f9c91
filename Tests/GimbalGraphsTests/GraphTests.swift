// Graphs: what is kept, and what is refused.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph")
struct GraphTests {
    @Test("edges are kept by target, then source, whatever their order")
    func order() throws {
        let graph = try Graph(nodeCount: 3, sources: [2, 0, 1], targets: [0, 1, 0], weights: [5, 6, 7])
        let edges = try graph.edges()
        #expect(edges.sources == [1, 2, 0] && edges.targets == [0, 0, 1])
        #expect(try graph.weights?.floats() == [7, 5, 6])
        #expect(try graph.pattern.rowPointers.integers() == [0, 2, 3, 3])
        #expect(graph.edgeCount == 3 && graph.nodeCount == 3)
    }

    @Test("compressed rows and an edge list give the same graph")
    func compressed() throws {
        let a = try Graph(nodeCount: 3, rowPointers: [0, 2, 3, 3], columns: [1, 2, 0])
        let b = try Graph(nodeCount: 3, sources: [1, 2, 0], targets: [0, 0, 1])
        #expect(try a.edges() == b.edges())
        #expect(throws: TensorError.self) { try Graph(nodeCount: 2, rowPointers: [0, 2], columns: [0, 1]) }
    }

    @Test("a graph is undirected when every edge has its reverse with the same weight")
    func symmetry() throws {
        #expect(try SampleGraphs.path().isUndirected)
        #expect(try !SampleGraphs.directedWithSelfLoop().isUndirected)
        let pair = { try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0], weights: $0) }
        #expect(try pair([2, 2]).isUndirected && !pair([2, 3]).isUndirected)
    }

    @Test("making a graph undirected keeps the larger weight and merges parallel edges")
    func undirected() throws {
        let graph = try Graph(
            nodeCount: 3, sources: [0, 1, 0, 0], targets: [1, 0, 2, 2], weights: [2, 3, 1, 4])
        let both = try graph.undirected()
        #expect(both.isUndirected && both.edgeCount == 4)
        let edges = try both.edges()
        #expect(edges.sources == [1, 2, 0, 0] && edges.targets == [0, 0, 1, 2])
        #expect(try both.weights?.floats() == [3, 4, 3, 4])
    }

    @Test("renumbering moves edges with their weights")
    func permuted() throws {
        let graph = try Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2], weights: [5, 6])
        let moved = try graph.permuted([2, 0, 1])
        let edges = try moved.edges()
        #expect(edges.sources == [2, 0] && edges.targets == [0, 1])
        #expect(try moved.weights?.floats() == [5, 6])
        let error = #expect(throws: GraphError.self) { try graph.permuted([0, 0, 1]) }
        #expect(error?.code == "graph.permutation" && error?.fix == "Give every node one number.")
    }

    @Test("edges that have no place are refused with their number")
    func refusals() throws {
        let node = #expect(throws: GraphError.self) {
            try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 2])
        }
        #expect(node?.code == "graph.node")
        #expect(node?.message.contains("edge 1 runs from 1 to 2, expected nodes in 0..<2") == true)
        #expect(throws: GraphError.self) { try Graph(nodeCount: 2, sources: [-1], targets: [0]) }
        let counts = #expect(throws: GraphError.self) {
            try Graph(nodeCount: 2, sources: [0, 1], targets: [1])
        }
        #expect(counts?.code == "graph.edges" && counts?.message.contains("2 sources, 1 targets") == true)
        #expect(throws: GraphError.self) { try Graph(nodeCount: -1, sources: [], targets: []) }
        let size = #expect(throws: GraphError.self) {
            try Graph(nodeCount: 1 << 31, sources: [], targets: [])
        }
        #expect(size?.code == "graph.size" && size?.message.contains("2147483648 nodes and 0 edges") == true)
        let weight = #expect(throws: GraphError.self) {
            try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0], weights: [1, .nan])
        }
        #expect(weight?.code == "graph.weight" && weight?.message.contains("edge 1") == true)
    }

    @Test("a graph without nodes or edges is a graph")
    func empty() throws {
        let nobody = try Graph(nodeCount: 0, sources: [], targets: [])
        #expect(nobody.edgeCount == 0 && nobody.isUndirected)
        let alone = try Graph(nodeCount: 3, sources: [], targets: [])
        #expect(try alone.inDegrees().floats() == [0, 0, 0])
    }

    @Test("features must have one row per node")
    func input() throws {
        let error = #expect(throws: GraphError.self) {
            try GraphInput(features: .dense(Tensor.ones([4, 2])), graph: SampleGraphs.path())
        }
        #expect(error?.message == "The features have 4 rows, the graph has 3 nodes.")
    }
}

@Suite("NodeFeatures")
struct NodeFeaturesTests {
    private func sparse() throws -> NodeFeatures {
        let pattern = try SparsePattern(
            rowCount: 3, columnCount: 4, rowPointers: [0, 2, 2, 3], columns: [1, 3, 0])
        return .sparse(SparseMatrix(pattern, values: try Tensor([Float(3), 1, 0.25])))
    }

    @Test("sparse features become the same dense ones")
    func dense() throws {
        let features = try sparse()
        #expect(features.nodeCount == 3 && features.featureCount == 4)
        #expect(try features.dense().floats() == [0, 3, 0, 1, 0, 0, 0, 0, 0.25, 0, 0, 0])
    }

    @Test("rows are divided by their sum, which counts as 1 where it is below")
    func normalized() throws {
        let expected: [Float] = [0, 0.75, 0, 0.25, 0, 0, 0, 0, 0.25, 0, 0, 0]
        #expect(try sparse().rowNormalized().dense().floats() == expected)
        #expect(try NodeFeatures.dense(sparse().dense()).rowNormalized().dense().floats() == expected)
    }
}
