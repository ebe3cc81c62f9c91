// Normalised adjacencies.
import GimbalTensor

/// How rows and columns of an adjacency are scaled.
public enum AdjacencyNormalization: String, Sendable, Codable, CaseIterable {
    /// D^-1/2 A D^-1/2 (Kipf and Welling 2017).
    case symmetric
    /// D^-1 A: every row sums to one.
    case randomWalk = "random-walk"
    /// A itself.
    case none
}

extension Graph {
    /// Returns the graph with a self-loop of weight 1 where none exists; an existing one keeps its weight.
    ///
    /// Edge features are left behind: a new loop has none.
    public func addingSelfLoops() throws -> Graph {
        let (sources, targets) = try edges()
        var missing = Set(0..<nodeCount)
        for edge in sources.indices where sources[edge] == targets[edge] { missing.remove(sources[edge]) }
        let loops = missing.sorted()
        let values = try weights?.floats()
        return try Graph(
            nodeCount: nodeCount, sources: sources + loops, targets: targets + loops,
            weights: values.map { $0 + [Float](repeating: 1, count: loops.count) })
    }

    /// Sum of the weights of the edges into each node `[nodeCount]`.
    public func inDegrees() throws -> Tensor {
        let ones = try Tensor.ones([nodeCount, 1])
        return try pattern.matmul(ones, weights: weights).squeezed(axis: 1)
    }

    /// Returns the normalised adjacency: entry (i, j) is the scaled weight of the edge j → i.
    ///
    /// Degrees count incoming edges; the inverse of a degree of zero is zero. Nothing is recorded on the
    /// tape.
    ///
    /// - Parameter selfLoops: adds a loop of weight 1 where none exists.
    /// - Paper: Kipf, Welling 2017, arXiv 1609.02907, eq. 2.
    public func normalizedAdjacency(
        _ normalization: AdjacencyNormalization = .symmetric, selfLoops: Bool = true
    )
        throws -> SparseMatrix
    {
        let graph = selfLoops ? try addingSelfLoops() : self
        let values = try graph.weights ?? Tensor.ones([graph.edgeCount])
        return try withoutGradient {
            let degrees = try graph.inDegrees()
            let positive = try degrees.greater(0)
            switch normalization {
            case .none:
                return SparseMatrix(graph.pattern, values: values)
            case .randomWalk:
                let scale = try Tensor.where(positive, 1.0 / degrees, 0).unsqueezed(axis: 1)
                let ones = try Tensor.ones([nodeCount, 1])
                return SparseMatrix(graph.pattern, values: try values * graph.pattern.inner(scale, ones))
            case .symmetric:
                let scale = try Tensor.where(positive, degrees.rsqrt(), 0).unsqueezed(axis: 1)
                return SparseMatrix(graph.pattern, values: try values * graph.pattern.inner(scale, scale))
            }
        }
    }
}
