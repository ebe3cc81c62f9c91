// Cores: how deep in a graph a node lies - Batagelj, Zaveršnik 2003, arXiv cs/0310049. No reference code was looked at.
import GimbalTensor

extension Graph {
    /// Returns for each node the largest k such that it lies in a subgraph whose nodes all have k neighbours in it.
    ///
    /// Direction, parallel edges and loops do not count.
    ///
    /// - Complexity: O(nodes + edges): nodes are taken away by ascending degree from buckets.
    /// - Paper: Batagelj, Zaveršnik 2003, arXiv cs/0310049.
    public func coreNumbers() throws -> [Int] {
        let neighbors = try simpleNeighbors()
        var degrees = neighbors.map(\.count)
        var buckets = DegreeBuckets(degrees)
        for place in 0..<nodeCount {
            let node = buckets.nodes[place]
            for neighbor in neighbors[node] where degrees[Int(neighbor)] > degrees[node] {
                buckets.lower(Int(neighbor), from: degrees[Int(neighbor)])
                degrees[Int(neighbor)] -= 1
            }
        }
        return degrees
    }
}

/// Nodes in the order of their degrees, which may fall one by one.
private struct DegreeBuckets {
    private(set) var nodes: [Int]
    private var places: [Int]
    /// First place of each degree.
    private var starts: [Int]

    init(_ degrees: [Int]) {
        starts = [Int](repeating: 0, count: (degrees.max() ?? 0) + 2)
        for degree in degrees { starts[degree + 1] += 1 }
        for degree in starts.indices.dropFirst() { starts[degree] += starts[degree - 1] }
        nodes = [Int](repeating: 0, count: degrees.count)
        places = nodes
        var next = starts
        for (node, degree) in degrees.enumerated() {
            places[node] = next[degree]
            nodes[next[degree]] = node
            next[degree] += 1
        }
    }

    /// Moves a node to the bucket below: it changes places with the first of its own.
    mutating func lower(_ node: Int, from degree: Int) {
        let first = starts[degree], other = nodes[first], place = places[node]
        nodes.swapAt(first, place)
        (places[node], places[other]) = (first, place)
        starts[degree] += 1
    }
}
