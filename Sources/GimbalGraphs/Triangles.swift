// Triangles and clustering.
import GimbalTensor

extension Graph {
    /// Number of triangles that each node is part of; direction, parallel edges and loops do not count.
    ///
    /// - Complexity: O(edges · √edges): every edge is looked at from its end of lower degree.
    public func triangleCounts() throws -> [Int] {
        let neighbors = try simpleNeighbors()
        // Edges point from lower to higher (degree, number), so that no node has more than √(2E) of them.
        let isBefore = { (a: Int, b: Int) in (neighbors[a].count, a) < (neighbors[b].count, b) }
        let forward = neighbors.indices.map { node in neighbors[node].filter { isBefore(node, Int($0)) } }
        var counts = [Int](repeating: 0, count: nodeCount)
        for node in 0..<nodeCount {
            for neighbor in forward[node] {
                Self.forEachCommon(forward[node], forward[Int(neighbor)]) { third in
                    counts[node] += 1
                    counts[Int(neighbor)] += 1
                    counts[third] += 1
                }
            }
        }
        return counts
    }

    /// Share of a node's pairs of neighbours that are neighbours themselves; 0 for fewer than two.
    ///
    /// - Paper: Watts, Strogatz 1998, Nature 393.
    public func clusteringCoefficients() throws -> [Double] {
        let degrees = try simpleNeighbors().map(\.count)
        return zip(try triangleCounts(), degrees).map { triangles, degree in
            degree < 2 ? 0 : 2 * Double(triangles) / Double(degree * (degree - 1))
        }
    }

    /// Share of connected triples that are closed: three times the triangles over the triples.
    public func transitivity() throws -> Double {
        let triples = try simpleNeighbors().reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
        let closed = try triangleCounts().reduce(0, +)
        return triples == 0 ? 0 : Double(closed) / Double(triples)
    }

    /// Neighbours without direction, repetition and loops, ascending.
    private func simpleNeighbors() throws -> [[Int32]] {
        let adjacency = try Adjacency(self, .both)
        return (0..<nodeCount).map { node in
            var result: [Int32] = []
            for neighbor in adjacency(node) where neighbor != result.last && Int(neighbor) != node {
                result.append(neighbor)
            }
            return result
        }
    }

    private static func forEachCommon(_ a: [Int32], _ b: [Int32], _ body: (Int) -> Void) {
        var i = 0, j = 0
        while i < a.count, j < b.count {
            if a[i] == b[j] {
                body(Int(a[i]))
                i += 1
                j += 1
            } else if a[i] < b[j] {
                i += 1
            } else {
                j += 1
            }
        }
    }
}
