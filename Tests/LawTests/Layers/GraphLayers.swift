// Laws: layers on graphs.
import GimbalGraphs
import GimbalNN
import GimbalTensor

extension LayerRegistry {
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
            "GATConv", input: [6, 4], output: [6, 6], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try GATConv(GraphAttentionConfig(inputCount: 4, outputCount: 3, headCount: 2), $0) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
        entry(
            "GATv2Conv", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: {
                try GATv2Conv(
                    GraphAttentionConfig(
                        inputCount: 4, outputCount: 3, headCount: 2, concatenatesHeads: false), $0)
            },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
    ]
}
