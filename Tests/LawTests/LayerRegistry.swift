// Every layer and network that ships: add an entry, and all laws are checked for it.
import GimbalGraphNetworks
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// The registered layers, by family.
enum LayerRegistry {
    static let all =
        layers + graphLayers + gatedGraphLayers + GraphReadoutEntries.all + graphNetworks
        + GraphBackboneEntries.all

    /// Those of `GimbalNN`, each family in a file of its own in `Layers`, as those of `GimbalGraphs`.
    static let layers =
        dense + convolutions + normalizations + activations + dropouts + recurrent + attention + backbones

    static let graphNetworks: [LayerEntry] = [
        entry(
            "DAGNNPropagation", input: [6, 3], output: [6, 3], refuses: [6, 4],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try DAGNNPropagation(channelCount: 3, hopCount: 4, $0) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(x, adjacency: input.adjacency(dtype: x.dtype), context)
            }),
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
