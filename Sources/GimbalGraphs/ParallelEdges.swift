// Both directions of every edge, and parallel edges merged: rows are merged as they lie, nothing is sorted.
import GimbalTensor

extension Graph {
    /// How parallel edges become one.
    public enum ParallelEdges: String, Sendable, Codable, CaseIterable {
        /// Adds their weights (1 where the graph has none).
        case sum
        /// Keeps the largest weight.
        case max
        /// Keeps the first.
        case first
    }

    /// Returns the graph with parallel edges merged; the edge that gives the weight also gives the features.
    ///
    /// - Complexity: O(nodes + edges).
    public func coalesced(_ rule: ParallelEdges = .sum) throws -> Graph {
        let values = try weights?.floats()
        var merging = MergedRows(nodeCount: nodeCount, capacity: edgeCount, weights: values, rule: rule)
        try withRows { rows in
            for node in 0..<nodeCount {
                for edge in rows.incoming(node) { merging.append(rows.columns[edge], edge: Int32(edge)) }
                merging.endRow()
            }
        }
        guard merging.columns.count < edgeCount else { return self }
        let merged = try rebuilt(merging.rows, origin: merging.origin)
        guard rule == .sum else { return merged }
        return try Graph(
            pattern: merged.pattern, weights: try Tensor(merging.sums), edgeFeatures: merged.edgeFeatures)
    }

    /// Returns the graph with every edge's reverse added where it is missing; parallel edges are merged.
    ///
    /// Where both directions exist with different weights, the larger one is kept for both, with its features.
    ///
    /// - Complexity: O(nodes + edges).
    public func undirected() throws -> Graph {
        try Self.checkSize(nodeCount: nodeCount, edgeCount: 2 * edgeCount)
        let values = try weights?.floats()
        var merging = MergedRows(nodeCount: nodeCount, capacity: 2 * edgeCount, weights: values, rule: .max)
        merging.keepsOrigin = weights != nil || edgeFeatures != nil
        try withRows { rows in
            for node in 0..<nodeCount {
                Self.mergeBothDirections(of: node, rows, into: &merging)
                merging.endRow()
            }
        }
        return try rebuilt(merging.rows, origin: merging.keepsOrigin ? merging.origin : nil)
    }

    /// Edges into a node and edges out of it turned round, by ascending neighbour; its own edges come first.
    private static func mergeBothDirections(
        of node: Int, _ rows: PatternRows, into merging: inout MergedRows
    ) {
        let incoming = rows.incoming(node), outgoing = rows.outgoing(node)
        var i = incoming.lowerBound, j = outgoing.lowerBound
        while i < incoming.upperBound || j < outgoing.upperBound {
            let isIncoming =
                j == outgoing.upperBound
                || (i < incoming.upperBound && rows.columns[i] <= rows.transposedColumns[j])
            if isIncoming {
                merging.append(rows.columns[i], edge: Int32(truncatingIfNeeded: i))
                i += 1
            } else {
                merging.append(rows.transposedColumns[j], edge: rows.permutation[j])
                j += 1
            }
        }
    }
}

/// Rows that grow by ascending columns; equal columns become one entry.
private struct MergedRows {
    let weights: [Float]?
    let rule: Graph.ParallelEdges
    var keepsOrigin = true
    private(set) var pointers: [Int32] = [0]
    private(set) var columns: [Int32] = []
    /// The edge that gives each entry its weight and features.
    private(set) var origin: [Int32] = []
    /// Sum of the weights merged into each entry; kept for the rule of sums only.
    private(set) var sums: [Float] = []

    var rows: CompressedRows<Int32> { CompressedRows(pointers: pointers, columns: columns) }

    init(nodeCount: Int, capacity: Int, weights: [Float]?, rule: Graph.ParallelEdges) {
        self.weights = weights
        self.rule = rule
        pointers.reserveCapacity(nodeCount + 1)
        columns.reserveCapacity(capacity)
    }

    mutating func append(_ column: Int32, edge: Int32) {
        let isNew = columns.count == Int(pointers[pointers.count - 1]) || columns[columns.count - 1] != column
        if isNew {
            columns.append(column)
            if keepsOrigin { origin.append(edge) }
            if rule == .sum { sums.append(weights?[Int(edge)] ?? 1) }
            return
        }
        if rule == .sum { sums[sums.count - 1] += weights?[Int(edge)] ?? 1 }
        guard rule == .max, keepsOrigin, let weights else { return }
        if weights[Int(edge)] > weights[Int(origin[origin.count - 1])] { origin[origin.count - 1] = edge }
    }

    mutating func endRow() { pointers.append(Int32(truncatingIfNeeded: columns.count)) }
}
