// Compressed sparse rows with the transpose beside them.
import CGimbal

/// The pattern of a sparse matrix in compressed rows (CSR), with its transpose; values are a tensor of their
/// own.
///
/// Products with dense matrices are fused: no message per entry is ever stored. Indices are 32 bit where they
/// fit.
public struct SparsePattern: Sendable {
    /// Number of rows.
    public let rowCount: Int
    /// Number of columns.
    public let columnCount: Int
    /// Position of each row's first entry `[rowCount + 1]`.
    public let rowPointers: Tensor
    /// Column of each entry `[entryCount]`, ascending within a row.
    public let columns: Tensor
    /// Position of each column's first entry in the transposed order `[columnCount + 1]`.
    public let transposedRowPointers: Tensor
    /// Row of each entry in the transposed order `[entryCount]`.
    public let transposedColumns: Tensor
    /// Position in the row order of each entry of the transposed order `[entryCount]`.
    public let permutation: Tensor

    /// Number of stored entries.
    public var entryCount: Int { columns.count }

    /// Takes over arrays that fit each other: see `SparsePattern+Building.swift`.
    init<Index: SparseIndex>(
        rowCount: Int, columnCount: Int, rows: CompressedRows<Index>, transpose: Transpose<Index>
    )
        throws(TensorError)
    {
        self.rowCount = rowCount
        self.columnCount = columnCount
        rowPointers = try Tensor(rows.pointers)
        columns = try Tensor(rows.columns)
        transposedRowPointers = try Tensor(transpose.rows.pointers)
        transposedColumns = try Tensor(transpose.rows.columns)
        permutation = try Tensor(transpose.permutation)
    }

    /// Returns the matrix product with a dense matrix, weighted per entry.
    ///
    /// - Shapes: weights `[entryCount]` or nil for ones; x `[columnCount, F]` → `[rowCount, F]`; transposed:
    ///   x `[rowCount, F]` → `[columnCount, F]`. Differentiable in x and weights, to every order.
    public func matmul(_ x: Tensor, weights: Tensor? = nil, transposed: Bool = false) throws(TensorError)
        -> Tensor
    {
        try call("SparsePattern.matmul", operands: [x] + (weights.map { [$0] } ?? [])) { error in
            withNative { g_sparse_matmul(&$0, weights?.handle.raw, x.handle.raw, transposed, &error) }
        }
    }

    /// Returns the inner product of a row of `a` and a row of `b` for every entry.
    ///
    /// - Shapes: a `[rowCount, F]`, b `[columnCount, F]` → `[entryCount]`. Differentiable in both.
    public func inner(_ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
        try call("SparsePattern.inner", operands: [a, b]) { error in
            withNative { g_sparse_inner(&$0, a.handle.raw, b.handle.raw, &error) }
        }
    }

    func withNative<Result>(_ body: (inout GSparse) -> Result) -> Result {
        var native = GSparse(
            rowPointers: rowPointers.handle.raw, columns: columns.handle.raw,
            transposedRowPointers: transposedRowPointers.handle.raw,
            transposedColumns: transposedColumns.handle.raw, permutation: permutation.handle.raw,
            rowCount: Int64(rowCount), columnCount: Int64(columnCount))
        return withExtendedLifetime(self) { body(&native) }
    }
}

/// A sparse matrix: a pattern and a value per entry.
public struct SparseMatrix: Sendable {
    /// Where the entries are.
    public let pattern: SparsePattern
    /// Their values `[entryCount]`, in row order; nil stands for ones.
    public let values: Tensor?

    /// Pairs a pattern with its values.
    public init(_ pattern: SparsePattern, values: Tensor?) {
        self.pattern = pattern
        self.values = values
    }

    /// `[rows, columns]`.
    public var shape: [Int] { [pattern.rowCount, pattern.columnCount] }

    /// Returns the product with a dense matrix: x `[columns, F]` → `[rows, F]`.
    public func matmul(_ x: Tensor) throws(TensorError) -> Tensor { try pattern.matmul(x, weights: values) }

    /// Returns the product of the transpose with a dense matrix: x `[rows, F]` → `[columns, F]`.
    public func transposedMatmul(_ x: Tensor) throws(TensorError) -> Tensor {
        try pattern.matmul(x, weights: values, transposed: true)
    }

    /// Returns the same pattern with other values.
    public func withValues(_ values: Tensor) -> SparseMatrix { SparseMatrix(pattern, values: values) }
}
