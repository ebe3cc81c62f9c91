// The smallest eigenvectors of the Laplacians of large graphs.
import GimbalGraphs
import GimbalTensor

extension Graph {
    /// Returns the smallest eigenvalues of a Laplacian with their eigenvectors, by iteration: nothing dense is made.
    ///
    /// Eigenvectors of the value 0 come from the connected components. The others are the largest of c I - L, found one
    /// after another without those that are known; when all are there, one more is looked for, so that no copy of a
    /// multiple eigenvalue is missed. The first vector depends on the seed alone, so the result is reproducible as long
    /// as no iteration stops early in an invariant subspace.
    ///
    /// - Throws: `GraphError` if the graph is directed, has fewer nodes than `count`, a negative weight, or when the
    ///   iteration does not converge.
    /// - Complexity: O(edges + nodes · basis) for each step; the closer together the smallest eigenvalues, the more
    ///   steps. Small graphs, and counts above a quarter of the nodes, are solved densely.
    /// - Source: Lehoucq, Sorensen, Yang 1998, ARPACK Users' Guide.
    public func sparseLaplacianEigenvectors(
        count: Int, _ kind: LaplacianKind = .symmetric, _ settings: LanczosSettings = LanczosSettings()
    ) throws -> LaplacianEigenpairs {
        let count = try checkedEigenpairCount(count)
        try settings.check()
        guard count > 0 else {
            let degrees = [Double](repeating: 0, count: nodeCount)
            return try LaplacianEigenpairs(values: [], vectors: [], kind: kind, degrees: degrees)
        }
        guard nodeCount > 64, 4 * count < nodeCount else {
            return try laplacianEigenvectors(count: count, kind)
        }
        if let least = try weights?.amin(axes: [0]).item(), edgeCount > 0, least < 0 {
            throw GraphError(
                "weight", "the least weight is \(least), expected 0 or more for iterated eigenvectors",
                fix: "Use `laplacianEigenvectors`, which is dense.")
        }
        let symmetric = kind == .randomWalk ? LaplacianKind.symmetric : kind
        let parts = try laplacianParts(symmetric)
        var search = try EigenSearch(parts.pattern, parts.values, settings)
        search.add(try nullVectors(symmetric, parts.degrees, limit: count))
        try search.complete(count)
        return try LaplacianEigenpairs(
            values: search.pairs.map(\.value), vectors: search.pairs.map(\.vector), kind: kind,
            degrees: parts.degrees)
    }

    /// A vector of length 1 for each component, up to a limit: what every Laplacian maps to zero.
    private func nullVectors(_ kind: LaplacianKind, _ degrees: [Double], limit: Int) throws -> [[Double]] {
        let components = try connectedComponents()
        return (0..<min(components.count, limit)).map { component in
            var vector = [Double](repeating: 0, count: nodeCount)
            for node in 0..<nodeCount where components.componentOfNode[node] == component {
                vector[node] = kind == .combinatorial || degrees[node] <= 0 ? 1 : degrees[node].squareRoot()
            }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
    }
}

extension LanczosSettings {
    fileprivate func check() throws {
        guard tolerance >= 0, restartLimit > 0, (basisCount ?? 1) > 0 else {
            throw GraphError(
                "settings",
                "tolerance \(tolerance), \(restartLimit) restarts, a basis of \(basisCount ?? 0) vectors",
                fix: "The tolerance is 0 or more, the other two above 0.")
        }
    }
}

/// Eigenpairs found so far, ascending.
private struct EigenSearch {
    private var operation: DeflatedLaplacian
    private let settings: LanczosSettings
    private var state: UInt64
    private(set) var pairs: [(value: Double, vector: [Double])] = []

    init(_ pattern: SparsePattern, _ values: [Double], _ settings: LanczosSettings) throws {
        let pointers = try pattern.rowPointers.array(of: Int32.self)
        // No eigenvalue is beyond the greatest sum of magnitudes in a row (Gershgorin).
        let bound = pointers.indices.dropLast().reduce(0.0) { bound, row in
            max(bound, values[Int(pointers[row])..<Int(pointers[row + 1])].reduce(0) { $0 + abs($1) })
        }
        operation = DeflatedLaplacian(
            pointers: pointers, columns: try pattern.columns.array(of: Int32.self), values: values,
            shift: bound > 0 ? 1.05 * bound : 1)
        self.settings = settings
        state = settings.seed
    }

    mutating func add(_ vectors: [[Double]]) {
        for vector in vectors {
            operation.known.append(vector)
            pairs.append((operation.rayleighQuotient(vector), vector))
        }
        pairs.sort { $0.value < $1.value }
    }

    /// Finds pairs until there are enough, and no smaller one is left.
    mutating func complete(_ count: Int) throws {
        if pairs.count < count { add(try next(count - pairs.count)) }
        // Nothing is smaller than zero.
        while let largest = pairs.last, largest.value > 1e-8 * operation.shift {
            let extra = try next(1)
            let value = operation.rayleighQuotient(extra[0])
            guard value < largest.value - 1e-8 * operation.shift else { return }
            add(extra)
            pairs.removeLast()
        }
    }

    /// Iterates from a vector that was not used before: copies of a multiple eigenvalue that the last one missed are
    /// orthogonal to it.
    private mutating func next(_ count: Int) throws -> [[Double]] {
        var start = [Double](repeating: 0, count: operation.size)
        for row in start.indices { start[row] = Double(Int64(bitPattern: Self.mixed(&state))) / 0x1p63 }
        operation.project(&start)
        return try largestEigenpairs(of: operation, count: count, start: start, settings).map(\.vector)
    }

    /// The next number of SplitMix64.
    private static func mixed(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
