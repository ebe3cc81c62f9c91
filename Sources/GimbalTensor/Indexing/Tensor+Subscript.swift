// x[...] and its counterparts that replace what it selects.
import CGimbal

extension Tensor {
    /// Takes one position of the first axis; shares memory.
    ///
    /// - Shapes: x `[N, ...]` → `[...]`.
    /// - Throws: `TensorError` (`tensor.index`) if there is no such position.
    public subscript(_ index: Int) -> Tensor {
        get throws(TensorError) {
            var error = GError()
            if let raw = g_select_int(handle.raw, 0, index, &error) { return Tensor(owning: raw) }
            throw indexingFailure(&error, "subscript", self, [index.axisIndex])
        }
    }

    /// Selects along the axes, see `TensorIndex` for what may stand in the brackets.
    ///
    ///     let last = try x[-1]
    ///     let corner = try x[..<2, 1..., .slice(step: 2)]
    ///     let rows = try x[[0, 3], .ellipsis], positive = try x[x .> 0]
    ///
    /// - Shapes: a view that shares memory unless a mask or a list of positions is among the indices.
    /// - Throws: `TensorError` (`tensor.index`, `tensor.shape`, `tensor.dtype`) that names the axis.
    public subscript(_ indices: any TensorIndex...) -> Tensor {
        get throws(TensorError) { try elements(indices: indices) }
    }

    /// Selects along the axes by an array of indices that is made while the program runs.
    ///
    /// - Throws: `TensorError` (`tensor.index`, `tensor.shape`, `tensor.dtype`) that names the axis.
    public func elements(indices: [any TensorIndex]) throws(TensorError) -> Tensor {
        let lent = try LentIndices(indices, on: device)
        var error = GError()
        let raw = withExtendedLifetime(lent) {
            g_tensor_index(handle.raw, lent.natives, Int64(lent.natives.count), &error)
        }
        if let raw { return Tensor(owning: raw) }
        throw indexingFailure(&error, "subscript", self, indices.map(\.axisIndex))
    }

    /// Returns a copy in which the selected elements are those of `value`; gradients reach both.
    ///
    ///     let y = try x.replacing(at: 0, 1..<3, with: row)
    ///
    /// - Shapes: `value` broadcasts to the shape of `self[indices]` and is converted to this dtype. Where positions
    ///   repeat, it is not defined which of their values stays.
    /// - Throws: `TensorError` if an index or the shape of `value` does not fit.
    public func replacing(at indices: any TensorIndex..., with value: Tensor) throws(TensorError) -> Tensor {
        let copy = try cloned()
        try copy.assign(indices, value, operation: "replacing")
        return copy
    }

    /// Returns a copy in which the elements at an array of indices are those of `value`.
    ///
    /// - Throws: `TensorError` if an index or the shape of `value` does not fit.
    public func replacing(indices: [any TensorIndex], with value: Tensor) throws(TensorError) -> Tensor {
        let copy = try cloned()
        try copy.assign(indices, value, operation: "replacing")
        return copy
    }

    /// Returns a copy in which the selected elements are one number.
    ///
    /// - Throws: `TensorError` if an index does not fit.
    public func replacing(at indices: any TensorIndex..., with value: some TensorNumber) throws(TensorError)
        -> Tensor
    {
        let copy = try cloned()
        try copy.assign(indices, copy.number(value), operation: "replacing")
        return copy
    }

    /// Writes `value` to the selected elements of this very tensor: for buffers, never where gradients are wanted.
    ///
    ///     try history.replaceInPlace(at: step, .ellipsis, with: losses)
    ///
    /// - Shapes: as for `replacing(at:with:)`.
    /// - Throws: `TensorError` if an index or the shape of `value` does not fit, or if this tensor is a leaf that
    ///   requires a gradient.
    public func replaceInPlace(at indices: any TensorIndex..., with value: Tensor) throws(TensorError) {
        try assign(indices, value, operation: "replaceInPlace")
    }

    /// Writes one number to the selected elements of this very tensor.
    ///
    /// - Throws: `TensorError` if an index does not fit, or if this tensor is a leaf that requires a gradient.
    public func replaceInPlace(at indices: any TensorIndex..., with value: some TensorNumber)
        throws(TensorError)
    {
        try assign(indices, number(value), operation: "replaceInPlace")
    }

    /// Writes `value` to the elements at an array of indices.
    ///
    /// - Throws: `TensorError` if an index or the shape of `value` does not fit, or if this tensor is a leaf that
    ///   requires a gradient.
    public func replaceInPlace(indices: [any TensorIndex], with value: Tensor) throws(TensorError) {
        try assign(indices, value, operation: "replaceInPlace")
    }

    private func number(_ value: some TensorNumber) throws(TensorError) -> Tensor {
        try Tensor.full([], value, dtype: dtype, device: device)
    }

    private func assign(_ indices: [any TensorIndex], _ value: Tensor, operation: String) throws(TensorError)
    {
        let lent = try LentIndices(indices, on: device)
        var error = GError()
        withExtendedLifetime((lent, value)) {
            g_tensor_index_assign(
                handle.raw, lent.natives, Int64(lent.natives.count), value.handle.raw, &error)
        }
        if error.code == 0 { return }
        throw indexingFailure(&error, operation, self, indices.map(\.axisIndex), value)
    }
}

/// Indices in their native form, and the tensors that they borrow.
private struct LentIndices {
    private(set) var natives: [GIndex] = []
    private var tensors: [Tensor] = []

    init(_ indices: [any TensorIndex], on device: Device) throws(TensorError) {
        natives.reserveCapacity(indices.count)
        for index in indices {
            switch index.axisIndex.kind {
            case .integer(let index): append(G_INDEX_INTEGER, start: index)
            case .slice(let start, let stop, let step):
                append(G_INDEX_SLICE, start: start, stop: stop, step: step)
            case .ellipsis: append(G_INDEX_ELLIPSIS)
            case .newAxis: append(G_INDEX_NEW_AXIS)
            case .boolean(let value): append(G_INDEX_BOOLEAN, start: value ? 1 : 0)
            case .positions(let positions): append(try Tensor(positions).moved(to: device))
            case .mask(let mask): append(try Tensor(mask).moved(to: device))
            case .tensor(let tensor): append(tensor)
            }
        }
    }

    private mutating func append(_ tensor: Tensor) {
        tensors.append(tensor)
        append(G_INDEX_TENSOR, tensor: tensor)
    }

    private mutating func append(
        _ kind: some BinaryInteger, start: Int = 0, stop: Int = 0, step: Int = 0, tensor: Tensor? = nil
    ) {
        natives.append(
            GIndex(
                kind: Int32(kind), start: Int64(start), stop: Int64(stop), step: Int64(step),
                tensor: tensor?.handle.raw))
    }
}
