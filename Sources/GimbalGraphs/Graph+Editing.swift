// Graphs made from other graphs: both directions, other numbers, parallel edges merged, loops taken away.
import GimbalTensor

extension Graph {
    /// Returns the graph with every edge's reverse added where it is missing; parallel edges are merged.
    ///
    /// Where both directions exist with different weights, the larger one is kept for both, with its features.
    public func undirected() throws -> Graph {
        let (sources, targets) = try edges()
        let all = Array(sources.indices)
        let both = try rebuilt(
            nodeCount: nodeCount, sources: sources + targets, targets: targets + sources, origin: all + all)
        return try both.coalesced(.max)
    }

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
    public func coalesced(_ rule: ParallelEdges = .sum) throws -> Graph {
        let (sources, targets) = try edges()
        let values = try weights?.floats()
        var kept: [Int] = [], sums: [Float] = []
        for edge in sources.indices {
            let value = values?[edge] ?? 1
            if let last = kept.last, sources[last] == sources[edge], targets[last] == targets[edge] {
                sums[sums.count - 1] += value
                if rule == .max, let values, values[edge] > values[last] { kept[kept.count - 1] = edge }
            } else {
                kept.append(edge)
                sums.append(value)
            }
        }
        guard kept.count < edgeCount else { return self }
        let merged = try rebuilt(
            nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
            origin: kept)
        guard rule == .sum else { return merged }
        return try Graph(
            pattern: merged.pattern, weights: try Tensor(sums), edgeFeatures: merged.edgeFeatures)
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
        return try rebuilt(
            nodeCount: nodeCount, sources: sources.map { order[$0] }, targets: targets.map { order[$0] },
            origin: Array(sources.indices))
    }

    /// Returns the graph with every edge turned round.
    public func reversed() throws -> Graph {
        let (sources, targets) = try edges()
        return try rebuilt(
            nodeCount: nodeCount, sources: targets, targets: sources, origin: Array(sources.indices))
    }

    /// Returns the graph without edges from a node to itself.
    public func removingSelfLoops() throws -> Graph {
        let (sources, targets) = try edges()
        let kept = sources.indices.filter { sources[$0] != targets[$0] }
        return try rebuilt(
            nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
            origin: kept)
    }

    /// Returns the graph with some of its edges, by their position in pattern order.
    ///
    /// - Throws: `GraphError` if an edge is out of range.
    public func keepingEdges(_ kept: [Int]) throws -> Graph {
        if let edge = kept.first(where: { $0 < 0 || $0 >= edgeCount }) {
            throw GraphError(
                "edge", "edge \(edge) is kept, expected 0..<\(edgeCount)",
                fix: "Number edges in pattern order.")
        }
        let (sources, targets) = try edges()
        return try rebuilt(
            nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
            origin: kept)
    }

    /// Whether some node has an edge to itself.
    public func hasSelfLoops() throws -> Bool {
        try pattern.columns.equal(pattern.rowOfEntry()).any().integerItem() != 0
    }
}
