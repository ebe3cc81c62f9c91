// Distances between nodes, and the surroundings of nodes.
import GimbalTensor
import HeapModule

/// Nodes around others, and the graph of the edges between them.
public struct Neighborhood: Sendable {
    /// Nodes in the order of the subgraph's numbers, ascending.
    public let nodes: [Int]
    /// The edges between them; node `nodes[i]` is node `i`.
    public let graph: Graph
    /// Where the nodes that were asked for stand in `nodes`.
    public let centers: [Int]
    /// Distance of each node from the nearest centre.
    public let distances: [Int]
}

extension Graph {
    /// Returns the least number of edges from any of some nodes to every node; nil where there is no path.
    ///
    /// - Parameter maximum: distances beyond it are not looked for.
    /// - Throws: `GraphError` if a node is not in the graph.
    /// - Complexity: O(nodes + edges).
    public func hopDistances(
        from sources: [Int], _ direction: EdgeDirection = .outgoing, maximum: Int = .max
    ) throws -> [Int?] {
        for node in sources { try checkNode(node) }
        let adjacency = try Adjacency(self, direction)
        return Self.hops(adjacency, nodeCount, from: sources, maximum: maximum).map { $0 < 0 ? nil : $0 }
    }

    static func hops(_ adjacency: Adjacency, _ nodeCount: Int, from sources: [Int], maximum: Int)
        -> [Int]
    {
        var distances = [Int](repeating: -1, count: nodeCount)
        var frontier: [Int] = []
        for node in sources where distances[node] < 0 {
            distances[node] = 0
            frontier.append(node)
        }
        var distance = 0
        while !frontier.isEmpty, distance < maximum {
            distance += 1
            var next: [Int] = []
            for node in frontier {
                for neighbor in adjacency(node) where distances[Int(neighbor)] < 0 {
                    distances[Int(neighbor)] = distance
                    next.append(Int(neighbor))
                }
            }
            frontier = next
        }
        return distances
    }

    /// Returns the nodes at most `hops` edges away from some nodes, with the edges between them.
    ///
    /// - Throws: `GraphError` if a node is not in the graph or `hops` is negative.
    public func neighborhood(of centers: [Int], hops: Int, _ direction: EdgeDirection = .both) throws
        -> Neighborhood
    {
        guard hops >= 0 else {
            throw GraphError(
                "hops", "\(hops) hops were asked for, expected 0 or more", fix: "Give a distance.")
        }
        let distances = try hopDistances(from: centers, direction, maximum: hops)
        let nodes = distances.indices.filter { distances[$0] != nil }
        let place = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        return Neighborhood(
            nodes: nodes, graph: try induced(by: nodes), centers: centers.compactMap { place[$0] },
            distances: nodes.compactMap { distances[$0] })
    }

    /// Returns the lengths of the shortest paths from a node by edge weights (1 where the graph has none).
    ///
    /// - Throws: `GraphError` if the node is not in the graph or a weight is negative.
    /// - Complexity: O((nodes + edges) log nodes), Dijkstra's algorithm.
    public func shortestPathLengths(from source: Int, _ direction: EdgeDirection = .outgoing) throws
        -> [Double?]
    {
        try checkNode(source)
        guard let values = try weights?.floats() else {
            return try hopDistances(from: [source], direction).map { $0.map(Double.init) }
        }
        if let edge = values.firstIndex(where: { $0 < 0 }) {
            throw GraphError(
                "weight",
                "edge \(edge) has the weight \(values[edge]), expected 0 or more for shortest paths",
                fix: "Shift or replace negative weights.")
        }
        let adjacency = try Adjacency(self, direction)
        var lengths = [Double](repeating: .infinity, count: nodeCount)
        lengths[source] = 0
        var queue = Heap([Visit(length: 0, node: source)])
        while let visit = queue.popMin() {
            if visit.length > lengths[visit.node] { continue }
            for place in adjacency.starts[visit.node]..<adjacency.starts[visit.node + 1] {
                let neighbor = Int(adjacency.neighbors[place])
                let length = visit.length + Double(values[Int(adjacency.edges[place])])
                if length < lengths[neighbor] {
                    lengths[neighbor] = length
                    queue.insert(Visit(length: length, node: neighbor))
                }
            }
        }
        return lengths.map { $0.isFinite ? $0 : nil }
    }

    private struct Visit: Comparable {
        let length: Double
        let node: Int

        static func < (a: Visit, b: Visit) -> Bool { (a.length, a.node) < (b.length, b.node) }
    }
}
