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
        entry(
            "SAGEConv", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try SAGEConv(.init(inputCount: 4, outputCount: 3), $0) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
        entry(
            "SAGEConv, pooled", input: [6, 4], output: [6, 5], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: {
                try SAGEConv(
                    .init(
                        inputCount: 4, outputCount: 5, aggregation: .max, normalizes: true, projects: true),
                    $0)
            },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
        entry(
            "GINConv", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try GINConv(Linear(4, 3, $0), learnsEps: true) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
        entry(
            "GINEConv", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try GINEConv(Linear(4, 3, $0), inputCount: 4, edgeFeatureCount: 2, eps: 0.5, $0) },
            apply: { layer, x, graph, context in
                let features = try Tensor.ones([graph.edgeCount, 2])
                let input = try GraphInput(
                    features: .dense(x), graph: graph.withEdgeFeatures(features))
                return try layer(input.features, on: input, context)
            }),
        entry(
            "APPNP", input: [6, 3], output: [6, 3], refuses: [5, 3], [.permutationEquivariant],
            make: { _ in try APPNP(hopCount: 3, alpha: 0.2, dropout: 0.5) },
            apply: { layer, x, graph, context in
                let nothing = NodeFeatures.dense(try Tensor.ones([graph.nodeCount, 1]))
                return try layer(x, on: GraphInput(features: nothing, graph: graph), context)
            }),
        entry(
            "SGConv", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .permutationEquivariant],
            make: { try SGConv(4, 3, hopCount: 2, $0) },
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            }),
    ]
}
