// Gated layers and jumping knowledge: limits, graphs without edges, and what does not fit.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Gated graph layers")
struct GatedLayerTests {
    private let context = Context(seed: 1, mode: .evaluate)

    private func path(edgeFeatures: Tensor? = nil) throws -> Graph {
        try Graph(nodeCount: 3, sources: [0, 1, 1, 2], targets: [1, 0, 2, 1], edgeFeatures: edgeFeatures)
    }

    @Test("gates that are all alike make the mean over neighbours")
    func mean() throws {
        let layer = try GatedGCNConv(
            .init(
                inputCount: 2, outputCount: 2, edgeFeatureCount: 1, isNormalized: false, isResidual: false),
            context)
        let state = try layer.stateDict()
        for name in state.keys where name.hasPrefix("c.") || name.hasPrefix("d.") || name.hasPrefix("e.") {
            guard let tensor = state[name] else { continue }
            try layer.load([name: Tensor.zeros(tensor.shape)], mode: .partial)
        }
        let zeros = try Tensor.zeros([2]), none = try Tensor.zeros([2, 2])
        try layer.load(["a.weight": none, "a.bias": zeros, "b.bias": zeros], mode: .partial)
        try layer.load(["b.weight": Tensor.eye(2)], mode: .partial)
        let x = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2])
        let found = try layer(x, edges: Tensor.ones([4, 1]), on: path(), context)
        let wanted = try Tensor([3, 4, 3, 4, 3, 4] as [Float], shape: [3, 2])
        #expect(try (found.nodes - wanted).abs().max().item() < 1e-4)
    }

    @Test("edges of one layer are the next one's")
    func stacked() throws {
        let config = GatedGCNConv.Config(inputCount: 3, outputCount: 3, edgeFeatureCount: 3)
        let first = try GatedGCNConv(config, context), second = try GatedGCNConv(config, context)
        let x = try SampleTensors.normal([3, 3]), edges = try SampleTensors.normal([4, 3])
        let graph = try path(edgeFeatures: edges)
        let one = try first(x, on: graph, context)
        let two = try second(one.nodes, edges: one.edges, on: graph, context)
        let again = try second(one.nodes, on: graph.withEdgeFeatures(one.edges), context)
        #expect(two.edges.shape == [4, 3])
        #expect(try two.nodes.isEqual(to: again.nodes))
    }

    @Test("a graph without edges, or with one node, gives what the node alone says")
    func withoutEdges() throws {
        for count in [0, 1, 3] {
            let graph = try Graph(nodeCount: count, sources: [], targets: [])
            let x = try SampleTensors.normal([count, 2])
            let gated = try GatedGCNConv(
                .init(inputCount: 2, outputCount: 2, edgeFeatureCount: 1, isNormalized: false), context)
            let found = try gated(x, edges: Tensor.zeros([0, 1]), on: graph, context)
            #expect(found.edges.shape == [0, 2])
            #expect(try mismatch(found.nodes, x + gated.a(x, context).relu()) == nil)
            let layer = try ResGatedGraphConv(.init(inputCount: 2, outputCount: 3), context)
            let input = try GraphInput(features: .dense(x), graph: graph)
            let skip = try #require(layer.linSkip)
            #expect(try mismatch(layer(.dense(x), on: input, context), skip(x, context)) == nil)
        }
    }

    @Test("training drops outputs differently each time, evaluation does not")
    func dropout() throws {
        let layer = try GatedGCNConv(
            .init(inputCount: 4, outputCount: 4, edgeFeatureCount: 4, isNormalized: false, dropout: 0.5),
            context)
        let x = try SampleTensors.normal([3, 4]), graph = try path(edgeFeatures: Tensor.ones([4, 4]))
        let train = Context(seed: 3, mode: .train)
        let outputs = try [train, train, context, context].map { try layer(x, on: graph, $0).nodes }
        #expect(try !outputs[0].isEqual(to: outputs[1]))
        #expect(try outputs[2].isEqual(to: outputs[3]))
    }

    @Test("sparse and dense features give the same")
    func sparse() throws {
        let pattern = try SparsePattern(
            rowCount: 3, columnCount: 3, rowPointers: [0, 1, 2, 3], columns: [2, 0, 1])
        let sparse = NodeFeatures.sparse(SparseMatrix(pattern, values: try Tensor([1, 2, 3] as [Float])))
        let dense = try NodeFeatures.dense(sparse.dense())
        let layers: [any GraphLayer] = [
            try ResGatedGraphConv(.init(inputCount: 3, outputCount: 4), context),
            try GraphConv(3, 4, context),
        ]
        for layer in layers {
            let outputs = try [sparse, dense].map {
                try layer($0, on: GraphInput(features: $0, graph: path()), context)
            }
            #expect(try mismatch(outputs[0], outputs[1]) == nil)
        }
    }

    @Test("refuses counts below one, and edges without the features that it needs")
    func refuses() throws {
        let counts = #expect(throws: GraphError.self) {
            try GatedGCNConv(.init(inputCount: 2, outputCount: 2, edgeFeatureCount: 0), context)
        }
        #expect(counts?.code == "graph.gates")
        #expect(throws: GraphError.self) {
            try ResGatedGraphConv(.init(inputCount: 0, outputCount: 2), context)
        }
        let x = try Tensor.ones([3, 2])
        let gated = try GatedGCNConv(
            .init(inputCount: 2, outputCount: 2, edgeFeatureCount: 2), context)
        let missing = #expect(throws: GraphError.self) { try gated(x, on: path(), context) }
        #expect(missing?.description.contains("expected [4, 2], found none") == true)
        let other = #expect(throws: GraphError.self) {
            try gated(x, edges: Tensor.ones([4, 3]), on: path(), context)
        }
        #expect(other?.description.contains("found [4, 3]") == true)
        let rows = #expect(throws: TensorError.self) {
            try gated(Tensor.ones([2, 2]), edges: Tensor.ones([4, 2]), on: path(), context)
        }
        #expect(rows?.description.contains("[2, 2], expected [3, 2]") == true)
    }
}

