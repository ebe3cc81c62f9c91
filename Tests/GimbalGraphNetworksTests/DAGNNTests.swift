// DAGNN: the checks of the method, on values that can be computed by hand.
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("DAGNNPropagation")
struct DAGNNPropagationTests {
    private let context = Context(seed: 1)

    private func layer(_ channelCount: Int, hops: Int, weight: [Float]? = nil, bias: Float? = nil) throws
        -> DAGNNPropagation
    {
        let layer = try DAGNNPropagation(channelCount: channelCount, hopCount: hops, context)
        if let weight { layer.proj.weight = try Tensor(weight, shape: [1, channelCount]) }
        if let bias { layer.proj.bias = try Tensor([bias]) }
        return layer
    }

    @Test("two nodes, one edge, one hop: gates of one half")
    func openHalf() throws {
        let graph = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0])
        let z = try Tensor([Float(1), 3], shape: [2, 1])
        let layer = try layer(1, hops: 1, weight: [0], bias: 0)
        let output = try layer(z, adjacency: graph.normalizedAdjacency(), context)
        #expect(try mismatch(output.doubles(), [1.5, 2.5]) == nil)
    }

    @Test("two nodes, one edge, one hop: gates of a unit vector")
    func unitGate() throws {
        let graph = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0])
        let adjacency = try graph.normalizedAdjacency()
        let z = try Tensor([Float(1), 3], shape: [2, 1])
        let layer = try layer(1, hops: 1, weight: [1], bias: 0)
        let output = try layer(z, adjacency: adjacency, context)
        #expect(try mismatch(output.doubles(), [2.492653, 4.619316]) == nil)
        let gates = try layer.retainScores(z, adjacency: adjacency, context)
        #expect(try mismatch(gates.doubles(), [0.731059, 0.880797, 0.952574, 0.880797]) == nil)
    }

    @Test("without hops, each node keeps its gated self")
    func noHops() throws {
        let z = try SampleTensors.normal([3, 4])
        let layer = try layer(4, hops: 0)
        let output = try layer(z, adjacency: SampleGraphs.path().normalizedAdjacency(), context)
        let gate = try z.linear(layer.proj.weight, bias: layer.proj.bias).sigmoid()
        #expect(try mismatch(output, z * gate) == nil)
    }

    @Test("a gate that is shut gives zero, one that is open the sum of all hops")
    func extremes() throws {
        let adjacency = try SampleGraphs.ringWithIsolatedNode().normalizedAdjacency()
        let z = try SampleTensors.normal([6, 3])
        let shut = try layer(3, hops: 4, bias: -200)(z, adjacency: adjacency, context)
        #expect(try shut.abs().amax(axes: []).item() < 1e-30)
        let open = try layer(3, hops: 4, bias: 200)(z, adjacency: adjacency, context)
        var hop = z, sum = z
        for _ in 0..<4 {
            hop = try adjacency.matmul(hop)
            sum = try sum + hop
        }
        #expect(try mismatch(open, sum) == nil)
    }

    @Test("an isolated node sums its own gated features over all hops")
    func isolated() throws {
        let z = try SampleTensors.normal([6, 3])
        let layer = try layer(3, hops: 5)
        let output = try layer(
            z, adjacency: SampleGraphs.ringWithIsolatedNode().normalizedAdjacency(), context)
        let own = try z.select(5, axis: 0)
        let gate = try own.linear(layer.proj.weight, bias: layer.proj.bias).sigmoid()
        #expect(try mismatch(output.select(5, axis: 0), own * gate * 6) == nil)
    }

    @Test("gates are sigmoids that need not sum to one")
    func gates() throws {
        let z = try SampleTensors.normal([6, 3])
        let adjacency = try SampleGraphs.ringWithIsolatedNode().normalizedAdjacency()
        let gates = try layer(3, hops: 3).retainScores(z, adjacency: adjacency, context)
        #expect(gates.shape == [6, 4])
        #expect(try gates.doubles().allSatisfy { $0 > 0 && $0 < 1 })
        #expect(try gates.sum(axis: 1).doubles().contains { abs($0 - 1) > 0.1 })
    }

    @Test("gradients of features, gate vector and bias are right on a directed graph")
    func gradients() throws {
        let layer = try layer(2, hops: 3)
        try layer.convert(to: .float64)
        let input = try GraphInput(
            features: .dense(Tensor.ones([5, 1])), graph: SampleGraphs.directedWithSelfLoop())
        let adjacency = try input.adjacency(dtype: .float64)
        let values = try [
            SampleTensors.normal([5, 2], dtype: .float64), Tensor([0.4, -0.7], shape: [1, 2]), Tensor([0.2]),
        ]
        let problem = try gradientMismatch(values) { values in
            try context.substituting(["proj.weight": values[1], "proj.bias": values[2]], in: layer) {
                try layer(values[0], adjacency: adjacency, context).pow(2).sum()
            }
        }
        #expect(problem == nil)
    }
}

