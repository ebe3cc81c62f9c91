// Attention on graphs: limits, settings, and graphs that do not fit.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph attention")
struct GraphAttentionTests {
    private func path(edgeFeatures: Tensor? = nil) throws -> Graph {
        try Graph(nodeCount: 3, sources: [0, 1, 1, 2], targets: [1, 0, 2, 1], edgeFeatures: edgeFeatures)
    }

    private func input(_ x: Tensor, _ graph: Graph) throws -> GraphInput {
        try GraphInput(features: .dense(x), graph: graph)
    }

    @Test("without scores is the mean over neighbours and oneself")
    func mean() throws {
        let context = Context(seed: 1)
        let layer = try GATConv(GraphAttentionConfig(inputCount: 2, outputCount: 2), context)
        try layer.load(["lin.weight": Tensor.eye(2), "att_src": Tensor.zeros([1, 1, 2])], mode: .partial)
        try layer.load(["att_dst": Tensor.zeros([1, 1, 2])], mode: .partial)
        let x = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2])
        let y = try layer(.dense(x), on: input(x, path()), Context(seed: 0, mode: .evaluate)).floats()
        #expect(zip(y, [2, 3, 3, 4, 4, 5] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("takes sparse features for what they are")
    func sparse() throws {
        let context = Context(seed: 1)
        let layer = try GATConv(GraphAttentionConfig(inputCount: 3, outputCount: 4, headCount: 2), context)
        let pattern = try SparsePattern(
            rowCount: 3, columnCount: 3, rowPointers: [0, 1, 2, 3], columns: [2, 0, 1])
        let sparse = SparseMatrix(pattern, values: try Tensor([1, 2, 3] as [Float]))
        let dense = try Tensor([0, 0, 1, 2, 0, 0, 0, 3, 0] as [Float], shape: [3, 3])
        let evaluate = Context(seed: 0, mode: .evaluate)
        let graph = try path()
        let a = try layer(.sparse(sparse), on: GraphInput(features: .sparse(sparse), graph: graph), evaluate)
        let b = try layer(.dense(dense), on: input(dense, graph), evaluate)
        #expect(try (a - b).abs().max().item() < 1e-6)
    }

    @Test("drops attention in training only, differently each time")
    func dropout() throws {
        let config = GraphAttentionConfig(inputCount: 2, outputCount: 3, headCount: 2, dropout: 0.5)
        let layer = try GATv2Conv(config, Context(seed: 1))
        let x = try Tensor.randn([3, 2], using: RandomStream(seed: 5))
        let graph = try input(x, path())
        let train = Context(seed: 3, mode: .train), evaluate = Context(seed: 3, mode: .evaluate)
        let first = try layer(.dense(x), on: graph, train), second = try layer(.dense(x), on: graph, train)
        #expect(try !first.isEqual(to: second))
        let a = try layer(.dense(x), on: graph, evaluate), b = try layer(.dense(x), on: graph, evaluate)
        #expect(try a.isEqual(to: b))
    }

    @Test("refuses settings out of range and graphs without the edge features that it needs")
    func refuses() throws {
        let context = Context(seed: 1)
        for config in [
            GraphAttentionConfig(inputCount: 0, outputCount: 3),
            GraphAttentionConfig(inputCount: 2, outputCount: 3, headCount: 0),
            GraphAttentionConfig(inputCount: 2, outputCount: 3, dropout: 1),
            GraphAttentionConfig(inputCount: 2, outputCount: 3, edgeFeatureCount: 0),
        ] {
            let error = #expect(throws: GraphError.self) { try GATConv(config, context) }
            #expect(error?.code == "graph.attention")
        }
        let config = GraphAttentionConfig(inputCount: 2, outputCount: 3, edgeFeatureCount: 2)
        let x = try Tensor.ones([3, 2])
        for features in [nil, try Tensor.ones([4, 3])] {
            let graph = try path(edgeFeatures: features)
            let first = #expect(throws: GraphError.self) {
                try GATConv(config, context)(.dense(x), on: input(x, graph), context)
            }
            #expect(first?.code == "graph.features")
            #expect(throws: GraphError.self) {
                try GATv2Conv(config, context)(.dense(x), on: input(x, graph), context)
            }
        }
    }
}
