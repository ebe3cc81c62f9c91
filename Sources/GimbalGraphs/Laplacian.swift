// Laplacians of graphs.
import GimbalTensor

/// Which Laplacian of a graph.
public enum LaplacianKind: String, Sendable, Codable, CaseIterable {
    /// D - A.
    case combinatorial
    /// I - D^-1/2 A D^-1/2; its eigenvalues lie in 0...2.
    case symmetric
    /// I - D^-1 A.
    case randomWalk = "random-walk"
}

extension Graph {
    /// Returns a Laplacian; entry (i, j) belongs to the edge j → i, and every diagonal entry is stored.
    ///
    /// Degrees are sums of the weights of incoming edges, self-loops once; parallel edges add up. The row of a node
    /// whose degree is zero is zero, its diagonal included, so that the number of zero eigenvalues of an undirected
    /// graph is that of its components.
    ///
    /// - Parameter dtype: of the values, float32 or float64; they are computed in double precision.
    /// - Throws: `GraphError` if a degree is negative and has to be divided by.
    /// - Source: Chung 1997, Spectral Graph Theory, chapter 1.
    public func laplacian(_ kind: LaplacianKind = .symmetric, dtype: DType = .float32) throws -> SparseMatrix
    {
        let parts = try laplacianParts(kind)
        return SparseMatrix(parts.pattern, values: try Tensor(parts.values).converted(to: dtype))
    }

    /// Pattern, values and degrees of a Laplacian.
    package func laplacianParts(_ kind: LaplacianKind) throws -> (
        pattern: SparsePattern, values: [Double], degrees: [Double]
    ) {
        let merged = try withEdgeFeatures(nil).coalesced(.sum)
        let looped = try merged.withUnitWeights().addingSelfLoops(weight: 0)
        let weights = try looped.weights?.doubles() ?? []
        var degrees = [Double](repeating: 0, count: nodeCount), values = weights
        try looped.withRows { rows in
            for node in 0..<nodeCount { degrees[node] = rows.incoming(node).reduce(0) { $0 + weights[$1] } }
            let scale = try Self.inverse(degrees, kind)
            for node in 0..<nodeCount {
                for edge in rows.incoming(node) {
                    let source = Int(rows.columns[edge])
                    let diagonal = source == node ? degrees[node] : 0
                    values[edge] = (diagonal - weights[edge]) * scale.row[node] * scale.column[source]
                }
            }
        }
        return (looped.pattern, values, degrees)
    }

    /// Returns the graph with a weight of 1 per edge where it has none.
    private func withUnitWeights() throws -> Graph {
        guard weights == nil else { return self }
        return try Graph(pattern: pattern, weights: Tensor.ones([edgeCount]), edgeFeatures: edgeFeatures)
    }

    private static func inverse(_ degrees: [Double], _ kind: LaplacianKind) throws -> (
        row: [Double], column: [Double]
    ) {
        let ones = [Double](repeating: 1, count: degrees.count)
        guard kind != .combinatorial else { return (ones, ones) }
        if let node = degrees.firstIndex(where: { $0 < 0 }) {
            throw GraphError(
                "weight", "the weights into node \(node) sum to \(degrees[node]), expected 0 or more",
                fix: "Use the combinatorial Laplacian, or weights that are not negative.")
        }
        if kind == .randomWalk { return (degrees.map { $0 > 0 ? 1 / $0 : 0 }, ones) }
        let roots = degrees.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        return (roots, roots)
    }
}