@Suite("DAGNN")
struct DAGNNTests {
    @Test("on Cora's dimensions it has 92,239 parameters")
    func parameterCount() throws {
        let network = try DAGNNNetwork(inputCount: 1433, outputCount: 7, options: .init(), Context(seed: 1))
        #expect(try network.table().parameterCount == 92_239)
        #expect(
            try Array(network.table().parameters.keys) == [
                "lin1.weight", "lin1.bias", "lin2.weight", "lin2.bias", "prop.proj.weight", "prop.proj.bias",
            ])
    }

    @Test("defaults and presets are those of the authors' run script")
    func presets() throws {
        let defaults = DAGNN.Options()
        #expect(defaults.hops == 10 && defaults.hidden == 64 && defaults.dropout == 0.8)
        #expect(defaults.weightDecay == 5e-3 && defaults.learningRate == 0.01)
        #expect(defaults.epochs == 1000 && defaults.patience == 100)
        #expect(DAGNN.preset(data: "cora", split: "public") == defaults)
        let citeseer = try #require(DAGNN.preset(data: "citeseer", split: "public"))
        #expect(citeseer.dropout == 0.5 && citeseer.weightDecay == 2e-2 && citeseer.hops == 10)
        #expect(DAGNN.preset(data: "pubmed", split: "public")?.hops == 20)
        let computers = try #require(DAGNN.preset(data: "amazon-computers", split: "random"))
        #expect(computers.hops == 5 && computers.epochs == 3000 && computers.patience == 300)
        #expect(computers.dropout == 0.5 && computers.weightDecay == 5e-5)
        #expect(DAGNN.preset(data: "somebody's own", split: "public") == nil)
    }

    @Test("weight decay applies to every parameter, gate and biases included")
    func decay() throws {
        let method = DAGNN(.init(), .init([]))
        for name in ["lin1.weight", "lin1.bias", "prop.proj.weight", "prop.proj.bias"] {
            #expect(method.isDecayed(name))
        }
        #expect(method.recipe.weightDecay == 5e-3 && method.stopping == .aboveMean(window: 100))
        var options = DAGNN.Options()
        options.patience = 0
        #expect(DAGNN(options, .init([])).stopping == .never)
    }

    @Test("dropout acts on the input features and on the hidden layer, in training only")
    func dropout() throws {
        var options = DAGNN.Options()
        (options.hops, options.hidden, options.dropout) = (1, 16, 0.5)
        let network = try DAGNNNetwork(inputCount: 3, outputCount: 2, options: options, Context(seed: 1))
        let input = try GraphInput(features: .dense(Tensor.ones([3, 3])), graph: SampleGraphs.path())
        let evaluated = try (1...2).map { try network(input, Context(seed: $0, mode: .evaluate)) }
        #expect(try sameBits(evaluated[0], evaluated[1]))
        let trained = try (1...2).map { try network(input, Context(seed: $0)) }
        #expect(try !sameBits(trained[0], trained[1]))
    }

    @Test("mean gates per hop lie between 0 and 1")
    func meanGates() throws {
        let network = try DAGNNNetwork(inputCount: 3, outputCount: 2, options: .init(), Context(seed: 1))
        let input = try GraphInput(features: .dense(Tensor.ones([3, 3])), graph: SampleGraphs.path())
        let gates = try network.meanRetainScores(input, Context(seed: 1))
        #expect(gates.count == 11 && gates.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test("graph convolutions decay the first layer only")
    func gcnDecay() {
        let method = GCNMethod(.init(), .init([]))
        #expect(method.isDecayed("convs.0.lin.weight") && !method.isDecayed("convs.1.lin.weight"))
    }
}
