// Networks on graphs against what their formulas become in special cases.
import Foundation
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph networks in closed form")
struct ClosedFormTests {
    private let evaluate = Context(seed: 2, mode: .evaluate)

    private func withoutEdges() throws -> GraphInput {
        try GraphInput(
            features: .dense(SampleTensors.normal([5, 4])),
            graph: Graph(nodeCount: 5, sources: [], targets: []))
    }

    @Test("SGC is a linear map of Â^K X", arguments: [0, 1, 3])
    func sgc(_ hopCount: Int) throws {
        var config = SGCNetwork.Config(inputCount: 4, outputCount: 3)
        config.hopCount = hopCount
        let network = try SGCNetwork(config, Context(seed: 1)), lin = try #require(network.lin)
        let input = try SampleNetwork.input(), adjacency = try input.adjacency()
        let dense = try adjacency.matmul(Tensor.eye(6))
        let x = try (0..<hopCount).reduce(input.features.dense()) { x, _ in try dense.matmul(x) }
        #expect(try mismatch(network.features(input, evaluate), x) == nil)
        #expect(try mismatch(network(input, evaluate), lin(x, evaluate)) == nil)
    }

    @Test("SGC lets gradients through to features that are learned, and gives the same")
    func learnedFeatures() throws {
        let network = try SampleNetwork.sgc.make(), kept = try SampleNetwork.input()
        let x = try kept.features.dense().detached().requiringGradient()
        let learned = try GraphInput(features: .dense(x), graph: kept.graph)
        let outputs = try network(learned, evaluate)
        #expect(try mismatch(outputs, network(kept, evaluate)) == nil)
        let slope = try gradients(of: outputs.sum(), withRespectTo: [x])[0]
        #expect(try slope.abs().sum().item() > 0)
    }

    @Test("APPNP that always restarts is its perceptron, without restart it is the perceptron propagated")
    func appnp() throws {
        let input = try SampleNetwork.input()
        for (alpha, hops) in [(1.0, 7), (0.0, 2), (0.3, 0)] {
            var config = APPNPNetwork.Config(inputCount: 4, outputCount: 3)
            (config.hiddenCount, config.alpha, config.hopCount) = (6, alpha, hops)
            let network = try APPNPNetwork(config, Context(seed: 1))
            let perceptron = try NodeMLP(
                .init(inputCount: 4, outputCount: 3, hiddenCount: 6), Context(seed: 1))
            var expected = try perceptron(input, evaluate)
            #expect(try sameBits(network.predictions(input, evaluate), expected))
            if alpha == 0 {
                for _ in 0..<hops { expected = try input.adjacency().matmul(expected) }
            }
            #expect(try mismatch(network(input, evaluate), expected) == nil)
        }
    }

    @Test("features of APPNP become its outputs by the last map where shifts are zero")
    func appnpFeatures() throws {
        var config = APPNPNetwork.Config(inputCount: 4, outputCount: 3)
        config.hiddenCount = 6
        let network = try APPNPNetwork(config, Context(seed: 1)), input = try SampleNetwork.input()
        let last = try #require(network.convs[1] as? Linear)
        last.bias = try Tensor.zeros([3])
        let mapped = try last(network.features(input, evaluate), evaluate)
        #expect(try mismatch(network(input, evaluate), mapped) == nil)
    }

    @Test("on a graph without edges GIN is its perceptrons")
    func gin() throws {
        var config = GIN.Config(inputCount: 4, outputCount: 2)
        (config.hiddenCount, config.layerCount) = (5, 3)
        let network = try GIN(config, Context(seed: 1)), input = try withoutEdges()
        let layers = network.convs.compactMap { $0 as? GINConv }
        var x = try input.features.dense()
        for (layer, norm) in zip(layers, network.norms) {
            x = try norm(layer.nn(x, evaluate), evaluate).relu()
        }
        #expect(layers.count == 3 && network.norms.count == 2)
        #expect(try mismatch(network(input, evaluate), layers[2].nn(x, evaluate)) == nil)
    }

