// Laws: networks on graphs, for nodes, whole graphs and pairs of nodes.
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// Small networks from four features, each with what it has of dropout, norms and skip connections.
enum GraphBackboneEntries {
    static let all = nodes + graphs + links

    private static let nodes: [LayerEntry] = [
        network("GCN(norm, residual)") {
            try GCN(
                .init(
                    inputCount: 4, outputCount: 3, hiddenCount: 4, dropout: 0.4, activation: .tanh,
                    norm: .layerNorm, isResidual: true), $0)
        },
        network("GAT") { try GAT(attention(isDynamic: false), $0) },
        network("GAT(dynamic)") { try GAT(attention(isDynamic: true), $0) },
        network("GraphSAGE") {
            var config = GraphSAGE.Config(inputCount: 4, outputCount: 3)
            (config.hiddenCount, config.dropout, config.normalizes) = (3, 0.4, true)
            return try GraphSAGE(config, $0)
        },
        network("GraphSAGE(max)") {
            var config = GraphSAGE.Config(inputCount: 4, outputCount: 3)
            (config.hiddenCount, config.dropout) = (3, 0.4)
            (config.aggregation, config.projects) = (.max, true)
            return try GraphSAGE(config, $0)
        },
        network("GIN") { try GIN(isomorphism(outputCount: 3), $0) },
        network("APPNPNetwork") {
            var config = APPNPNetwork.Config(inputCount: 4, outputCount: 3)
            (config.hiddenCount, config.hopCount) = (3, 3)
            return try APPNPNetwork(config, $0)
        },
        network("SGCNetwork") {
            var config = SGCNetwork.Config(inputCount: 4, outputCount: 3)
            config.dropout = 0.4
            return try SGCNetwork(config, $0)
        },
    ]

    private static let graphs: [LayerEntry] = [
        graphLevel("perceptron") { $0.head = .perceptron(hiddenCounts: [3]) },
        graphLevel("per layer") { $0.head = .linearPerLayer },
        graphLevel("max, joined") {
            ($0.readout, $0.jumping) = (.max, .concatenation)
            $0.head = .perceptron(hiddenCounts: [3])
        },
        graphLevel("attention", idle: ["pooling.gate_nn.bias"]) {
            ($0.readout, $0.head) = (.attention, .perceptron(hiddenCounts: [3]))
        },
    ]

    private static let links: [LayerEntry] = [
        link("inner product", .innerProduct),
        link("perceptron", .perceptron(inputCount: 3, hiddenCounts: [3], dropout: 0)),
    ]

    private static func network(
        _ name: String, _ make: @escaping @Sendable (Context) throws -> GraphNetwork
    ) -> LayerEntry {
        entry(
            name, input: [6, 4], output: [6, 3], refuses: [6, 5], [.permutationEquivariant], make: make,
            apply: { network, x, graph, context in
                try network(GraphInput(features: .dense(x), graph: graph), context)
            })
    }

    /// The sample graph and a ring of two beside it, whose nodes have the features of the first two.
    private static func graphLevel(
        _ name: String, idle: Set<String> = [],
        _ change: @escaping @Sendable (inout GraphLevelNetwork.Config) -> Void
    ) -> LayerEntry {
        entry(
            "GraphLevelNetwork(\(name))", input: [6, 4], output: [2, 3], refuses: [6, 5], idle: idle,
            make: { context -> GraphLevelNetwork in
                var config = GraphLevelNetwork.Config(outputCount: 3)
                change(&config)
                let encoder = try GIN(isomorphism(outputCount: nil), context)
                return try GraphLevelNetwork(config, encoder: encoder, context)
            },
            apply: { network, x, graph, context in
                let pair = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0])
                let features = [x, try x.narrow(axis: 0, start: 0, length: 2)]
                return try network(GraphBatch([graph, pair], features: features), context)
            })
    }

    private static func link(_ name: String, _ kind: LinkDecoder.Kind) -> LayerEntry {
        entry(
            "LinkNetwork(\(name))", input: [6, 4], output: [3], refuses: [6, 5],
            make: { context -> LinkNetwork in
                let encoder = try GCN(
                    .init(inputCount: 4, outputCount: 3, hiddenCount: 3, dropout: 0.4), context)
                return LinkNetwork(encoder: encoder, decoder: try LinkDecoder(kind, context))
            },
            apply: { network, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                let sources = try Tensor([0, 1, 5]), targets = try Tensor([3, 2, 4])
                return try network(input, sources: sources, targets: targets, context)
            })
    }

    private static func attention(isDynamic: Bool) -> GAT.Config {
        var config = GAT.Config(inputCount: 4, outputCount: 3)
        (config.hiddenCount, config.headCount, config.outputHeadCount) = (2, 2, 2)
        config.isDynamic = isDynamic
        return config
    }

    private static func isomorphism(outputCount: Int?) -> GIN.Config {
        var config = GIN.Config(inputCount: 4, outputCount: outputCount)
        (config.hiddenCount, config.layerCount, config.dropout) = (3, 2, 0.4)
        (config.activation, config.learnsEps) = (.tanh, true)
        return config
    }
}
