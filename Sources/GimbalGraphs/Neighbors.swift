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
        switch direction {
        case .incoming:
            starts = try graph.pattern.rowPointers.integers()
            neighbors = try graph.pattern.columns.array(of: Int32.self)
            edges = (0..<Int32(graph.edgeCount)).map { $0 }
        case .outgoing:
            starts = try graph.pattern.transposedRowPointers.integers()
            neighbors = try graph.pattern.transposedColumns.array(of: Int32.self)
            edges = try graph.pattern.permutation.array(of: Int32.self)
        case .both:
            (starts, neighbors, edges) = try Self.merged(graph)
        }
    }

    private typealias Lists = (starts: [Int], neighbors: [Int32], edges: [Int32])

    private static func merged(_ graph: Graph) throws -> Lists {
        var result: Lists = ([0], [], [])
        result.starts.reserveCapacity(graph.nodeCount + 1)
        result.neighbors.reserveCapacity(2 * graph.edgeCount)
        result.edges.reserveCapacity(2 * graph.edgeCount)
        try graph.withRows { rows in
            for node in 0..<graph.nodeCount {
                merge(rows, rows.incoming(node), rows.outgoing(node), into: &result)
                result.starts.append(result.neighbors.count)
            }
        }
        return result
    }

    private static func merge(
        _ rows: PatternRows, _ incoming: Range<Int>, _ outgoing: Range<Int>, into result: inout Lists
    ) {
        var i = incoming.lowerBound, j = outgoing.lowerBound
        while i < incoming.upperBound || j < outgoing.upperBound {
            let isIncoming =
                j == outgoing.upperBound
                || (i < incoming.upperBound && rows.columns[i] <= rows.transposedColumns[j])
            result.neighbors.append(isIncoming ? rows.columns[i] : rows.transposedColumns[j])
            result.edges.append(isIncoming ? Int32(truncatingIfNeeded: i) : rows.permutation[j])
            if isIncoming { i += 1 } else { j += 1 }
        }
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
