// Convolutions on graphs: limits, settings, and what does not fit.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph convolutions")
struct GraphConvolutionTests {
    private let evaluate = Context(seed: 1, mode: .evaluate)

    private func input(_ x: Tensor, _ graph: Graph) throws -> GraphInput {
        try GraphInput(features: .dense(x), graph: graph)
    }

    /// 0 → 1, 2 → 1; nothing leads into 0, 2 and 3.
    private func fork(edgeFeatures: Tensor? = nil) throws -> Graph {
        try Graph(nodeCount: 4, sources: [0, 2], targets: [1, 1], edgeFeatures: edgeFeatures)
    }

    private func numbers() throws -> Tensor {
        try Tensor([1, -2, 3, 4, -5, 6, 7, 8] as [Float], shape: [4, 2])
    }

    @Test(
        "neighbours are joined as their name says, nobody's neighbours are zero",
        arguments: [(NeighborAggregation.mean, [-2, 2]), (.max, [1, 6]), (.sum, [-4, 4])])
    func aggregations(_ aggregation: NeighborAggregation, _ expected: [Float]) throws {
        let layer = try SAGEConv(
            .init(
                inputCount: 2, outputCount: 2, aggregation: aggregation, hasRootWeight: false, hasBias: false),
            evaluate)
        try layer.load(["lin_l.weight": Tensor.eye(2)])
        let x = try numbers()
        let y = try layer(.dense(x), on: input(x, fork()), evaluate).floats()
        #expect(y == [0, 0] + expected + [0, 0, 0, 0])
    }

    @Test("sparse features give what dense ones give", arguments: NeighborAggregation.allCases)
    func sparse(_ aggregation: NeighborAggregation) throws {
        let pattern = try SparsePattern(
            rowCount: 4, columnCount: 3, rowPointers: [0, 1, 2, 3, 3], columns: [2, 0, 1])
        let sparse = NodeFeatures.sparse(SparseMatrix(pattern, values: try Tensor([1, -2, 3] as [Float])))
        let dense = NodeFeatures.dense(try sparse.dense())
        let graph = try fork()
        let layer = try SAGEConv(.init(inputCount: 3, outputCount: 5, aggregation: aggregation), evaluate)
        let simple = try SGConv(3, 5, hopCount: 2, evaluate)
        let gin = try GINConv(Linear(3, 2, evaluate))
        let outputs = try [sparse, dense].map { x in
            let input = try GraphInput(features: x, graph: graph)
            return try [
                layer(x, on: input, evaluate), simple(x, on: input, evaluate), simple(input, evaluate),
                gin(x, on: input, evaluate),
            ]
        }
        for (a, b) in zip(outputs[0], outputs[1]) { #expect(try mismatch(a, b) == nil) }
    }

    @Test("rows of a normalised output have length 1")
    func normalized() throws {
        let layer = try SAGEConv(.init(inputCount: 2, outputCount: 3, normalizes: true), evaluate)
        let x = try numbers()
        let lengths = try layer(.dense(x), on: input(x, fork()), evaluate).norm(order: 2, axes: [1]).floats()
        #expect(lengths.allSatisfy { abs($0 - 1) < 1e-6 })
    }

    @Test("ε = −1 leaves the node itself out, 0 counts it as a neighbour")
    func isomorphism() throws {
        let x = try numbers(), graph = try fork(), nothing = Sequential()
        let without = try GINConv(nothing, eps: -1)(.dense(x), on: input(x, graph), evaluate).floats()
        #expect(without == [0, 0, -4, 4, 0, 0, 0, 0])
        let with = try GINConv(nothing)(.dense(x), on: input(x, graph), evaluate).floats()
        #expect(with == [1, -2, -1, 8, -5, 6, 7, 8])
    }

    @Test("ε is a parameter where it is learned, a buffer otherwise, of the same name")
    func epsilon() throws {
        let fixed = try GINConv(Sequential(), eps: 0.5),
            learned = try GINConv(Sequential(), eps: 0.5, learnsEps: true)
        #expect(try fixed.table().parameterCount == 0)
        #expect(try learned.table().parameterCount == 1)
        #expect(try fixed.stateDict().keys.map { $0 } == ["eps"])
        #expect(try learned.stateDict().keys.map { $0 } == ["eps"])
        #expect(try fixed.eps?.floats() == [0.5])
    }

    @Test("messages are rectified sums of neighbour and edge")
    func edges() throws {
        let x = try numbers()
        let graph = try fork(edgeFeatures: Tensor([-3, 3, 6, -7] as [Float], shape: [2, 2]))
        let layer = try GINEConv(Sequential(), inputCount: 2, eps: -1, evaluate)
        let y = try layer(.dense(x), on: input(x, graph), evaluate).floats()
        // ReLU(1 − 3, −2 + 3) + ReLU(−5 + 6, 6 − 7)
        #expect(y == [0, 0, 1, 1, 0, 0, 0, 0])
    }

    @Test("no hops and a certain restart leave predictions as they are")
    func stillPropagation() throws {
        let x = try numbers(), graph = try input(x, fork())
        #expect(try APPNP(hopCount: 0)(x, on: graph, evaluate).isEqual(to: x))
        #expect(try APPNP(hopCount: 4, alpha: 1)(x, on: graph, evaluate).isEqual(to: x))
        let layer = try SGConv(2, 3, hopCount: 0, evaluate)
        #expect(try mismatch(layer(.dense(x), on: graph, evaluate), layer.lin(x, evaluate)) == nil)
    }

    @Test("many steps solve the equation of personalised PageRank")
    func limit() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode()
        let x = try SampleTensors.normal([6, 2], dtype: .float64)
        let input = try input(x, graph)
        let z = try APPNP(hopCount: 400, alpha: 0.2)(x, on: input, evaluate)
        let next = try input.adjacency(dtype: .float64).matmul(z) * 0.8 + x * 0.2
        #expect(try (z - next).abs().max().item() < 1e-12)
    }

