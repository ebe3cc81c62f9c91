// Neighbours as plain arrays, for algorithms that walk.
import GimbalTensor

/// Which way along an edge an algorithm goes.
public enum EdgeDirection: String, Sendable, Codable, CaseIterable {
    /// From source to target.
    case outgoing
    /// From target to source.
    case incoming
    /// Both ways.
    case both
}

/// The neighbours of every node, ascending, in arrays that Swift code can walk through.
struct Adjacency {
    /// Position of each node's first neighbour.
    let starts: [Int]
    /// Neighbours, node after node.
    let neighbors: [Int32]
    /// Edge (in pattern order) that leads to each neighbour.
    let edges: [Int32]

    /// Neighbours of a node as a slice.
    func callAsFunction(_ node: Int) -> ArraySlice<Int32> { neighbors[starts[node]..<starts[node + 1]] }

    init(_ graph: Graph, _ direction: EdgeDirection) throws {
        let pattern = graph.pattern
        let incoming = (
            try pattern.rowPointers.integers(), try pattern.columns.array(of: Int32.self),
            (0..<Int32(graph.edgeCount)).map { $0 }
        )
        let outgoing = (
            try pattern.transposedRowPointers.integers(), try pattern.transposedColumns.array(of: Int32.self),
            try pattern.permutation.array(of: Int32.self)
        )
        switch direction {
        case .incoming: (starts, neighbors, edges) = incoming
        case .outgoing: (starts, neighbors, edges) = outgoing
        case .both: (starts, neighbors, edges) = Self.merged(incoming, outgoing)
        }
    }

    private typealias Lists = (starts: [Int], neighbors: [Int32], edges: [Int32])

    private static func merged(_ a: Lists, _ b: Lists) -> Lists {
        var result: Lists = ([0], [], [])
        result.neighbors.reserveCapacity(a.neighbors.count + b.neighbors.count)
        result.edges.reserveCapacity(a.neighbors.count + b.neighbors.count)
        for node in 0..<(a.starts.count - 1) {
            var i = a.starts[node], j = b.starts[node]
            let ends = (a.starts[node + 1], b.starts[node + 1])
            while i < ends.0 || j < ends.1 {
                if j == ends.1 || (i < ends.0 && a.neighbors[i] <= b.neighbors[j]) {
                    result.neighbors.append(a.neighbors[i])
                    result.edges.append(a.edges[i])
                    i += 1
                } else {
                    result.neighbors.append(b.neighbors[j])
                    result.edges.append(b.edges[j])
                    j += 1
                }
            }
            result.starts.append(result.neighbors.count)
        }
        return result
    }
}

extension Graph {
    /// Returns the neighbours of a node, ascending; parallel edges name a neighbour as often.
    ///
    /// - Throws: `GraphError` if the node is not in the graph.
    public func neighbors(of node: Int, _ direction: EdgeDirection = .incoming) throws -> [Int] {
        try checkNode(node)
        let incoming = { try Self.row(node, pattern.rowPointers, pattern.columns) }
        let outgoing = { try Self.row(node, pattern.transposedRowPointers, pattern.transposedColumns) }
        switch direction {
        case .incoming: return try incoming()
        case .outgoing: return try outgoing()
        case .both: return try (incoming() + outgoing()).sorted()
        }
    }

    /// Reads one row of the pattern, and no other.
    private static func row(_ node: Int, _ pointers: Tensor, _ columns: Tensor) throws -> [Int] {
        let ends = try pointers.sliced(from: node, to: node + 2).integers()
        return try columns.sliced(from: ends[0], to: ends[1]).integers()
    }

    /// Number of edges that leave each node.
    public func outEdgeCounts() throws -> [Int] {
        let pointers = try pattern.transposedRowPointers.integers()
        return zip(pointers, pointers.dropFirst()).map { $1 - $0 }
    }

    /// Number of edges that enter each node.
    public func inEdgeCounts() throws -> [Int] {
        let pointers = try pattern.rowPointers.integers()
        return zip(pointers, pointers.dropFirst()).map { $1 - $0 }
    }

    /// Sum of the weights of the edges out of each node `[nodeCount]`.
    public func outDegrees() throws -> Tensor {
        try pattern.matmul(Tensor.ones([nodeCount, 1]), weights: weights, transposed: true).squeezed(axis: 1)
    }

    func checkNode(_ node: Int) throws {
        guard (0..<nodeCount).contains(node) else {
            throw GraphError(
                "node", "there is no node \(node), expected 0..<\(nodeCount)", fix: "Number nodes from 0.")
        }
    }
}
