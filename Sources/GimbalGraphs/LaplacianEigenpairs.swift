// Eigenvectors of Laplacians, computed densely, and their signs.
import GimbalTensor

/// The smallest eigenvalues of a Laplacian with their eigenvectors.
///
/// Every vector has length 1, and its entry of greatest magnitude is positive (the first of those that are as great up
/// to a millionth). Vectors of a multiple eigenvalue span the right space; which of its bases they are is not fixed.
public struct LaplacianEigenpairs: Sendable {
    /// Eigenvalues, ascending `[count]` float64.
    public let values: Tensor
    /// Eigenvectors as columns `[nodeCount, count]` float64.
    public let vectors: Tensor

    /// Takes eigenpairs of a symmetric Laplacian, ascending, and brings vectors to their form.
    ///
    /// - Parameters:
    ///   - kind: for `.randomWalk` the vectors are those of the symmetric Laplacian, and are turned into its own.
    ///   - degrees: of the nodes.
    package init(values: [Double], vectors: [[Double]], kind: LaplacianKind, degrees: [Double]) throws {
        let formed = vectors.map { vector in
            // u = D^-1/2 v; a node without edges keeps its entry.
            let turned =
                kind == .randomWalk
                ? zip(vector, degrees).map { $0 / ($1 > 0 ? $1.squareRoot() : 1) } : vector
            return Self.signed(turned)
        }
        self.values = try Tensor(values)
        self.vectors = try Tensor(formed.flatMap { $0 }, shape: [vectors.count, degrees.count])
            .transposed(0, 1).contiguous()
    }

    /// Length 1, and the greatest entry positive.
    private static func signed(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let greatest = vector.reduce(0) { max($0, abs($1)) }
        // Entries of opposite sign and equal magnitude must not let rounding decide.
        let leading = vector.first { abs($0) >= greatest * (1 - 1e-6) } ?? 0
        guard length > 0 else { return vector }
        let scale = (leading < 0 ? -1 : 1) / length
        return vector.map { $0 * scale }
    }
}

extension Graph {
    /// Returns the smallest eigenvalues of a Laplacian with their eigenvectors, from the dense matrix.
    ///
    /// - Parameter count: how many pairs; nil for all.
    /// - Throws: `GraphError` if the graph is directed, or has fewer nodes than `count`.
    /// - Complexity: O(nodes³) time and O(nodes²) memory: up to some thousand nodes.
    public func laplacianEigenvectors(count: Int? = nil, _ kind: LaplacianKind = .symmetric) throws
        -> LaplacianEigenpairs
    {
        let count = try checkedEigenpairCount(count ?? nodeCount)
        let parts = try laplacianParts(kind == .randomWalk ? .symmetric : kind)
        var dense = [Double](repeating: 0, count: nodeCount * nodeCount)
        let targets = try parts.pattern.rowOfEntry().integers(),
            sources = try parts.pattern.columns.integers()
        for entry in targets.indices {
            dense[targets[entry] * nodeCount + sources[entry]] = parts.values[entry]
        }
        let matrix = try Tensor(dense, shape: [nodeCount, nodeCount])
        let pairs = try callOperator("aten::linalg_eigh", [.tensor(matrix)])
        let rows = try pairs[1].transposed(0, 1).doubles()
        return try LaplacianEigenpairs(
            values: Array(pairs[0].doubles().prefix(count)),
            vectors: (0..<count).map { Array(rows[($0 * nodeCount)..<(($0 + 1) * nodeCount)]) }, kind: kind,
            degrees: parts.degrees)
    }

    /// Refuses what has no symmetric Laplacian or too few eigenvectors.
    package func checkedEigenpairCount(_ count: Int) throws -> Int {
        guard isUndirected else {
            throw GraphError(
                "direction", "the graph is directed, so that its Laplacian is not symmetric",
                fix: "Take the eigenvectors of `undirected()`.")
        }
        guard (0...nodeCount).contains(count) else {
            throw GraphError(
                "count", "\(count) eigenvectors of \(nodeCount) nodes were asked for",
                fix: "Ask for 0...\(nodeCount).")
        }
        return count
    }
}
