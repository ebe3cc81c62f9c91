// The tensor: a value that shares its memory, freed when the last copy goes.
import CGimbal

/// Owns one reference to a libtorch tensor.
package final class TensorHandle: @unchecked Sendable {
    package let raw: OpaquePointer

    init(owning raw: OpaquePointer) { self.raw = raw }

    deinit { g_tensor_free(raw) }
}

/// A multi-dimensional array of one element type on one device.
///
/// Copies share memory. Operators return new tensors and throw `TensorError`; the few that change their
/// receiver end in
/// `InPlace` and are for optimisers and buffers.
public struct Tensor: Sendable {
    package let handle: TensorHandle

    /// Takes over an owned native handle.
    package init(owning raw: OpaquePointer) { handle = TensorHandle(owning: raw) }
}

extension Tensor {
    /// Size along each axis.
    public var shape: [Int] { (0..<rank).map { Int(g_tensor_size(handle.raw, Int64($0))) } }
    /// Number of axes; 0 for a scalar.
    public var rank: Int { Int(g_tensor_rank(handle.raw)) }
    /// Number of elements.
    public var count: Int { Int(g_tensor_count(handle.raw)) }
    /// Type of the elements.
    public var dtype: DType { DType(rawValue: g_tensor_dtype(handle.raw)) ?? .float32 }
    /// Device that holds the elements.
    public var device: Device { Device(g_tensor_device(handle.raw)) }
    /// Whether elements lie in row-major order without gaps.
    public var isContiguous: Bool { g_tensor_is_contiguous(handle.raw) }
    /// Whether the tape records what is computed from this tensor.
    public var requiresGradient: Bool { g_tensor_requires_gradient(handle.raw) }
    /// References that keep the tensor alive, for tests of leaks.
    ///
    /// This value and its copies count once, the tape and other native owners once each.
    package var referenceCount: Int { Int(g_tensor_reference_count(handle.raw)) }
    /// Number of bytes that the elements take.
    public var byteCount: Int { count * dtype.byteCount }

    /// Returns the size along an axis; negative axes count from the end.
    ///
    /// - Throws: `TensorError` if the axis is out of range.
    public func size(_ axis: Int) throws(TensorError) -> Int {
        let resolved = axis < 0 ? axis + rank : axis
        guard (0..<rank).contains(resolved) else {
            throw TensorError(
                code: "tensor.index", operation: "size",
                message: "axis \(axis) is out of range for shape \(shape)",
                fix: "Use an axis in \(-rank)..<\(rank).")
        }
        return Int(g_tensor_size(handle.raw, Int64(resolved)))
    }
}

// MARK: - From and to Swift

extension Tensor {
    /// Copies an array into a tensor of the given shape (row-major).
    ///
    /// - Throws: `TensorError` if `elements` has not as many values as `shape` asks for.
    public init<Element: TensorElement>(_ elements: [Element], shape: [Int]) throws(TensorError) {
        let expected = shape.reduce(1, *)
        guard elements.count == expected, !shape.contains(where: { $0 < 0 }) else {
            throw TensorError(
                code: "tensor.shape", operation: "Tensor(_:shape:)",
                message: "\(elements.count) values do not fill shape \(shape)",
                fix: "Give \(expected) values.")
        }
        let raw = elements.withUnsafeBytes { bytes in
            Result { () throws(TensorError) in try Tensor(bytes: bytes, dtype: Element.dtype, shape: shape) }
        }
        self = try raw.get()
    }

    /// Copies an array into a tensor with one axis.
    public init<Element: TensorElement>(_ elements: [Element]) throws(TensorError) {
        try self.init(elements, shape: [elements.count])
    }

    /// Makes a scalar (no axes).
    public init<Element: TensorElement>(scalar: Element) throws(TensorError) {
        try self.init([scalar], shape: [])
    }

    /// Copies raw bytes (row-major, native byte order).
    ///
    /// - Throws: `TensorError` if the number of bytes is not that of the shape and dtype.
    public init(bytes: UnsafeRawBufferPointer, dtype: DType, shape: [Int]) throws(TensorError) {
        var error = GError()
        let raw = shape.withUnsafeInt64s {
            g_tensor_from_bytes(
                bytes.baseAddress, Int64(bytes.count), $0, Int64(shape.count), dtype.rawValue, &error)
        }
        guard let raw else {
            throw TensorError(native: &error, operation: "Tensor(bytes:)", operands: [])
        }
        self.init(owning: raw)
    }

    /// Calls `body` with the elements in row-major order; copies first if the tensor is elsewhere or has
    /// gaps.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        let local = try localContiguous()
        return try withExtendedLifetime(local) {
            try body(UnsafeRawBufferPointer(start: g_tensor_data(local.handle.raw), count: local.byteCount))
        }
    }

    /// Copies the elements out in row-major order, converted to `Element` if they are of another type.
    ///
    /// Conversion to an integer type truncates towards zero.
    ///
    /// - Throws: `TensorError` for complex numbers, which no Swift type here holds.
    public func array<Element: TensorElement>(of type: Element.Type) throws(TensorError) -> [Element] {
        guard !dtype.isComplex else {
            throw TensorError(
                code: "tensor.dtype", operation: "array(of:)", message: "\(shape) \(dtype) is complex",
                fix: "Take `realPart()`, `imaginaryPart()` or `viewedAsReal()`.")
        }
        let converted = dtype == Element.dtype ? self : try self.converted(to: Element.dtype)
        let local = try converted.localContiguous()
        let count = local.count
        return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let source = g_tensor_data(local.handle.raw), let target = buffer.baseAddress {
                UnsafeMutableRawPointer(target).copyMemory(
                    from: source, byteCount: count * MemoryLayout<Element>.stride)
            }
            initialized = count
        }
    }

    /// The elements as `Float`, row-major.
    public func floats() throws(TensorError) -> [Float] { try array(of: Float.self) }
    /// The elements as `Double`, row-major.
    public func doubles() throws(TensorError) -> [Double] { try array(of: Double.self) }
    /// The elements as `Int`, row-major; fractions are cut off.
    public func integers() throws(TensorError) -> [Int] { try array(of: Int.self) }
    /// The elements as `Bool`, row-major; anything but zero is true.
    public func booleans() throws(TensorError) -> [Bool] { try array(of: Bool.self) }

    /// The value of a tensor with one element.
    ///
    /// - Throws: `TensorError` if there is not exactly one.
    public func item() throws(TensorError) -> Double {
        var error = GError()
        let value = g_tensor_item_real(handle.raw, &error)
        if error.code != 0 { throw TensorError(native: &error, operation: "item", operands: [self]) }
        return value
    }

    /// The integer value of a tensor with one element.
    ///
    /// - Throws: `TensorError` if there is not exactly one.
    public func integerItem() throws(TensorError) -> Int {
        var error = GError()
        let value = g_tensor_item_integer(handle.raw, &error)
        if error.code != 0 { throw TensorError(native: &error, operation: "item", operands: [self]) }
        return Int(value)
    }

    private func localContiguous() throws(TensorError) -> Tensor {
        let here = device == .cpu ? self : try self.moved(to: .cpu)
        let local = dtype.isComplex ? try here.resolvingConjugate() : here
        return local.isContiguous ? local : try local.contiguous()
    }
}

extension Array where Element == Int {
    /// Lends the integers to a native call without a copy: `Int` and `Int64` have one layout on 64-bit
    /// machines.
    @inline(__always)
    package func withUnsafeInt64s<Result>(_ body: (UnsafePointer<Int64>?) -> Result) -> Result {
        withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: Int64.self)) }
    }
}
