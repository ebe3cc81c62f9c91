// Tensors from memory and memory from tensors, with as few copies as there can be.
import CGimbal
import Foundation

extension Tensor {
    /// Copies the bytes of `Data`, an array of bytes or a mapped file (row-major, native byte order), once.
    ///
    /// - Throws: `TensorError` if the number of bytes is not that of the shape and dtype.
    public init(bytes: some ContiguousBytes, dtype: DType, shape: [Int]) throws(TensorError) {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(TensorError) in try Tensor(bytes: bytes, dtype: dtype, shape: shape) }
        }
        self = try result.get()
    }

    /// Copies the elements of any collection; those that lie in one piece (slices, contiguous arrays) once.
    ///
    /// - Parameter shape: nil for one axis.
    /// - Throws: `TensorError` if `elements` has not as many values as `shape` asks for.
    public init<Elements: Collection>(contentsOf elements: Elements, shape: [Int]? = nil) throws(TensorError)
    where Elements.Element: TensorElement {
        let shape = shape ?? [elements.count]
        let copied = elements.withContiguousStorageIfAvailable { buffer in
            Result { () throws(TensorError) in
                try Tensor(
                    bytes: UnsafeRawBufferPointer(buffer), dtype: Elements.Element.dtype, shape: shape)
            }
        }
        if let copied { self = try copied.get() } else { try self.init(Array(elements), shape: shape) }
    }

    /// Makes a tensor over existing memory, without a copy; `release` runs when the tensor and all views of it are
    /// gone.
    ///
    /// Writing to the memory changes the tensor, and the other way round. `release` may run on any thread. When this
    /// throws, `release` does not run: the memory stays the caller's.
    ///
    /// - Parameter bytes: aligned for the dtype, and exactly as long as shape and dtype ask for.
    /// - Throws: `TensorError` if the length or the alignment does not fit.
    public init(
        noCopy bytes: UnsafeMutableRawBufferPointer, dtype: DType, shape: [Int],
        release: @escaping @Sendable () -> Void
    ) throws(TensorError) {
        try checkMemory(UnsafeRawBufferPointer(bytes), dtype, shape)
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            self = try Tensor.zeros(shape, dtype: dtype)
            release()
            return
        }
        let context = Unmanaged.passRetained(MemoryOwner(release)).toOpaque()
        var error = GError()
        let raw = shape.withUnsafeInt64s {
            g_tensor_from_memory(
                start, $0, Int64(shape.count), dtype.rawValue, context, releaseMemory, &error)
        }
        guard let raw else {
            throw TensorError(native: &error, operation: "Tensor(noCopy:)", operands: [])
        }
        self.init(owning: raw)
    }

    /// Makes a tensor over memory that belongs to `owner`, without a copy; the owner lives as long as the tensor or any
    /// view of it.
    ///
    /// - Throws: `TensorError` if the length or the alignment does not fit.
    public init(
        noCopy bytes: UnsafeMutableRawBufferPointer, dtype: DType, shape: [Int], owner: some AnyObject
    ) throws(TensorError) {
        let kept = KeptOwner(owner)
        do {
            try self.init(noCopy: bytes, dtype: dtype, shape: shape, release: { kept.forget() })
        } catch {
            kept.forget()
            throw error
        }
    }

    /// Calls `body` with the elements in row-major order, as `Element`; without a copy if they lie so on the CPU.
    ///
    /// - Throws: `TensorError` (`tensor.dtype`) if `Element` is not the type of the elements; what `body` throws.
    public func withUnsafeElements<Element: TensorElement, Result>(
        of type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) throws -> Result {
        guard dtype == Element.dtype else {
            throw TensorError(
                code: "tensor.dtype", operation: "withUnsafeElements",
                message: "the elements are \(dtype), asked for as \(Element.dtype)",
                fix: "Convert with `converted(to: .\(Element.dtype))`, or use `array(of:)`, which converts.")
        }
        return try withUnsafeBytes { bytes in try body(bytes.assumingMemoryBound(to: Element.self)) }
    }

    /// Calls `body` with the memory of a buffer, for writing; the tape notices the change.
    ///
    /// - Throws: `TensorError` if the tensor is not on the CPU, has gaps, or requires a gradient; what `body` throws.
    public func withUnsafeMutableBytesInPlace<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) throws -> Result {
        let start = try writableMemory()
        return try withExtendedLifetime(handle) {
            try body(UnsafeMutableRawBufferPointer(start: start, count: start == nil ? 0 : byteCount))
        }
    }

    private func writableMemory() throws(TensorError) -> UnsafeMutableRawPointer? {
        let reason: String? =
            device != .cpu
            ? "the tensor is on \(device)"
            : !isContiguous
                ? "the elements of shape \(shape) have gaps"
                : requiresGradient ? "the tensor requires a gradient" : nil
        if let reason {
            throw TensorError(
                code: "tensor.memory", operation: "withUnsafeMutableBytesInPlace", message: reason,
                fix: "Only contiguous buffers on the CPU are written through a pointer.")
        }
        var error = GError()
        let start = g_tensor_mutable_data(handle.raw, &error)
        if error.code == 0 { return start }
        throw TensorError(native: &error, operation: "withUnsafeMutableBytesInPlace", operands: [self])
    }
}

/// Refuses memory that does not hold what shape and dtype say.
private func checkMemory(_ bytes: UnsafeRawBufferPointer, _ dtype: DType, _ shape: [Int]) throws(TensorError)
{
    let expected = shape.reduce(dtype.byteCount) { product, size in
        let (value, overflow) = product.multipliedReportingOverflow(by: max(size, 0))
        return overflow ? .max : value
    }
    guard bytes.count == expected, !shape.contains(where: { $0 < 0 }) else {
        throw TensorError(
            code: "tensor.shape", operation: "Tensor(noCopy:)",
            message: "\(bytes.count) bytes do not hold \(dtype) of shape \(shape)",
            fix: "Give \(expected) bytes.")
    }
    let alignment = min(dtype.byteCount, 8)
    guard let start = bytes.baseAddress, UInt(bitPattern: start) % UInt(alignment) != 0 else { return }
    throw TensorError(
        code: "tensor.memory", operation: "Tensor(noCopy:)",
        message: "the memory is not aligned to the \(alignment) bytes of \(dtype)",
        fix: "Copy with `Tensor(bytes:dtype:shape:)`.")
}

/// Runs the release of borrowed memory when libtorch lets go of it.
private final class MemoryOwner: Sendable {
    let release: @Sendable () -> Void
    init(_ release: @escaping @Sendable () -> Void) { self.release = release }
}

private let releaseMemory: @convention(c) (UnsafeMutableRawPointer) -> Void = { context in
    Unmanaged<MemoryOwner>.fromOpaque(context).takeRetainedValue().release()
}

/// A counted reference that is given back once; counting is safe on any thread.
private struct KeptOwner: @unchecked Sendable {
    private let reference: Unmanaged<AnyObject>
    init(_ owner: some AnyObject) { reference = Unmanaged.passRetained(owner as AnyObject) }
    func forget() { reference.release() }
}
