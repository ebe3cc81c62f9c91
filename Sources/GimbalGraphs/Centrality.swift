// Betweenness and eccentricity: what shortest paths say of nodes.
import GimbalTensor

extension Graph {
    /// Returns for each node the share of shortest paths between other nodes that pass it, summed over pairs.
    ///
    /// Paths follow edges; weights and parallel edges do not count.
    ///
    /// - Parameters:
    ///   - normalized: divides by the number of pairs of other nodes, so that values lie in 0...1; otherwise, in an
    ///     undirected graph, each pair counts once.
    ///   - sources: where paths start; nil for all nodes. With some nodes, drawn evenly, the result is an estimate.
    /// - Throws: `GraphError` if a source is not in the graph, or there are none.
    /// - Complexity: O(sources · (nodes + edges)).
    /// - Paper: Brandes 2001, A faster algorithm for betweenness centrality; Brandes, Pich 2007 for sampling.
    public func betweenness(normalized: Bool = true, from sources: [Int]? = nil) throws -> [Double] {
        for node in sources ?? [] { try checkNode(node) }
        let starts = sources ?? Array(0..<nodeCount)
        guard !starts.isEmpty || nodeCount == 0 else {
            throw GraphError("betweenness", "no node to start from", fix: "Name some, or none for all.")
        }
        let adjacency = try Adjacency(withEdgeFeatures(nil).coalesced(.first), .outgoing)
        var paths = PathCounts(nodeCount: nodeCount)
        for start in starts { paths.add(from: start, adjacency) }
        let others = Double((nodeCount - 1) * (nodeCount - 2))
        var scale = Double(nodeCount) / Double(max(starts.count, 1))
        if normalized {
            scale = nodeCount > 2 ? scale / others : scale
        } else if isUndirected {
            scale /= 2
        }
        return paths.shares.map { $0 * scale }
    }

    /// Returns for each node the greatest distance to a node that it reaches; edges count in a direction.
    ///
    /// - Complexity: O(nodes · (nodes + edges)).
    public func eccentricities(_ direction: EdgeDirection = .outgoing) throws -> [Int] {
        let adjacency = try Adjacency(self, direction)
        return (0..<nodeCount).map { node in
            Self.hops(adjacency, nodeCount, from: [node], maximum: .max).max() ?? 0
        }
    }

    /// Returns the greatest distance between two nodes of a component; edges count in both directions.
    ///
    /// - Complexity: O(nodes · (nodes + edges)): every distance is looked at.
    public func diameter() throws -> Int { try eccentricities(.both).max() ?? 0 }
}

/// Shortest paths from one node after another, and how much of them passes each node.
private struct PathCounts {
    private(set) var shares: [Double]
    private var distances: [Int]
    private var counts: [Double]
    private var dependencies: [Double]

    init(nodeCount: Int) {
        shares = [Double](repeating: 0, count: nodeCount)
        (counts, dependencies) = (shares, shares)
        distances = [Int](repeating: -1, count: nodeCount)
    }

    mutating func add(from start: Int, _ adjacency: Adjacency) {
        let visited = count(from: start, adjacency)
        for node in visited.reversed() {
            for neighbor in adjacency(node) where distances[Int(neighbor)] == distances[node] + 1 {
                dependencies[node] += counts[node] / counts[Int(neighbor)] * (1 + dependencies[Int(neighbor)])
            }
            if node != start { shares[node] += dependencies[node] }
        }
        for node in visited { (distances[node], counts[node], dependencies[node]) = (-1, 0, 0) }
    }

    /// Counts the shortest paths to every node, and returns the nodes by distance.
    private mutating func count(from start: Int, _ adjacency: Adjacency) -> [Int] {
        var visited = [start], next = 0
        (distances[start], counts[start]) = (0, 1)
        while next < visited.count {
            let node = visited[next]
            next += 1
            for neighbor in adjacency(node).map({ Int($0) }) {
                if distances[neighbor] < 0 {
                    distances[neighbor] = distances[node] + 1
                    visited.append(neighbor)
                }
                if distances[neighbor] == distances[node] + 1 { counts[neighbor] += counts[node] }
            }
        }
        return visited
    }
}
