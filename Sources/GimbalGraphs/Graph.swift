// A graph: validated edges, kept in compressed rows by target.
import GimbalTensor

/// A directed graph with optional edge weights; undirected graphs hold both directions.
///
/// Edges are kept in compressed rows (row = target, entries = sources, both ascending) with the transpose
/// beside them, so that propagation and its gradient are fused sparse products. Parallel edges stay apart
/// unless `coalesced()` is called.
public struct Graph: Sendable {
    /// Number of nodes, numbered from 0.
    public let nodeCount: Int
    /// Row `i` holds the edges that lead into node `i`; columns are their sources.
    public let pattern: SparsePattern
    /// Weight of each edge `[edgeCount]` in pattern order (float32), or nil when all are 1.
    public let weights: Tensor?
    /// Whether every edge has its reverse, with the same weight.
    public let isUndirected: Bool

    /// Number of directed edges.
    public var edgeCount: Int { pattern.entryCount }

    /// Builds a graph from a list of directed edges.
    ///
    /// - Parameters:
    ///   - sources: node that each edge leaves, `[edgeCount]`.
    ///   - targets: node that each edge enters, `[edgeCount]`.
    ///   - weights: one finite number per edge; nil for ones.
    /// - Throws: `GraphError` naming the first edge that has no place in the graph.
    public init(nodeCount: Int, sources: [Int], targets: [Int], weights: [Float]? = nil) throws {
        try Self.check(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights)
        let sorted = Self.sorted(nodeCount: nodeCount, sources: sources, targets: targets)
        try self.init(
            nodeCount: nodeCount, rowPointers: sorted.rowPointers, columns: sorted.order.map { sources[$0] },
            weights: weights.map { all in sorted.order.map { all[$0] } })
    }

    /// Builds a graph from compressed rows (row = target, columns = sources ascending within a row).
    ///
    /// - Throws: `TensorError` if pointers do not ascend or a source is out of range.
    public init(nodeCount: Int, rowPointers: [Int], columns: [Int], weights: [Float]? = nil) throws {
        self.nodeCount = nodeCount
        pattern = try SparsePattern(
            rowCount: nodeCount, columnCount: nodeCount, rowPointers: rowPointers, columns: columns)
        self.weights = try weights.map { try Tensor($0) }
        isUndirected = try Self.isSymmetric(pattern, weights: weights)
    }

    /// Edges as (sources, targets) in pattern order.
    public func edges() throws -> (sources: [Int], targets: [Int]) {
        let pointers = try pattern.rowPointers.integers()
        var targets: [Int] = []
        targets.reserveCapacity(edgeCount)
        for node in 0..<nodeCount {
            targets.append(contentsOf: repeatElement(node, count: pointers[node + 1] - pointers[node]))
        }
        return (try pattern.columns.integers(), targets)
    }

    /// Returns the graph with every edge's reverse added where it is missing; parallel edges are merged
    /// first.
    ///
    /// Where both directions exist with different weights, the larger one is kept for both.
    public func undirected() throws -> Graph {
        let (sources, targets) = try edges()
        let values = try weights?.floats()
        var best: [Int: Float] = [:]
        for edge in sources.indices {
            let weight = values?[edge] ?? 1
            for (source, target) in [(sources[edge], targets[edge]), (targets[edge], sources[edge])] {
                let key = target * nodeCount + source
                best[key] = max(best[key] ?? weight, weight)
            }
        }
        let keys = best.keys.sorted()
        return try Graph(
            nodeCount: nodeCount, sources: keys.map { $0 % nodeCount }, targets: keys.map { $0 / nodeCount },
            weights: values == nil ? nil : keys.compactMap { best[$0] })
    }

    /// Returns the graph with nodes renumbered: node `i` becomes `order[i]`.
    ///
    /// - Throws: `GraphError` if `order` is no permutation.
    public func permuted(_ order: [Int]) throws -> Graph {
        guard order.count == nodeCount, Set(order) == Set(0..<nodeCount) else {
            throw GraphError(
                "permutation", "the new numbers of \(nodeCount) nodes are no permutation of 0..<\(nodeCount)",
                fix: "Give every node one number.")
        }
        let (sources, targets) = try edges()
        return try Graph(
            nodeCount: nodeCount, sources: sources.map { order[$0] }, targets: targets.map { order[$0] },
            weights: try weights?.floats())
    }
}

extension Graph {
    private static func check(nodeCount: Int, sources: [Int], targets: [Int], weights: [Float]?) throws {
        guard nodeCount >= 0, sources.count == targets.count,
            weights.map({ $0.count == sources.count }) ?? true
        else {
            throw GraphError(
                "edges",
                "\(sources.count) sources, \(targets.count) targets and \(weights?.count ?? sources.count) weights "
                    + "for \(nodeCount) nodes",
                fix: "Give one source, one target and one weight per edge.")
        }
        let nodes = 0..<nodeCount
        for edge in sources.indices where !nodes.contains(sources[edge]) || !nodes.contains(targets[edge]) {
            throw GraphError(
                "node",
                "edge \(edge) runs from \(sources[edge]) to \(targets[edge]), expected nodes in \(nodes)",
                fix: "Number the nodes from 0, or raise the number of nodes.")
        }
        if let edge = weights?.firstIndex(where: { !$0.isFinite }) {
            throw GraphError(
                "weight", "the weight of edge \(edge) is not finite", fix: "Repair or drop the edge.")
        }
    }

    /// Counting sort by target, then by source within a target; stable, so parallel edges keep their order.
    private static func sorted(nodeCount: Int, sources: [Int], targets: [Int]) -> (
        rowPointers: [Int], order: [Int]
    ) {
        let bySource = countingSort(keys: sources, bound: nodeCount, order: Array(sources.indices)).order
        let (order, pointers) = countingSort(keys: targets, bound: nodeCount, order: bySource)
        return (pointers, order)
    }

    private static func countingSort(keys: [Int], bound: Int, order: [Int]) -> (order: [Int], pointers: [Int])
    {
        var pointers = [Int](repeating: 0, count: bound + 1)
        for key in keys { pointers[key + 1] += 1 }
        for key in 0..<bound { pointers[key + 1] += pointers[key] }
        var next = pointers
        var result = order
        for element in order {
            result[next[keys[element]]] = element
            next[keys[element]] += 1
        }
        return (result, pointers)
    }

    /// A pattern with ascending columns equals its transpose exactly when the transposed arrays are the same.
    private static func isSymmetric(_ pattern: SparsePattern, weights: [Float]?) throws -> Bool {
        guard try pattern.rowPointers.integers() == pattern.transposedRowPointers.integers(),
            try pattern.columns.integers() == pattern.transposedColumns.integers()
        else { return false }
        guard let weights else { return true }
        return try pattern.permutation.integers().enumerated().allSatisfy {
            weights[$0.offset] == weights[$0.element]
        }
    }
}
