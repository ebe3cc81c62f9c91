// Parts with all their edges: surroundings of nodes, and clusters - Chiang et al. 2019, arXiv 1905.07953. No reference
// code was looked at.
import GimbalTensor

/// Takes everything at most so many edges away from the items, with all edges between.
public struct EgoSampler: GraphSampler {
    /// The graph that parts are taken from.
    public let graph: Graph
    /// Greatest distance from the nearest item.
    public let hops: Int
    /// Which way along edges the surroundings reach.
    public let direction: EdgeDirection

    /// The graph's nodes are the items.
    public var itemCount: Int { graph.nodeCount }

    /// Describes the surroundings; `incoming` reaches the nodes that messages come from.
    ///
    /// - Throws: `GraphError` for a negative distance.
    public init(_ graph: Graph, hops: Int, _ direction: EdgeDirection = .incoming) throws {
        guard hops >= 0 else {
            throw GraphError(
                "hops", "\(hops) hops were asked for, expected 0 or more", fix: "Give a distance.")
        }
        self.graph = graph
        self.hops = hops
        self.direction = direction
    }

    /// Takes the part around some nodes; nothing is random.
    public func sample(_ items: [Int], using stream: RandomStream) throws -> SampledSubgraph {
        try check(items, "node")
        let distances = try graph.hopDistances(from: items, direction, maximum: hops)
        let others = distances.indices.filter { (distances[$0] ?? 0) > 0 }
        let byDistance = (1...max(hops, 1)).flatMap { hop in others.filter { distances[$0] == hop } }
        return try SampledSubgraph(of: graph, inducedBy: items + byDistance, seedCount: items.count)
    }
}

/// Takes whole clusters of a partition, with all edges within and between them.
///
/// - Paper: Chiang et al. 2019, arXiv 1905.07953, section 3.2 (several clusters a batch).
public struct ClusterSampler: GraphSampler {
    /// The graph that parts are taken from.
    public let graph: Graph
    /// Nodes of each cluster, ascending.
    public let clusters: [[Int]]

    /// The clusters are the items.
    public var itemCount: Int { clusters.count }

    /// Takes the cluster of each node, such as a partition finds; clusters without nodes stay empty.
    ///
    /// - Throws: `GraphError` if there is not one cluster per node, or one is out of range.
    public init(_ graph: Graph, clusterOfNode: [Int], clusterCount: Int) throws {
        guard clusterOfNode.count == graph.nodeCount,
            clusterOfNode.allSatisfy({ (0..<clusterCount).contains($0) })
        else {
            throw GraphError(
                "cluster",
                "\(clusterOfNode.count) clusters up to \(clusterOfNode.max() ?? 0) for \(graph.nodeCount) nodes, "
                    + "expected numbers in 0..<\(clusterCount)",
                fix: "Give one cluster per node.")
        }
        var clusters = [[Int]](repeating: [], count: clusterCount)
        for (node, cluster) in clusterOfNode.enumerated() { clusters[cluster].append(node) }
        self.graph = graph
        self.clusters = clusters
    }

    /// Takes some clusters; nothing is random.
    public func sample(_ items: [Int], using stream: RandomStream) throws -> SampledSubgraph {
        try check(items, "cluster")
        let nodes = items.flatMap { clusters[$0] }
        return try SampledSubgraph(of: graph, inducedBy: nodes, seedCount: nodes.count)
    }
}
