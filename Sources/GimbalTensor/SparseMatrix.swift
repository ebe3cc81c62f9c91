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

    /// Builds the pattern from compressed rows.
    ///
    /// - Parameters:
    ///   - rowPointers: ascending, from 0 to the number of entries, `rowCount + 1` values.
    ///   - columns: the entries' columns.
    /// - Throws: `TensorError` if pointers do not ascend or a column is out of range.
    public init(rowCount: Int, columnCount: Int, rowPointers: [Int], columns: [Int]) throws(TensorError) {
        try self.init(
            rowCount: rowCount, columnCount: columnCount, rowPointers: rowPointers, columns: columns,
            isNarrow: max(columns.count, rowCount, columnCount) < Int(Int32.max))
    }

    /// Builds the pattern with 32-bit or with 64-bit indices.
    package init(rowCount: Int, columnCount: Int, rowPointers: [Int], columns: [Int], isNarrow narrow: Bool)
        throws(TensorError)
    {
        try Self.check(
            rowCount: rowCount, columnCount: columnCount, rowPointers: rowPointers, columns: columns)
        self.rowCount = rowCount
        self.columnCount = columnCount
        let transpose = Self.transpose(columnCount: columnCount, rowPointers: rowPointers, columns: columns)
        self.rowPointers = try Self.indices(rowPointers, narrow: narrow)
        self.columns = try Self.indices(columns, narrow: narrow)
        transposedRowPointers = try Self.indices(transpose.pointers, narrow: narrow)
        transposedColumns = try Self.indices(transpose.rows, narrow: narrow)
        permutation = try Self.indices(transpose.permutation, narrow: narrow)
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

    private func withNative<Result>(_ body: (inout GSparse) -> Result) -> Result {
        var native = GSparse(
            rowPointers: rowPointers.handle.raw, columns: columns.handle.raw,
            transposedRowPointers: transposedRowPointers.handle.raw,
            transposedColumns: transposedColumns.handle.raw, permutation: permutation.handle.raw,
            rowCount: Int64(rowCount), columnCount: Int64(columnCount))
        return withExtendedLifetime(self) { body(&native) }
    }

    private static func indices(_ values: [Int], narrow: Bool) throws(TensorError) -> Tensor {
        narrow ? try Tensor(values.map { Int32($0) }) : try Tensor(values)
    }

    private static func check(rowCount: Int, columnCount: Int, rowPointers: [Int], columns: [Int])
        throws(TensorError)
    {
        let ascending = zip(rowPointers, rowPointers.dropFirst()).allSatisfy { $0 <= $1 }
        guard rowPointers.count == rowCount + 1, rowPointers.first == 0, rowPointers.last == columns.count,
            ascending
        else {
            throw TensorError(
                code: "tensor.sparse", operation: "SparsePattern",
                message: "row pointers do not ascend from 0 to \(columns.count) in \(rowCount + 1) steps",
                fix: "Check the compressed rows.")
        }
        if let position = columns.firstIndex(where: { $0 < 0 || $0 >= columnCount }) {
            throw TensorError(
                code: "tensor.sparse", operation: "SparsePattern",
                message: "entry \(position) is in column \(columns[position]), expected 0..<\(columnCount)",
                fix: "Check the column indices.")
        }
    }

    private static func transpose(columnCount: Int, rowPointers: [Int], columns: [Int])
        -> (pointers: [Int], rows: [Int], permutation: [Int])
    {
        var pointers = [Int](repeating: 0, count: columnCount + 1)
        for column in columns { pointers[column + 1] += 1 }
        for column in 0..<columnCount { pointers[column + 1] += pointers[column] }
        var next = pointers
        var rows = [Int](repeating: 0, count: columns.count)
        var permutation = rows
        for row in 0..<(rowPointers.count - 1) {
            for entry in rowPointers[row]..<rowPointers[row + 1] {
                let position = next[columns[entry]]
                next[columns[entry]] += 1
                rows[position] = row
                permutation[position] = entry
            }
        }
        return (pointers, rows, permutation)
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
