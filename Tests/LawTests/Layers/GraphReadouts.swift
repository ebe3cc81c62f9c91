// Laws: pooling of nodes and graphs.
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// Pooling over a batch of the graph of the laws and a graph without nodes.
enum GraphReadoutEntries {
    static let all: [LayerEntry] = [
        readout("GlobalPooling(sum)", output: [2, 4], refuses: [5, 4]) { _ in GlobalPooling(.sum) },
        readout("GlobalPooling(mean)", output: [2, 4], refuses: [5, 4]) { _ in GlobalPooling(.mean) },
        readout("GlobalPooling(max)", output: [2, 4], refuses: [5, 4]) { _ in GlobalPooling(.max) },
        readout("AttentionalPooling", output: [2, 3], refuses: [6, 5]) {
            try AttentionalPooling(gate: Linear(4, 1, $0), network: Linear(4, 3, $0))
        },
        entry(
            "TopKPooling", input: [6, 4], output: [3, 4], refuses: [6, 5], [.trainEqualsEvaluate],
            make: { try TopKPooling(4, .ratio(0.5), $0) },
            apply: { layer, x, graph, context in
                try layer(x, over: GraphBatch([graph]), context).features
            }),
        entry(
            "SAGPooling", input: [6, 4], output: [2, 4], refuses: [6, 5], [.trainEqualsEvaluate],
            idle: ["select.weight"],  // one number, of which only the sign counts
            make: { try SAGPooling(4, .count(2), $0) },
            apply: { layer, x, graph, context in
                try layer(x, over: GraphBatch([graph]), context).features
            }),
    ]

    private static func readout<Layer: GraphReadout>(
        _ name: String, output: [Int], refuses: [Int],
        _ make: @escaping @Sendable (Context) throws -> Layer
    ) -> LayerEntry {
        entry(
            name, input: [6, 4], output: output, refuses: refuses, [.trainEqualsEvaluate], make: make,
            apply: { layer, x, graph, context in
                let nothing = try Graph(nodeCount: 0, sources: [], targets: [])
                return try layer(x, over: GraphBatch([graph, nothing]), context)
            })
    }
}
