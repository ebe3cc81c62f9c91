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
    /// Features of each edge `[edgeCount, ...]` in pattern order, or nil.
    public let edgeFeatures: Tensor?
    /// Whether every edge has its reverse, with the same weight.
    public let isUndirected: Bool

    /// Takes over parts that fit each other: see `Graph+Building.swift`.
    init(pattern: SparsePattern, weights: Tensor?, edgeFeatures: Tensor?) throws {
        nodeCount = pattern.rowCount
        self.pattern = pattern
        self.weights = weights
        self.edgeFeatures = edgeFeatures
        isUndirected = try Self.isSymmetric(pattern, weights: weights)
    }

    private static func isSymmetric(_ pattern: SparsePattern, weights: Tensor?) throws -> Bool {
        // Columns ascend, so the pattern is symmetric exactly when the transposed arrays are the same.
        guard try pattern.isSymmetric() else { return false }
        guard let weights else { return true }
        return try weights.isEqual(to: weights.indexSelect(pattern.permutation, axis: 0))
    }

    /// Number of directed edges.
    public var edgeCount: Int { pattern.entryCount }

    /// Edges as (sources, targets) in pattern order.
    public func edges() throws -> (sources: [Int], targets: [Int]) {
        (try pattern.columns.integers(), try pattern.rowOfEntry().integers())
    }
}
