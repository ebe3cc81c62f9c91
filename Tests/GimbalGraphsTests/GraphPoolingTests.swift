// Pooling of nodes and graphs: empty graphs, ties, order of the nodes, and what does not fit.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph pooling")
struct GraphPoolingTests {
    private let context = Context(seed: 1, mode: .evaluate)

    private func ring(_ count: Int) throws -> Graph {
        let nodes = Array(0..<count), next = nodes.map { ($0 + 1) % count }
        return try Graph(nodeCount: count, sources: nodes + next, targets: next + nodes)
    }

    private func single() throws -> Graph { try Graph(nodeCount: 1, sources: [], targets: []) }
    private func empty() throws -> Graph { try Graph(nodeCount: 0, sources: [], targets: []) }

    /// A selection whose scores are the first feature, up to tanh.
    private func topK(_ selection: NodeSelection, featureCount: Int = 1) throws -> TopKPooling {
        let layer = try TopKPooling(featureCount, selection, context)
        layer.select.weight = try Tensor(
            [1] + [Float](repeating: 0, count: featureCount - 1), shape: [1, featureCount])
        return layer
    }

    @Test("reduces each graph by itself; a graph without nodes gives zeros")
    func global() throws {
        let batch = try GraphBatch([ring(3), empty(), single()])
        let x = try Tensor([1, -9, 2, -8, 6, -7, -5, 4] as [Float], shape: [4, 2])
        let expected: [NodeReduction: [Float]] = [
            .sum: [9, -24, 0, 0, -5, 4], .mean: [3, -8, 0, 0, -5, 4], .max: [6, -7, 0, 0, -5, 4],
        ]
        for reduction in NodeReduction.allCases {
            let found = try GlobalPooling(reduction)(x, over: batch, context)
            #expect(found.shape == [3, 2])
            #expect(try found.floats() == expected[reduction])
        }
    }

    @Test("reduces a batch of nothing to nothing")
    func nothing() throws {
        let batch = try GraphBatch([])
        for reduction in NodeReduction.allCases {
            let found = try GlobalPooling(reduction)(Tensor.zeros([0, 3]), over: batch, context)
            #expect(found.shape == [0, 3])
        }
        let pooled = try topK(.ratio(0.5), featureCount: 3)(Tensor.zeros([0, 3]), over: batch, context)
        #expect(pooled.kept == [] && pooled.batch.graphCount == 0)
    }

    @Test("attention without scores is the mean")
    func attentionalMean() throws {
        let batch = try GraphBatch([ring(3), single()])
        let gate = try Linear(2, 1, context)
        gate.weight = try Tensor.zeros([1, 2])
        let x = try Tensor([1, -9, 2, -8, 6, -7, -5, 4] as [Float], shape: [4, 2])
        let found = try AttentionalPooling(gate: gate)(x, over: batch, context)
        #expect(try mismatch(found, GlobalPooling(.mean)(x, over: batch, context)) == nil)
    }

    @Test("does not depend on the order of a graph's nodes")
    func permutation() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode(), order = [3, 0, 5, 1, 4, 2]
        let former = try Tensor(order.indices.sorted { order[$0] < order[$1] })
        let x = try SampleTensors.normal([6, 4], dtype: .float64)
        let moved = try x.indexSelect(former, axis: 0)
        let layer = try SAGPooling(4, .count(3), context)
        try layer.convert(to: .float64)
        let a = try layer(x, over: GraphBatch([graph]), context)
        let b = try layer(moved, over: GraphBatch([graph.permuted(order)]), context)
        #expect(b.kept == a.kept.map { order[$0] })
        #expect(try mismatch(a.features, b.features, .double) == nil)
        let (edges, others) = (try a.batch.graph.edges(), try b.batch.graph.edges())
        #expect(edges.sources == others.sources && edges.targets == others.targets)
    }

    @Test("keeps the best of each graph, the lower number among equals")
    func ties() throws {
        let batch = try GraphBatch([ring(4), empty(), single(), ring(5)])
        let x = try Tensor([1, 2, 2, 2, 7, 3, 3, 3, 3, 3] as [Float], shape: [10, 1])
        let half = try topK(.ratio(0.5))(x, over: batch, context)
        #expect(half.kept == [1, 2, 4, 5, 6, 7])
        #expect(half.batch.nodeOffsets == [0, 2, 2, 3, 6])
        #expect(try half.batch.graphOfNode.integers() == [0, 0, 2, 3, 3, 3])
        let two = try topK(.count(2))(x, over: batch, context)
        #expect(two.kept == [1, 2, 4, 5, 6])
        let shares = try topK(.minimumScore(0.3))(x, over: batch, context)
        #expect(shares.kept == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test("a share is rounded up, but not for a rounding error")
    func shares() throws {
        for (share, count, expected) in [(0.55, 100, 55), (0.5, 5, 3), (0.01, 3, 1), (1, 4, 4)] {
            let batch = try GraphBatch([ring(count)])
            let x = try Tensor((0..<count).map { Float($0) / 100 }, shape: [count, 1])
            let pooled = try topK(.ratio(share))(x, over: batch, context)
            #expect(pooled.kept == Array((0..<count).reversed().prefix(expected)))
        }
    }

    @Test("keeps the edges between kept nodes with their weights")
    func edges() throws {
        let graph = try Graph(
            nodeCount: 4, sources: [0, 1, 2, 3, 3], targets: [1, 2, 3, 0, 1], weights: [1, 2, 3, 4, 5],
            edgeFeatures: Tensor([10, 20, 30, 40, 50] as [Float], shape: [5, 1]))
        let x = try Tensor([-1, 2, -2, 3] as [Float], shape: [4, 1])
        let pooled = try topK(.count(3))(x, over: GraphBatch([graph]), context)
        #expect(pooled.kept == [3, 1, 0])
        let small = pooled.batch.graph, (sources, targets) = try small.edges()
        #expect(sources == [0, 2, 0] && targets == [1, 1, 2])
        #expect(try small.weights?.floats() == [5, 1, 4])
        #expect(try small.edgeFeatures?.floats() == [50, 10, 40])
        #expect(try mismatch(pooled.features, pooled.batch.features?.dense() ?? x) == nil)
    }

    @Test("refuses settings out of range, features of other nodes, and scores that are no numbers")
    func refuses() throws {
        for selection in [
            NodeSelection.ratio(0), .ratio(1.5), .ratio(.nan), .count(0), .minimumScore(.infinity),
        ] {
            let error = #expect(throws: GraphError.self) { try TopKPooling(4, selection, context) }
            #expect(error?.code == "graph.selection")
        }
        let batch = try GraphBatch([ring(3), single()])
        let many = #expect(throws: TensorError.self) {
            try GlobalPooling(.sum)(Tensor.ones([5, 2]), over: batch, context)
        }
        #expect(many?.description.contains("[5, 2], expected [4, features]") == true)
        let wide = #expect(throws: TensorError.self) {
            try AttentionalPooling(gate: Linear(2, 3, context))(Tensor.ones([4, 2]), over: batch, context)
        }
        #expect(wide?.description.contains("the gate gives [4, 3] for values [4, 2]") == true)
        let x = try Tensor([1, .nan, 2, 3] as [Float], shape: [4, 1])
        let score = #expect(throws: GraphError.self) { try topK(.count(1))(x, over: batch, context) }
        #expect(score?.code == "graph.score")
        #expect(score?.description.contains("node 1 of 4") == true)
    }
}
