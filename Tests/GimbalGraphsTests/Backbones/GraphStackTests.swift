// Stacks of layers: what stands between the layers, and what cannot be.
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Graph stacks")
struct GraphStackTests {
    private let evaluate = Context(seed: 2, mode: .evaluate)

    @Test("a network gives to the bit what its layers give one by one, with the same random numbers")
    func layers() throws {
        let input = try SampleNetwork.input(), drop = try Dropout(0.4)
        let network = try #require(SampleNetwork.gcn.make() as? GCN)
        let context = Context(seed: 7)
        var x = input.features
        for conv in network.convs.dropLast() {
            x = .dense(try conv(drop(x, context), on: input, context).relu())
        }
        let expected = try network.convs[2](drop(x, context), on: input, context)
        #expect(try sameBits(network(input, Context(seed: 7)), expected))
        #expect(try sameBits(network.features(input, Context(seed: 7)), x.dense()))
    }

    @Test("norm, activation and skip connection stand where they are said to")
    func between() throws {
        let config = LayerStackConfig(
            inputCount: 4, outputCount: 2, hiddenCount: 4, layerCount: 3, dropout: 0, activation: .tanh,
            norm: .layerNorm, isResidual: true)
        let network = try GCN(config, Context(seed: 1)), input = try SampleNetwork.input()
        var x = try input.features.dense(), all: [Tensor] = []
        for (conv, norm) in zip(network.convs, network.norms) {
            x = try norm(conv(.dense(x), on: input, evaluate), evaluate).tanh() + x
            all.append(x)
        }
        let found = try network.hiddenFeatures(input, evaluate)
        #expect(found.count == 2 && network.norms.count == 2)
        for (a, b) in zip(found, all) { #expect(try sameBits(a, b)) }
        let outputs = try network.convs[2](.dense(x), on: input, evaluate)
        #expect(try sameBits(network(input, evaluate), outputs))
        #expect(network.settings == "3 layers, hidden 4, tanh, layer-norm, residual")
    }

    @Test("a first layer of another width has no skip connection")
    func widthsOfSkips() throws {
        var config = LayerStackConfig(inputCount: 4, outputCount: 2, hiddenCount: 5, isResidual: true)
        let input = try SampleNetwork.input()
        let residual = try GCN(config, Context(seed: 1))
        config.isResidual = false
        let plain = try GCN(config, Context(seed: 1))
        #expect(try sameBits(residual(input, evaluate), plain(input, evaluate)))
    }

    @Test("the input is dropped only where asked for")
    func inputDropout() throws {
        let input = try SampleNetwork.input()
        for dropsInput in [true, false] {
            let config = LayerStackConfig(
                inputCount: 4, outputCount: 2, layerCount: 1, dropout: 0.9, dropsInput: dropsInput)
            let network = try NodeMLP(config, Context(seed: 1))
            let isSame = try network(input, Context(seed: 3)).isEqual(to: network(input, evaluate))
            #expect(isSame == !dropsInput)
        }
    }

    @Test("state is named as in the field")
    func names() throws {
        func names(_ kind: SampleNetwork) throws -> Set<String> {
            Set(try kind.make(layerCount: 2).stateDict().keys)
        }
        let gat = ["lin.weight", "att_src", "att_dst", "bias"]
        #expect(try names(.gat) == Set(gat.flatMap { ["convs.0.\($0)", "convs.1.\($0)"] }))
        let sage = ["lin_l.weight", "lin_l.bias", "lin_r.weight"]
        #expect(try names(.sageMax) == Set(sage.flatMap { ["convs.0.\($0)", "convs.1.\($0)"] }))
        #expect(try names(.sgc) == ["lin.weight", "lin.bias"])
        let lins: Set = ["lins.0.weight", "lins.0.bias", "lins.1.weight", "lins.1.bias"]
        #expect(try names(.appnp) == lins && names(.perceptron) == lins)
        let gin = try names(.gin)
        #expect(gin.isSuperset(of: ["convs.0.eps", "convs.1.nn.blocks.0.linear.weight", "norms.0.weight"]))
    }

    @Test("settings out of range are refused")
    func settings() throws {
        typealias Attempt = (String, () throws -> Module)
        let context = evaluate
        func gat(_ change: (inout GAT.Config) -> Void) throws -> GAT {
            var config = GAT.Config(inputCount: 4, outputCount: 2)
            change(&config)
            return try GAT(config, context)
        }
        let attempts: [Attempt] = [
            ("GCN with 0 layers", { try GCN(.init(inputCount: 4, outputCount: 2, layerCount: 0), context) }),
            ("GCN with 0 features", { try GCN(.init(inputCount: 0, outputCount: 2), context) }),
            ("NodeMLP with -1 features", { try NodeMLP(.init(inputCount: 4, outputCount: -1), context) }),
            ("GAT with 0 features", { try gat { $0.hiddenCount = 0 } }),
            ("GAT with 0 features", { try gat { $0.headCount = 0 } }),
            ("GAT with -1 layers", { try gat { $0.layerCount = -1 } }),
            (
                "GraphSAGE with 0 features",
                { try GraphSAGE(.init(inputCount: 4, outputCount: 0), context) }
            ),
            (
                "GIN with perceptrons of 0 maps",
                {
                    var config = GIN.Config(inputCount: 4, outputCount: 2)
                    config.perceptronLayerCount = 0
                    return try GIN(config, context)
                }
            ),
            (
                "APPNP with -1 hops",
                {
                    var config = APPNPNetwork.Config(inputCount: 4, outputCount: 2)
                    config.hopCount = -1
                    return try APPNPNetwork(config, context)
                }
            ),
            (
                "SGCNetwork with -1 hops",
                {
                    var config = SGCNetwork.Config(inputCount: 4, outputCount: 2)
                    config.hopCount = -1
                    return try SGCNetwork(config, context)
                }
            ),
            (
                "a stack of 2 layers was given 1",
                {
                    let stack = LayerStackConfig(inputCount: 4, outputCount: 2)
                    return try GraphStack(stack, [Linear(4, 2, context)], context)
                }
            ),
        ]
        for (text, attempt) in attempts {
            let error = #expect(throws: GraphError.self) { try attempt() }
            #expect(error?.code == "graph.convolution")
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
        let heads = #expect(throws: GraphError.self) { try gat { $0.outputHeadCount = 0 } }
        #expect(heads?.code == "graph.attention")
        #expect(throws: ModuleError.self) { try gat { $0.dropout = 2 } }
        let norm = #expect(throws: ModuleError.self) { try gat { $0.norm = .instanceNorm } }
        #expect(norm?.code == "module.norm")
    }
}
