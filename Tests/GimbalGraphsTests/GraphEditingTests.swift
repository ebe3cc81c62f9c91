// Graphs made from graphs, batches, and features of edges.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Editing graphs")
struct GraphEditingTests {
    private func sample() throws -> Graph {
        let features = try Tensor.arange(10).converted(to: .float32).reshaped([5, 2])
        return try Graph(
            nodeCount: 3, sources: [2, 0, 0, 1, 1], targets: [0, 1, 1, 1, 2], weights: [1, 2, 3, 4, 5],
            edgeFeatures: features)
    }

    @Test("edge features follow their edges through every change")
    func features() throws {
        let graph = try sample()
        #expect(try graph.edges().sources == [2, 0, 0, 1, 1])
        #expect(try graph.edgeFeatures?.select(0, axis: 1).integers() == [0, 2, 4, 6, 8])
        let reversed = try graph.reversed()
        #expect(try reversed.edges().targets == [0, 0, 1, 1, 2].sorted())
        for changed in [reversed, try graph.permuted([1, 2, 0]), try graph.keepingEdges([3, 1])] {
            // Weight w belongs to the features (2w - 2, 2w - 1).
            let weights = try #require(changed.weights)
            let expected = try weights * 2 - 2
            #expect(try changed.edgeFeatures?.select(0, axis: 1).floats() == expected.floats())
        }
        let merged = try graph.coalesced(.max)
        #expect(try merged.weights?.floats() == [1, 3, 4, 5])
        #expect(try merged.edgeFeatures?.select(0, axis: 1).integers() == [0, 4, 6, 8])
        #expect(try graph.coalesced().weights?.floats() == [1, 5, 4, 5])
        #expect(try graph.coalesced(.first).weights?.floats() == [1, 2, 4, 5])
        let plain = try graph.withEdgeFeatures(nil)
        #expect(plain.edgeFeatures == nil)
        let wrong = try Tensor.ones([4, 1])
        #expect(throws: GraphError.self) { try graph.withEdgeFeatures(wrong) }
        #expect(throws: GraphError.self) {
            try Graph(nodeCount: 2, sources: [0], targets: [1], edgeFeatures: wrong)
        }
    }

    @Test("self-loops are found and taken away")
    func loops() throws {
        let graph = try sample()
        #expect(try graph.hasSelfLoops())
        let without = try graph.removingSelfLoops()
        #expect(try !without.hasSelfLoops() && without.edgeCount == 4)
        #expect(try without.weights?.floats() == [1, 2, 3, 5])
    }

    @Test("parallel edges without weights become weights when they are summed")
    func parallel() throws {
        let graph = try Graph(nodeCount: 2, sources: [0, 0, 1], targets: [1, 1, 0])
        #expect(try graph.coalesced().weights?.floats() == [1, 2])
        #expect(try graph.coalesced(.first).weights == nil)
    }

    @Test("an edge list grows with and without weights")
    func list() throws {
        var list = EdgeList()
        list.append(0, 1)
        list.append(1, 2, weight: 3)
        list.append(2, 0)
        #expect(list.weights == [1, 3, 1] && list.count == 3)
        let graph = try Graph(nodeCount: 3, edges: list)
        #expect(try graph.edgeList().sources == [2, 0, 1])
        #expect(throws: GraphError.self) { try EdgeList(sources: [1 << 40], targets: [0]) }
        #expect(throws: GraphError.self) { try EdgeList(sources: [1], targets: []) }
    }

    @Test("a batch holds its graphs side by side")
    func batch() throws {
        let graphs = [try SampleGraphs.path(), try SampleGraphs.directedWithSelfLoop()]
        let features = try graphs.map { try Tensor.ones([$0.nodeCount, 2]) }
        let batch = try GraphBatch(graphs, features: features)
        #expect(batch.graphCount == 2 && batch.graph.nodeCount == 8 && batch.nodeOffsets == [0, 3, 8])
        #expect(try batch.graphOfNode.integers() == [0, 0, 0, 1, 1, 1, 1, 1])
        #expect(try batch.graph.connectedComponents().count == 2)
        let second = try batch.graph.induced(by: Array(batch.nodes(of: 1)))
        #expect(try second.edges() == graphs[1].edges())
        #expect(try second.weights?.floats() == graphs[1].weights?.floats())
        #expect(batch.features?.nodeCount == 8)
        #expect(throws: GraphError.self) { try batch.nodes(of: 2) }
        #expect(throws: GraphError.self) { try GraphBatch(graphs, features: [features[0]]) }
    }
}
