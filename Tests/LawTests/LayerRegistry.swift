// Every layer and network that ships: add an entry, and all laws are checked for it.
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// The registered layers, by family.
enum LayerRegistry {
    static let all = dense + normalizations + graphLayers + graphNetworks

    static let dense: [LayerEntry] = [
        entry(
            "Linear", input: [6, 4], output: [6, 3], refuses: [6, 5], [.trainEqualsEvaluate, .perSample],
            make: { try Linear(4, 3, $0) }, apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "Linear without bias, three axes", input: [2, 3, 4], output: [2, 3, 2], refuses: [2, 4, 3],
            [.trainEqualsEvaluate, .perSample],
            make: { try Linear(4, 2, hasBias: false, $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
    ]

    static let normalizations: [LayerEntry] = [
        entry(
            "LayerNorm", input: [6, 4], output: [6, 4], refuses: [4, 6], [.trainEqualsEvaluate, .perSample],
            make: { try LayerNorm(.init(normalizedShape: [4]), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "LayerNorm over two axes", input: [3, 2, 4], output: [3, 2, 4], refuses: [3, 4, 2],
            [.trainEqualsEvaluate, .perSample],
            make: { try LayerNorm(.init(normalizedShape: [2, 4], epsilon: 1e-3), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "BatchNorm1d", input: [6, 4], output: [6, 4], refuses: [6, 3], [.perSample],
            make: { try BatchNorm1d(.init(featureCount: 4), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "BatchNorm1d over positions", input: [4, 3, 5], output: [4, 3, 5], refuses: [4, 5, 3],
            [.perSample],
            make: { try BatchNorm1d(.init(featureCount: 3), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
    ]

    static let graphLayers: [LayerEntry] = [
        entry(
            "GCNConv", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try GCNConv(4, 3, $0) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
        entry(
            "DAGNNPropagation", input: [6, 3], output: [6, 3], refuses: [6, 4],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try DAGNNPropagation(channelCount: 3, hopCount: 4, $0) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(x, adjacency: input.adjacency(dtype: x.dtype), context)
            }),
    ]

    static let graphNetworks: [LayerEntry] = [
        network("GCN", [.permutationEquivariant]) {
            try GCN(.init(inputCount: 4, outputCount: 3, hiddenCount: 5, layerCount: 3, dropout: 0.4), $0)
        },
        network("NodeMLP", [.permutationEquivariant, .perSample]) {
            try NodeMLP(.init(inputCount: 4, outputCount: 3, hiddenCount: 5, layerCount: 2, dropout: 0.4), $0)
        },
        network("DAGNNNetwork", [.permutationEquivariant]) {
            var options = DAGNN.Options()
            (options.hops, options.hidden, options.dropout) = (3, 5, 0.4)
            return try DAGNNNetwork(inputCount: 4, outputCount: 3, options: options, $0)
        },
    ]

    /// A network from four features to three outputs per node.
    private static func network(
        _ name: String, _ promises: Set<LayerPromise>,
        _ make: @escaping @Sendable (Context) throws -> GraphNetwork
    ) -> LayerEntry {
        entry(
            name, input: [6, 4], output: [6, 3], refuses: [6, 5], promises, make: make,
            apply: { network, x, graph, context in
                try network(GraphInput(features: .dense(x), graph: graph), context)
            })
    }
}
