// Triangles and clustering.
import GimbalTensor

extension Graph {
    /// Number of triangles that each node is part of; direction, parallel edges and loops do not count.
    ///
    /// - Complexity: O(edges · √edges): every edge is looked at from its end of lower degree.
    public func triangleCounts() throws -> [Int] { Self.triangleCounts(try simpleNeighbors()) }

    private static func triangleCounts(_ neighbors: [[Int32]]) -> [Int] {
        // Edges point from lower to higher (degree, number), so that no node has more than √(2E) of them.
        let isBefore = { (a: Int, b: Int) in (neighbors[a].count, a) < (neighbors[b].count, b) }
        let forward = neighbors.indices.map { node in neighbors[node].filter { isBefore(node, Int($0)) } }
        var counts = [Int](repeating: 0, count: neighbors.count)
        for node in neighbors.indices {
            for neighbor in forward[node] {
                forEachCommon(forward[node], forward[Int(neighbor)]) { third in
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
        let neighbors = try simpleNeighbors()
        let triangles = Self.triangleCounts(neighbors)
        return neighbors.indices.map { node -> Double in
            let degree = neighbors[node].count
            guard degree >= 2 else { return 0 }
            return 2 * Double(triangles[node]) / Double(degree * (degree - 1))
        }
    }

    /// Share of connected triples that are closed: three times the triangles over the triples.
    public func transitivity() throws -> Double {
        let neighbors = try simpleNeighbors()
        let triples = neighbors.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
        let closed = Self.triangleCounts(neighbors).reduce(0, +)
        return triples == 0 ? 0 : Double(closed) / Double(triples)
    }

    /// Neighbours without direction, repetition and loops, ascending.
    func simpleNeighbors() throws -> [[Int32]] {
        let adjacency = try Adjacency(self, .both)
        return (0..<nodeCount).map { node in
            var result: [Int32] = []
            for neighbor in adjacency(node) where neighbor != result.last && Int(neighbor) != node {
                result.append(neighbor)
            }
            return result
        }
    }

    static func forEachCommon(_ a: [Int32], _ b: [Int32], _ body: (Int) -> Void) {
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
