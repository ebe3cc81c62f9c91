// Values per entry of a sparse matrix: gathered, summed, normalised; and the largest along rows.
import CGimbal

extension SparsePattern {
    /// One of the two ends of an entry.
    public enum Side: Sendable {
        /// The row: the target of an edge.
        case row
        /// The column: the source of an edge.
        case column
    }

    /// Returns a row of x for every entry: that of its row or of its column.
    ///
    /// - Shapes: x `[rowCount, F]` or `[columnCount, F]` → `[entryCount, F]`. Differentiable to every order.
    public func gathered(_ x: Tensor, from side: Side) throws(TensorError) -> Tensor {
        guard isFused(x) else { return try x.indexSelect(try index(of: side), axis: 0) }
        return try call("SparsePattern.gathered", operands: [x]) { error in
            withNative { g_sparse_gather(&$0, x.handle.raw, side == .column, &error) }
        }
    }

    /// Returns the sum of values per entry over each row's or each column's entries, in a fixed order.
    ///
    /// - Shapes: values `[entryCount, F]` → `[rowCount, F]` or `[columnCount, F]`. Differentiable to every order.
    public func sums(of values: Tensor, over side: Side) throws(TensorError) -> Tensor {
        guard isFused(values) else {
            let count = side == .row ? rowCount : columnCount
            let zeros = try Tensor.zeros(
                [count] + values.shape.dropFirst(), dtype: values.dtype, device: values.device)
            return try zeros.indexAdd(try index(of: side), axis: 0, source: values)
        }
        return try call("SparsePattern.sums", operands: [values]) { error in
            withNative { g_sparse_sum(&$0, values.handle.raw, side == .column, &error) }
        }
    }

    /// Returns exp(score) over the sum of exp(score) of the entry's row, for each column of scores.
    ///
    /// - Shapes: scores `[entryCount, H]` → `[entryCount, H]`. Differentiable to every order.
    public func softmax(_ scores: Tensor) throws(TensorError) -> Tensor {
        guard isFused(scores) else { return try composedSoftmax(scores) }
        return try call("SparsePattern.softmax", operands: [scores]) { error in
            withNative { g_sparse_softmax(&$0, scores.handle.raw, &error) }
        }
    }

    /// Returns the largest value of each column of x among the columns of each row's entries; 0 without entries.
    ///
    /// Of equal values the first entry's gets the gradient.
    ///
    /// - Shapes: x `[columnCount, F]` → `[rowCount, F]`. Differentiable to every order where the largest is unique.
    public func max(_ x: Tensor) throws(TensorError) -> Tensor {
        guard isFused(x) else { return try composedMax(x) }
        return try call("SparsePattern.max", operands: [x]) { error in
            withNative { g_sparse_max(&$0, x.handle.raw, &error) }
        }
    }

    /// Returns the smallest value of each column of x among the columns of each row's entries; 0 without entries.
    ///
    /// - Shapes: x `[columnCount, F]` → `[rowCount, F]`. Differentiable as `max`.
    public func min(_ x: Tensor) throws(TensorError) -> Tensor { try -max(-x) }

    /// Returns the product with several weights per entry: y[i, h, :] = Σ weights[e, h] · x[column(e), h, :].
    ///
    /// - Shapes: x `[columnCount, H, F]`, weights `[entryCount, H]` → `[rowCount, H, F]`; transposed: x of the rows,
    ///   the result of the columns. Differentiable in both, to every order.
    public func matmul(_ x: Tensor, headWeights weights: Tensor, transposed: Bool = false) throws(TensorError)
        -> Tensor
    {
        guard isFused(x) else { return try composedMatmul(x, weights, transposed: transposed) }
        return try call("SparsePattern.matmul", operands: [x, weights]) { error in
            withNative { g_sparse_head_matmul(&$0, weights.handle.raw, x.handle.raw, transposed, &error) }
        }
    }

    /// Returns inner products per head: s[e, h] = a[row(e), h, :] · b[column(e), h, :].
    ///
    /// - Shapes: a `[rowCount, H, F]`, b `[columnCount, H, F]` → `[entryCount, H]`. Differentiable in both.
    public func headInner(_ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
        guard isFused(a) else {
            let left = try a.indexSelect(try index(of: .row), axis: 0)
            return try (left * b.indexSelect(try index(of: .column), axis: 0)).sum(axes: [2])
        }
        return try call("SparsePattern.headInner", operands: [a, b]) { error in
            withNative { g_sparse_head_inner(&$0, a.handle.raw, b.handle.raw, &error) }
        }
    }
}

// What the kernels do not take (other devices, half precision) goes by gathering and scattering; tests hold the kernels
// against these.
extension SparsePattern {
    private func isFused(_ x: Tensor) -> Bool {
        x.device == .cpu && (x.dtype == .float32 || x.dtype == .float64)
    }

    private func index(of side: Side) throws(TensorError) -> Tensor {
        side == .row ? try rowOfEntry() : columns
    }

    package func composedSoftmax(_ scores: Tensor) throws(TensorError) -> Tensor {
        let rows = try rowOfEntry()
        let empty = try Tensor.full(
            [rowCount, scores.shape[1]], -Double.infinity, dtype: scores.dtype, device: scores.device)
        let largest = try empty.indexReduce(rows, axis: 0, source: scores.detached(), reduce: .amax)
        let powers = try (scores - largest.indexSelect(rows, axis: 0)).exp()
        let zeros = try Tensor.zeros([rowCount, scores.shape[1]], dtype: scores.dtype, device: scores.device)
        return try powers / zeros.indexAdd(rows, axis: 0, source: powers).indexSelect(rows, axis: 0)
    }

    package func composedMax(_ x: Tensor) throws(TensorError) -> Tensor {
        let empty = try Tensor.zeros([rowCount, x.shape[1]], dtype: x.dtype, device: x.device)
        let messages = try x.indexSelect(columns, axis: 0)
        return try empty.indexReduce(
            try rowOfEntry(), axis: 0, source: messages, reduce: .amax, includeSelf: false)
    }

    package func composedMatmul(_ x: Tensor, _ weights: Tensor, transposed: Bool) throws(TensorError)
        -> Tensor
    {
        let (from, to): (Side, Side) = transposed ? (.row, .column) : (.column, .row)
        let messages = try x.indexSelect(try index(of: from), axis: 0) * weights.unsqueezed(axis: 2)
        let zeros = try Tensor.zeros(
            [to == .row ? rowCount : columnCount] + x.shape.dropFirst(), dtype: x.dtype, device: x.device)
        return try zeros.indexAdd(try index(of: to), axis: 0, source: messages)
    }
}
