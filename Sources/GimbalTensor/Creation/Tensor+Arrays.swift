// Nested arrays to tensors and back.
import CGimbal

extension Tensor {
    /// Copies an array into a tensor with one axis, converted if a dtype is given.
    ///
    ///     let x = try Tensor([1, 2, 3], dtype: .float32)
    public init<Element: TensorElement>(_ elements: [Element], dtype: DType) throws(TensorError) {
        self = try Tensor(elements).converted(to: dtype)
    }

    /// Copies rows into a matrix, such as `Tensor([[1, 2], [3, 4]])`.
    ///
    /// Integer literals give int64, others float64, unless a dtype is given.
    ///
    /// - Shapes: `[rows, columns]`.
    /// - Throws: `TensorError` (`tensor.shape`) if rows differ in length.
    public init<Element: TensorElement>(_ rows: [[Element]], dtype: DType? = nil) throws(TensorError) {
        let columns = try RaggedArray.commonCount(rows, axis: 1)
        try self.init(Array(rows.joined()), shape: [rows.count, columns], dtype: dtype)
    }

    /// Copies an array nested three deep.
    ///
    /// - Throws: `TensorError` (`tensor.shape`) if parts differ in length.
    public init<Element: TensorElement>(_ blocks: [[[Element]]], dtype: DType? = nil) throws(TensorError) {
        let rows = try RaggedArray.commonCount(blocks, axis: 1)
        let flat = Array(blocks.joined())
        let columns = try RaggedArray.commonCount(flat, axis: 2)
        try self.init(Array(flat.joined()), shape: [blocks.count, rows, columns], dtype: dtype)
    }

    /// Copies an array nested four deep.
    ///
    /// - Throws: `TensorError` (`tensor.shape`) if parts differ in length.
    public init<Element: TensorElement>(_ batches: [[[[Element]]]], dtype: DType? = nil) throws(TensorError) {
        let channels = try RaggedArray.commonCount(batches, axis: 1)
        let blocks = Array(batches.joined())
        let rows = try RaggedArray.commonCount(blocks, axis: 2)
        let flat = Array(blocks.joined())
        let columns = try RaggedArray.commonCount(flat, axis: 3)
        try self.init(
            Array(flat.joined()), shape: [batches.count, channels, rows, columns], dtype: dtype)
    }

    /// Makes a tensor of one value; the dtype is that of the Swift type.
    public init<Element: TensorElement>(repeating value: Element, shape: [Int]) throws(TensorError) {
        self = try Tensor(scalar: value).expanded(shape).contiguous()
    }

    private init<Element: TensorElement>(_ elements: [Element], shape: [Int], dtype: DType?)
        throws(TensorError)
    {
        let tensor = try Tensor(elements, shape: shape)
        if let dtype { self = try tensor.converted(to: dtype) } else { self = tensor }
    }

    /// Copies a matrix out as an array of rows, converted to `Element`.
    ///
    /// - Throws: `TensorError` (`tensor.shape`) if there are not two axes.
    public func array2D<Element: TensorElement>(of type: Element.Type) throws(TensorError) -> [[Element]] {
        let sizes = try sizes(rank: 2, operation: "array2D")
        return cut(try array(of: type), sizes[1], parts: sizes[0])
    }

    /// Copies a tensor with three axes out as nested arrays, converted to `Element`.
    ///
    /// - Throws: `TensorError` (`tensor.shape`) if there are not three axes.
    public func array3D<Element: TensorElement>(of type: Element.Type) throws(TensorError) -> [[[Element]]] {
        let sizes = try sizes(rank: 3, operation: "array3D")
        let rows = cut(try array(of: type), sizes[2], parts: sizes[0] * sizes[1])
        return cut(rows, sizes[1], parts: sizes[0])
    }

    /// Copies a tensor with four axes out as nested arrays, converted to `Element`.
    ///
    /// - Throws: `TensorError` (`tensor.shape`) if there are not four axes.
    public func array4D<Element: TensorElement>(of type: Element.Type) throws(TensorError) -> [[[[Element]]]]
    {
        let sizes = try sizes(rank: 4, operation: "array4D")
        let rows = cut(try array(of: type), sizes[3], parts: sizes[0] * sizes[1] * sizes[2])
        return cut(cut(rows, sizes[2], parts: sizes[0] * sizes[1]), sizes[1], parts: sizes[0])
    }

    private func sizes(rank: Int, operation: String) throws(TensorError) -> [Int] {
        let shape = shape
        guard shape.count == rank else {
            throw TensorError(
                code: "tensor.shape", operation: operation,
                message: "shape \(shape) has \(shape.count) axes, expected \(rank)",
                fix: "Reshape, or use `array(of:)` for the elements in one array.")
        }
        return shape
    }
}

/// Cuts a list into parts of one length, which may be 0.
private func cut<Element>(_ list: [Element], _ length: Int, parts: Int) -> [[Element]] {
    (0..<parts).map { Array(list[($0 * length)..<(($0 + 1) * length)]) }
}

/// Refuses nested arrays whose parts differ in length.
private enum RaggedArray {
    static func commonCount<Element>(_ parts: [[Element]], axis: Int) throws(TensorError) -> Int {
        let count = parts.first?.count ?? 0
        guard let odd = parts.firstIndex(where: { $0.count != count }) else { return count }
        throw TensorError(
            code: "tensor.shape", operation: "Tensor(_:)",
            message: "part 0 of axis \(axis - 1) has \(count) entries, part \(odd) has \(parts[odd].count)",
            fix: "Give every part along axis \(axis) the same length.")
    }
}

// MARK: - Numbers out of a tensor

extension Double {
    /// Takes the value of a tensor with one element.
    ///
    /// - Throws: `TensorError` if there is not exactly one.
    public init(_ tensor: Tensor) throws(TensorError) { self = try tensor.item() }
}

extension Float {
    /// Takes the value of a tensor with one element.
    ///
    /// - Throws: `TensorError` if there is not exactly one.
    public init(_ tensor: Tensor) throws(TensorError) { self = Float(try tensor.item()) }
}

extension Int {
    /// Takes the value of a tensor with one element; fractions are cut off.
    ///
    /// - Throws: `TensorError` if there is not exactly one.
    public init(_ tensor: Tensor) throws(TensorError) { self = try tensor.integerItem() }
}

extension Bool {
    /// Takes the truth of a tensor with one element; anything but zero is true.
    ///
    /// - Throws: `TensorError` if there is not exactly one.
    public init(_ tensor: Tensor) throws(TensorError) { self = try tensor.item() != 0 }
}
