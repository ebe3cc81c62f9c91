// Small graphs for tests.
import GimbalGraphs
import GimbalTensor

/// Small graphs with a known form.
public enum SampleGraphs {
    /// 0 - 1 - 2, both directions.
    public static func path() throws -> Graph {
        try Graph(nodeCount: 3, sources: [0, 1, 1, 2], targets: [1, 0, 2, 1])
    }

    /// Six nodes: a ring of five with a chord, and node 5 alone.
    public static func ringWithIsolatedNode() throws -> Graph {
        let pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 3)]
        return try Graph(
            nodeCount: 6, sources: pairs.map(\.0) + pairs.map(\.1), targets: pairs.map(\.1) + pairs.map(\.0))
    }

    /// Directed, with weights and a self loop at node 2.
    public static func directedWithSelfLoop() throws -> Graph {
        try Graph(
            nodeCount: 5, sources: [0, 1, 2, 3, 0, 2, 4], targets: [1, 2, 3, 4, 2, 2, 0],
            weights: [0.5, 1.5, 2, 0.25, 1, 3, 0.75])
    }
}
