// Laws: layers on graphs that gate edges, and what joins layers.
import GimbalGraphs
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let gatedGraphLayers: [LayerEntry] = [
        onGraph("GraphConv", [.trainEqualsEvaluate, .permutationEquivariant]) { try GraphConv(4, 3, $0) },
        onGraph("ResGatedGraphConv", [.trainEqualsEvaluate, .permutationEquivariant]) {
            try ResGatedGraphConv(.init(inputCount: 4, outputCount: 3), $0)
        },
        entry(
            "GatedGCNConv", input: [6, 4], output: [6, 4], refuses: [6, 5], [.permutationEquivariant],
            make: {
                try GatedGCNConv(
                    .init(inputCount: 4, outputCount: 4, edgeFeatureCount: 1, dropout: 0.3), $0)
            },
            apply: { layer, x, graph, context in
                // The sum of both ends' numbers of neighbours, which renumbering leaves alone.
                let degrees = try graph.pattern.matmul(Tensor.ones([graph.nodeCount, 1]))
                let edges =
                    try graph.pattern.gathered(degrees, from: .row)
                    + graph.pattern.gathered(degrees, from: .column)
                let out = try layer(x, edges: edges.converted(to: x.dtype), on: graph, context)
                return try out.nodes + graph.pattern.sums(of: out.edges, over: .row)
            }),
        entry(
            "JumpingKnowledge(attention)", input: [6, 3], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .perSample], idle: ["att.bias"],
            make: { try JumpingKnowledge(.attention(featureCount: 3, layerCount: 2), $0) },
            apply: { layer, x, _, context in try layer([x, x.tanh()], context) }),
    ]

    /// A layer from four features to three on the graph of the laws.
    private static func onGraph<Layer: GraphLayer>(
        _ name: String, _ promises: Set<LayerPromise>, _ make: @escaping @Sendable (Context) throws -> Layer
    ) -> LayerEntry {
        entry(
            name, input: [6, 4], output: [6, 3], refuses: [6, 5], promises, make: make,
            apply: { layer, x, graph, context in
                let input = try GraphInput(features: .dense(x), graph: graph)
                return try layer(input.features, on: input, context)
            })
    }
}