    @Test("on a graph without edges GAT maps each node alone", arguments: [false, true])
    func gat(_ isDynamic: Bool) throws {
        var config = GAT.Config(inputCount: 4, outputCount: 3)
        (config.isDynamic, config.outputHeadCount) = (isDynamic, 2)
        let network = try GAT(config, Context(seed: 1)), input = try withoutEdges()
        // A node alone attends to itself with weight one.
        let maps = network.convs.compactMap { ($0 as? GATConv)?.lin ?? ($0 as? GATv2Conv)?.linL }
        let hidden = try maps[0](input.features.dense(), evaluate).elu()
        #expect(hidden.shape == [5, 64])
        let heads = try maps[1](hidden, evaluate).reshaped([5, 2, 3])
        #expect(try mismatch(network(input, evaluate), heads.mean(axes: [1])) == nil)
        #expect(
            network.settings.contains("heads 8 and 2") && network.settings.contains("dynamic") == isDynamic)
    }

    @Test("attention can depend on edges, and edges that are not there are missed")
    func edges() throws {
        var config = GAT.Config(inputCount: 4, outputCount: 3)
        config.edgeFeatureCount = 2
        let network = try GAT(config, Context(seed: 1)), x = try SampleTensors.normal([3, 4])
        func input(_ seed: UInt64?) throws -> GraphInput {
            let features = try seed.map { try SampleTensors.normal([4, 2], seed: $0) }
            let graph = try Graph(
                nodeCount: 3, sources: [0, 1, 1, 2], targets: [1, 0, 2, 1], edgeFeatures: features)
            return try GraphInput(features: .dense(x), graph: graph)
        }
        let isSame = try network(input(1), evaluate).isEqual(to: network(input(2), evaluate))
        #expect(!isSame)
        let error = #expect(throws: GraphError.self) { try network(input(nil), evaluate) }
        #expect(error?.code == "graph.features")
    }

    @Test("rows of GraphSAGE's hidden layers have length 1 before the activation where asked for")
    func normalized() throws {
        var config = GraphSAGE.Config(inputCount: 4, outputCount: 3)
        (config.normalizes, config.activation) = (true, .identity)
        let network = try GraphSAGE(config, Context(seed: 1)), input = try SampleNetwork.input()
        let lengths = try network.features(input, evaluate).norm(order: 2, axes: [1]).floats()
        #expect(lengths.allSatisfy { abs($0 - 1) < 1e-5 })
        let outputs = try network(input, evaluate).norm(order: 2, axes: [1]).floats()
        #expect(outputs.contains { abs($0 - 1) > 1e-2 })
    }

    @Test("settings are the papers' and survive being written")
    func settings() throws {
        let gat = try GAT(.init(inputCount: 1433, outputCount: 7), Context(seed: 1))
        #expect(try gat.table().parameterCount == 1433 * 64 + 3 * 64 + 64 * 7 + 3 * 7)
        let appnp = APPNPNetwork.Config(inputCount: 4, outputCount: nil)
        #expect(appnp.alpha == 0.1 && appnp.hopCount == 10 && appnp.adjacencyDropout == 0.5)
        var gin = GIN.Config(inputCount: 4, outputCount: 2)
        (gin.norm, gin.activation, gin.learnsEps) = (.groupNorm(groupCount: 4), .elu(), true)
        let written = try JSONEncoder().encode(gin)
        #expect(try JSONDecoder().decode(GIN.Config.self, from: written) == gin)
        var level = GraphLevelNetwork.Config(outputCount: 2)
        (level.head, level.jumping) = (.perceptron(hiddenCounts: [3]), .max)
        let level2 = try JSONDecoder().decode(
            GraphLevelNetwork.Config.self, from: JSONEncoder().encode(level))
        #expect(level2 == level)
    }
}
