// What a graph's nodes are described by.
import GimbalTensor

/// Node features, dense or sparse: both take part in products without being converted.
public enum NodeFeatures: Sendable {
    /// `[nodeCount, featureCount]`.
    case dense(Tensor)
    /// The same, with zeros left out: 20 times cheaper to multiply for bags of words.
    case sparse(SparseMatrix)

    /// Number of rows.
    public var nodeCount: Int {
        switch self {
        case .dense(let x): x.shape.first ?? 0
        case .sparse(let x): x.pattern.rowCount
        }
    }

    /// Number of columns.
    public var featureCount: Int {
        switch self {
        case .dense(let x): x.shape.last ?? 0
        case .sparse(let x): x.pattern.columnCount
        }
    }

    /// The features as one dense tensor `[nodeCount, featureCount]`.
    public func dense() throws -> Tensor {
        switch self {
        case .dense(let x): return x
        case .sparse(let x): return try x.matmul(Tensor.eye(x.pattern.columnCount))
        }
    }

    /// Returns the features with every row divided by its sum, as the field does for bags of words.
    ///
    /// Sums below 1 count as 1, so rows without features stay zero.
    public func rowNormalized() throws -> NodeFeatures {
        switch self {
        case .dense(let x):
            return .dense(try x / x.sum(axes: [1], keepDimensions: true).clamped(min: 1))
        case .sparse(let x):
            let values = try x.values ?? Tensor.ones([x.pattern.entryCount])
            let ones = try Tensor.ones([x.pattern.columnCount, 1])
            let sums = try x.withValues(values).matmul(ones).clamped(min: 1)
            let columns = try Tensor.ones([x.pattern.columnCount, 1])
            return .sparse(x.withValues(try values * x.pattern.inner(1.0 / sums, columns)))
        }
    }
}
