// Graph convolutions against the dense formula.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("GCN")
struct GraphLayerTests {
    private func input(_ graph: Graph, featureCount: Int = 4) throws -> GraphInput {
        try GraphInput(features: .dense(SampleTensors.normal([graph.nodeCount, featureCount])), graph: graph)
    }

    @Test("a convolution is the adjacency times the mapped features plus bias")
    func formula() throws {
        for graph in try [SampleGraphs.ringWithIsolatedNode(), SampleGraphs.directedWithSelfLoop()] {
            let context = Context(seed: 1), layer = try GCNConv(4, 3, context), input = try input(graph)
            layer.bias = try Tensor([Float(1), -2, 3])
            let matrix = try input.adjacency().matmul(Tensor.eye(graph.nodeCount))
            let expected = try matrix.matmul(input.features.dense()).matmul(layer.lin.weight.transposed(0, 1))
            let problem = try mismatch(layer(input.features, on: input, context), expected + layer.bias)
            #expect(problem == nil)
        }
    }

    @Test("sparse and dense features give the same")
    func sparse() throws {
        let pattern = try SparsePattern(
            rowCount: 3, columnCount: 4, rowPointers: [0, 2, 3, 4], columns: [0, 3, 1, 2])
        let sparse = NodeFeatures.sparse(SparseMatrix(pattern, values: nil))
        let dense = try NodeFeatures.dense(sparse.dense())
        let context = Context(seed: 1, mode: .evaluate)
        let network = try GCN(.init(inputCount: 4, outputCount: 2), context)
        let outputs = try [sparse, dense].map { features in
            try network(GraphInput(features: features, graph: SampleGraphs.path()), context)
        }
        #expect(try mismatch(outputs[0], outputs[1]) == nil)
    }

    @Test("a graph without edges makes the network a perceptron with the same weights")
    func withoutEdges() throws {
        let context = Context(seed: 1, mode: .evaluate)
        let network = try GCN(.init(inputCount: 4, outputCount: 2, hiddenCount: 5), context)
        let perceptron = try NodeMLP(.init(inputCount: 4, outputCount: 2, hiddenCount: 5), context)
        for (map, layer) in zip(perceptron.convs, network.convs) {
            let lin = try #require(map as? Linear), conv = try #require(layer as? GCNConv)
            lin.weight = conv.lin.weight
            lin.bias = conv.bias
        }
        let input = try input(Graph(nodeCount: 3, sources: [], targets: []))
        #expect(try mismatch(network(input, context), perceptron(input, context)) == nil)
    }

    @Test("depth and names follow the configuration", arguments: [1, 2, 4])
    func depth(_ layerCount: Int) throws {
        let context = Context(seed: 1)
        let network = try GCN(
            .init(inputCount: 4, outputCount: 2, hiddenCount: 5, layerCount: layerCount), context)
        #expect(network.convs.count == layerCount)
        let convs = network.convs.compactMap { $0 as? GCNConv }
        #expect(convs[0].inputCount == 4 && convs[layerCount - 1].outputCount == 2)
        let names = try Array(network.table().parameters.keys)
        #expect(
            names.count == 2 * layerCount && Set(names.prefix(2)) == ["convs.0.bias", "convs.0.lin.weight"])
        #expect(try network(input(SampleGraphs.path()), context).shape == [3, 2])
    }

    @Test("on Cora's dimensions it has the known number of parameters")
    func parameterCount() throws {
        let network = try GCN(.init(inputCount: 1433, outputCount: 7), Context(seed: 1))
        #expect(try network.table().parameterCount == 1433 * 16 + 16 + 16 * 7 + 7)
    }
}
