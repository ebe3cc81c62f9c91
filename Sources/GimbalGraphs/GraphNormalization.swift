// Normalised adjacencies.
import GimbalTensor

/// How rows and columns of an adjacency are scaled.
public enum AdjacencyNormalization: String, Sendable, Codable, CaseIterable {
    /// D^-1/2 A D^-1/2 (Kipf and Welling 2017).
    case symmetric
    /// D^-1 A: every row sums to one.
    case randomWalk = "random-walk"
    /// A D^-1 with the degrees of outgoing edges: every column sums to one.
    case column
    /// A itself.
    case none
}

extension Graph {
    /// Sum of the weights of the edges into each node `[nodeCount]`.
    public func inDegrees() throws -> Tensor {
        let ones = try Tensor.ones([nodeCount, 1])
        return try pattern.matmul(ones, weights: weights).squeezed(axis: 1)
    }

    /// Returns the normalised adjacency: entry (i, j) is the scaled weight of the edge j → i.
    ///
    /// Degrees count incoming edges (outgoing ones for `.column`); the inverse of a degree of zero or less is zero.
    /// Nothing is recorded on the tape.
    ///
    /// - Parameters:
    ///   - selfLoops: adds a loop where none exists.
    ///   - selfLoopWeight: weight of added loops; 2 gives the "improved" variant of graph convolutions.
    ///   - dtype: what values are computed in.
    /// - Throws: `GraphError` if the weight of loops is not finite.
    /// - Paper: Kipf, Welling 2017, arXiv 1609.02907, eq. 2.
    public func normalizedAdjacency(
        _ normalization: AdjacencyNormalization = .symmetric, selfLoops: Bool = true,
        selfLoopWeight: Float = 1, dtype: DType = .float32
    ) throws -> SparseMatrix {
        let bare = try withEdgeFeatures(nil)
        let graph = selfLoops ? try bare.addingSelfLoops(weight: selfLoopWeight) : bare
        let values = try graph.weights?.converted(to: dtype) ?? Tensor.ones([graph.edgeCount], dtype: dtype)
        return try withoutGradient {
            let ones = try Tensor.ones([nodeCount, 1], dtype: dtype)
            let degrees = { (outgoing: Bool) in
                try graph.pattern.matmul(ones, weights: values, transposed: outgoing)
            }
            let inverse = { (degrees: Tensor) in try Tensor.where(degrees.greater(0), 1.0 / degrees, 0) }
            switch normalization {
            case .none:
                return SparseMatrix(graph.pattern, values: values)
            case .randomWalk:
                let scale = try inverse(degrees(false))
                return SparseMatrix(graph.pattern, values: try values * graph.pattern.inner(scale, ones))
            case .column:
                let scale = try inverse(degrees(true))
                return SparseMatrix(graph.pattern, values: try values * graph.pattern.inner(ones, scale))
            case .symmetric:
                let degrees = try degrees(false)
                let scale = try Tensor.where(degrees.greater(0), degrees.rsqrt(), 0)
                return SparseMatrix(graph.pattern, values: try values * graph.pattern.inner(scale, scale))
            }
        }
    }
}