    @Test("edges are dropped in training only, others in every step")
    func dropout() throws {
        let x = try SampleTensors.normal([3, 2])
        let graph = try input(x, SampleGraphs.path())
        let layer = try APPNP(hopCount: 2, dropout: 0.5), train = Context(seed: 3, mode: .train)
        let first = try layer(x, on: graph, train), second = try layer(x, on: graph, train)
        #expect(try !first.isEqual(to: second))
        let plain = try APPNP(hopCount: 2)(x, on: graph, train)
        #expect(try layer(x, on: graph, evaluate).isEqual(to: plain))
        // All dropped: the restart alone is left.
        let none = try APPNP(hopCount: 2, alpha: 0.5, dropout: 1)(x, on: graph, train)
        #expect(try mismatch(none, x * 0.5) == nil)
    }

    @Test("features are propagated once and give what propagation each time gives")
    func cache() throws {
        let x = try SampleTensors.normal([5, 4])
        let graph = try input(x, SampleGraphs.directedWithSelfLoop())
        for selfLoops in [true, false] {
            let layer = try SGConv(4, 3, hopCount: 3, selfLoops: selfLoops, evaluate)
            let kept = try layer(graph, evaluate), fresh = try layer(.dense(x), on: graph, evaluate)
            #expect(try mismatch(kept, fresh) == nil)
        }
        let first = try graph.propagatedFeatures(hopCount: 3)
        let second = try graph.propagatedFeatures(hopCount: 3)
        let isSame = try first.withUnsafeElements(of: Float.self) { a in
            try second.withUnsafeElements(of: Float.self) { a.baseAddress == $0.baseAddress }
        }
        #expect(isSame)
        #expect(try graph.propagatedFeatures(hopCount: 0).isEqual(to: x))
    }

    @Test("settings out of range are refused")
    func settings() throws {
        let nothing = Sequential()
        let attempts: [(String, () throws -> Module)] = [
            ("SAGEConv with 0 features", { try SAGEConv(.init(inputCount: 0, outputCount: 2), evaluate) }),
            ("SAGEConv with -1 features", { try SAGEConv(.init(inputCount: 2, outputCount: -1), evaluate) }),
            ("ε of nodes themselves is nan", { try GINConv(nothing, eps: .nan) }),
            (
                "ε of nodes themselves is inf",
                { try GINEConv(nothing, inputCount: 2, eps: .infinity, evaluate) }
            ),
            ("GINEConv with 0 features", { try GINEConv(nothing, inputCount: 0, evaluate) }),
            (
                "GINEConv with 0 features",
                { try GINEConv(nothing, inputCount: 2, edgeFeatureCount: 0, evaluate) }
            ),
            ("APPNP with -1 hops", { try APPNP(hopCount: -1) }),
            ("restart probability 1.5", { try APPNP(alpha: 1.5) }),
            ("restart probability nan", { try APPNP(alpha: .nan) }),
            ("SGConv with 0 features", { try SGConv(0, 2, evaluate) }),
            ("SGConv with -2 hops", { try SGConv(2, 2, hopCount: -2, evaluate) }),
        ]
        for (text, attempt) in attempts {
            let error = #expect(throws: GraphError.self) { try attempt() }
            #expect(error?.code == "graph.convolution")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
        #expect(throws: ModuleError.self) { try APPNP(dropout: 2) }
    }

    @Test("features of other widths are refused")
    func widths() throws {
        let x = try Tensor.ones([4, 3]), graph = try input(x, fork()), features = NodeFeatures.dense(x)
        let sage = try SAGEConv(.init(inputCount: 2, outputCount: 2), evaluate)
        let gine = try GINEConv(Sequential(), inputCount: 2, evaluate), simple = try SGConv(2, 2, evaluate)
        let attempts: [() throws -> Tensor] = [
            { try sage(features, on: graph, evaluate) }, { try gine(features, on: graph, evaluate) },
            { try simple(features, on: graph, evaluate) }, { try simple(graph, evaluate) },
        ]
        for attempt in attempts {
            let error = #expect(throws: TensorError.self) { try attempt() }
            #expect(error?.code == "tensor.shape")
            #expect(error?.message.contains("the features are [4, 3], expected [nodes, 2]") == true)
        }
        let hops = #expect(throws: GraphError.self) { try graph.propagatedFeatures(hopCount: -1) }
        #expect(hops?.code == "graph.convolution")
    }

    @Test("edge features that are missing or of another width are refused")
    func edgeWidths() throws {
        let x = try Tensor.ones([4, 2])
        let mapped = try GINEConv(Sequential(), inputCount: 2, edgeFeatureCount: 5, evaluate)
        let plain = try GINEConv(Sequential(), inputCount: 2, evaluate)
        for (layer, width, text) in [
            (mapped, nil, "takes 5 features per edge, the graph has none"),
            (mapped, 2, "takes 5 features per edge, the graph has [2, 2]"),
            (plain, 5, "takes 2 features per edge, the graph has [2, 5]"),
        ] {
            let features = try width.map { try Tensor.ones([2, $0]) }
            let graph = try input(x, fork(edgeFeatures: features))
            let error = #expect(throws: GraphError.self) { try layer(.dense(x), on: graph, evaluate) }
            #expect(error?.code == "graph.features")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
    }
}
