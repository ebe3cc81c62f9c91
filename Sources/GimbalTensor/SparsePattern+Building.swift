// Building a sparse pattern: checks, the transpose, and the choice of 32-bit indices.

/// An integer that sparse patterns are indexed with.
package protocol SparseIndex: FixedWidthInteger, TensorElement {}
extension Int32: SparseIndex {}
extension Int: SparseIndex {}

/// The arrays of compressed rows.
package struct CompressedRows<Index: SparseIndex> {
    /// Position of each row's first entry, and the number of entries.
    package var pointers: [Index]
    /// Column of each entry.
    package var columns: [Index]

    /// Pairs the arrays.
    package init(pointers: [Index], columns: [Index]) {
        self.pointers = pointers
        self.columns = columns
    }

    /// Whether a pattern of these sizes can be indexed with 32 bits.
    package static func fitNarrow(rowCount: Int, columnCount: Int, entryCount: Int) -> Bool {
        max(rowCount, columnCount, entryCount) < Int(Int32.max)
    }
}

/// The transposed rows, and where each of their entries stands in the original ones.
struct Transpose<Index: SparseIndex> {
    let rows: CompressedRows<Index>
    let permutation: [Index]
}

extension SparsePattern {
    /// Builds the pattern from compressed rows.
    ///
    /// - Parameters:
    ///   - rowPointers: ascending, from 0 to the number of entries, `rowCount + 1` values.
    ///   - columns: the entries' columns.
    /// - Throws: `TensorError` if pointers do not ascend or a column is out of range.
    public init(rowCount: Int, columnCount: Int, rowPointers: [Int], columns: [Int]) throws(TensorError) {
        try self.init(
            rowCount: rowCount, columnCount: columnCount, rowPointers: rowPointers, columns: columns,
            isNarrow: CompressedRows<Int>.fitNarrow(
                rowCount: rowCount, columnCount: columnCount, entryCount: columns.count))
    }

    /// Builds the pattern with 32-bit or with 64-bit indices.
    package init(rowCount: Int, columnCount: Int, rowPointers: [Int], columns: [Int], isNarrow: Bool)
        throws(TensorError)
    {
        let rows = CompressedRows(pointers: rowPointers, columns: columns)
        try rows.check(rowCount: rowCount, columnCount: columnCount)
        if isNarrow {
            let narrow = CompressedRows(
                pointers: rowPointers.map { Int32($0) }, columns: columns.map { Int32($0) })
            try self.init(
                rowCount: rowCount, columnCount: columnCount, rows: narrow,
                transpose: narrow.transposed(columnCount: columnCount))
        } else {
            try self.init(
                rowCount: rowCount, columnCount: columnCount, rows: rows,
                transpose: rows.transposed(columnCount: columnCount))
        }
    }

    /// Builds the pattern from compressed rows with indices of the wanted width; nothing is converted.
    ///
    /// - Throws: `TensorError` if pointers do not ascend or a column is out of range.
    package init<Index: SparseIndex>(rowCount: Int, columnCount: Int, rows: CompressedRows<Index>)
        throws(TensorError)
    {
        try rows.check(rowCount: rowCount, columnCount: columnCount)
        try self.init(
            rowCount: rowCount, columnCount: columnCount, rows: rows,
            transpose: rows.transposed(columnCount: columnCount))
    }

    /// Builds the pattern from compressed rows of 32 bits: the generic initialiser, compiled for this width here, where
    /// its loops over entries are known.
    ///
    /// - Throws: `TensorError` if pointers do not ascend or a column is out of range.
    package init(rowCount: Int, columnCount: Int, narrow rows: CompressedRows<Int32>) throws(TensorError) {
        try self.init(rowCount: rowCount, columnCount: columnCount, rows: rows)
    }

    /// Row of each entry `[entryCount]`, in the dtype of the columns.
    public func rowOfEntry() throws(TensorError) -> Tensor {
        let counts = try rowPointers.diff(axis: 0)
        let rows = try Tensor.arange(rowCount, dtype: columns.dtype)
        return try rows.repeatInterleave(counts.converted(to: .int64), axis: 0)
    }

    /// Whether the pattern equals its transpose; columns must ascend within rows.
    package func isSymmetric() throws(TensorError) -> Bool {
        guard rowCount == columnCount else { return false }
        guard try rowPointers.isEqual(to: transposedRowPointers) else { return false }
        return try columns.isEqual(to: transposedColumns)
    }
}

extension CompressedRows {
    fileprivate func check(rowCount: Int, columnCount: Int) throws(TensorError) {
        var isAscending = pointers.count == rowCount + 1 && pointers.first == 0
        isAscending = isAscending && pointers.last.map { Int($0) } == columns.count
        if isAscending {
            isAscending = pointers.indices.dropFirst().allSatisfy { pointers[$0 - 1] <= pointers[$0] }
        }
        guard isAscending else {
            throw TensorError(
                code: "tensor.sparse", operation: "SparsePattern",
                message: "row pointers do not ascend from 0 to \(columns.count) in \(rowCount + 1) steps",
                fix: "Check the compressed rows.")
        }
        if let position = columns.firstIndex(where: { $0 < 0 || Int($0) >= columnCount }) {
            throw TensorError(
                code: "tensor.sparse", operation: "SparsePattern",
                message: "entry \(position) is in column \(columns[position]), expected 0..<\(columnCount)",
                fix: "Check the column indices.")
        }
    }

    /// Counting sort of the entries by column; stable, so rows ascend within a column.
    func transposed(columnCount: Int) -> Transpose<Index> {
        var starts = [Index](repeating: 0, count: columnCount + 1)
        for column in columns { starts[Int(column) + 1] += 1 }
        for column in 0..<columnCount { starts[column + 1] += starts[column] }
        var next = starts
        var rows = [Index](repeating: 0, count: columns.count)
        var permutation = rows
        for row in 0..<(pointers.count - 1) {
            for entry in Int(pointers[row])..<Int(pointers[row + 1]) {
                let column = Int(columns[entry])
                let position = Int(next[column])
                next[column] += 1
                rows[position] = Index(truncatingIfNeeded: row)
                permutation[position] = Index(truncatingIfNeeded: entry)
            }
        }
        return Transpose(rows: CompressedRows(pointers: starts, columns: rows), permutation: permutation)
    }
}