@Suite("Jumping knowledge")
struct JumpingKnowledgeTests {
    private let context = Context(seed: 1, mode: .evaluate)

    @Test("joins layers of different widths side by side, and takes the largest of equal ones")
    func joins() throws {
        let a = try Tensor([1, 5] as [Float], shape: [2, 1])
        let b = try Tensor([3, 2, 1, 0] as [Float], shape: [2, 2])
        let joined = try JumpingKnowledge(.concatenation, context)([a, b], context)
        #expect(try joined.floats() == [1, 3, 2, 5, 1, 0])
        let largest = try JumpingKnowledge(.max, context)([a, a * 2, a - 1], context)
        #expect(try largest.floats() == [2, 10])
    }

    @Test("attention over one layer is that layer, also without nodes")
    func attention() throws {
        let layer = try JumpingKnowledge(.attention(featureCount: 4, layerCount: 1), context)
        let x = try SampleTensors.normal([3, 4])
        #expect(try mismatch(layer([x], context), x) == nil)
        let none = try layer([Tensor.zeros([0, 4])], context)
        #expect(none.shape == [0, 4])
    }

    @Test("refuses other numbers of layers than it was made for")
    func refuses() throws {
        let setting = #expect(throws: GraphError.self) {
            try JumpingKnowledge(.attention(featureCount: 1, layerCount: 1), context)
        }
        #expect(setting?.code == "graph.jumping")
        let layer = try JumpingKnowledge(.attention(featureCount: 2, layerCount: 3), context)
        let few = #expect(throws: GraphError.self) { try layer([Tensor.ones([2, 2])], context) }
        #expect(few?.description.contains("was given 1 layers") == true)
        let none = #expect(throws: GraphError.self) {
            try JumpingKnowledge(.max, context)([], context)
        }
        #expect(none?.code == "graph.jumping")
        #expect(throws: TensorError.self) {
            try JumpingKnowledge(.max, context)([Tensor.ones([2, 2]), Tensor.ones([2, 3])], context)
        }
    }
}
