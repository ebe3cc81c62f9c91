// NumPy's .npy format: one array with its type and shape.
import Foundation
import GimbalCore

/// Reads and writes NumPy arrays (.npy, format versions 1 to 3).
///
/// Both byte orders and both element orders are read; unsigned integers of more than 8 bits become the next
/// signed type. Arrays of Python objects are refused: reading them would run code from the file.
/// - Source: NumPy's documentation, "numpy.lib.format".
public enum NPY {
    /// Reads an array of numbers or truth values.
    ///
    /// - Throws: `DataError` naming what is not as the format demands, or why the type cannot be read.
    public static func read(_ url: URL) throws -> Tensor {
        try decode(try mappedContents(of: url), source: url.path)
    }

    /// Reads an array of numbers or truth values from the bytes of a .npy file.
    ///
    /// - Parameter source: where the bytes came from, for errors.
    /// - Throws: `DataError` naming what is not as the format demands, or why the type cannot be read.
    public static func decode(_ data: Data, source: String) throws -> Tensor {
        try tensor(try NPYHeader(data, source: source), data)
    }

    /// Makes the tensor that a header describes; `data` begins with the header's own bytes, if it has any.
    static func tensor(_ header: NPYHeader, _ data: Data) throws -> Tensor {
        let element = try header.numericElement()
        let bytes = try header.elementBytes(data, width: element.width)
        if element.dtype.byteCount == element.width, !element.isSwapped, !element.isUnsigned,
            !header.isFortranOrder,
            element.dtype != .bool
        {
            return try bytes.withUnsafeBytes {
                try Tensor(bytes: $0, dtype: element.dtype, shape: header.shape)
            }
        }
        var elements = [UInt8](bytes)
        if element.dtype == .bool, let position = elements.firstIndex(where: { $0 > 1 }) {
            throw header.problem("bool", "element \(position) is \(elements[position]), expected 0 or 1")
        }
        if element.isSwapped { ByteOrder.swap(&elements, width: element.swappedWidth) }
        if header.isFortranOrder {
            elements = try ElementOrder.rowMajor(elements, shape: header.shape, width: element.width)
        }
        if element.isUnsigned { elements = try widened(elements, element, header) }
        return try elements.withUnsafeBytes {
            try Tensor(bytes: $0, dtype: element.dtype, shape: header.shape)
        }
    }

    /// Reads an array of texts (`<U`), row-major, from the bytes of a .npy file.
    ///
    /// - Throws: `DataError` if it holds anything but texts, or no valid Unicode.
    public static func decodeStrings(_ data: Data, source: String) throws -> [String] {
        try texts(try NPYHeader(data, source: source), data)
    }

    /// Makes the texts that a header describes; `data` begins with the header's own bytes, if it has any.
    static func texts(_ header: NPYHeader, _ data: Data) throws -> [String] {
        let text = try header.textElement()
        var elements = [UInt8](try header.elementBytes(data, width: 4 * text.length))
        if text.isSwapped { ByteOrder.swap(&elements, width: 4) }
        if header.isFortranOrder {
            elements = try ElementOrder.rowMajor(elements, shape: header.shape, width: 4 * text.length)
        }
        return try (0..<header.elementCount).map { position in
            var result = ""
            for offset in 0..<text.length {
                let start = 4 * (position * text.length + offset)
                let value = elements.withUnsafeBytes {
                    $0.loadUnaligned(fromByteOffset: start, as: UInt32.self)
                }
                if value == 0 { break }
                guard let scalar = Unicode.Scalar(value) else {
                    throw header.problem(
                        "text", "text \(position) holds \(value), which is no Unicode character")
                }
                result.unicodeScalars.append(scalar)
            }
            return result
        }
    }

    /// Writes a tensor crash-atomically.
    ///
    /// - Throws: `EnvironmentError` if the disk refuses; `DataError` for bfloat16, which NumPy does not have.
    public static func write(_ tensor: Tensor, to url: URL) throws {
        try AtomicFile.write(try encode(tensor), to: url)
    }

    /// Returns the bytes of a .npy file (version 1, little-endian, row-major).
    ///
    /// - Throws: `DataError` for bfloat16, which NumPy does not have.
    public static func encode(_ tensor: Tensor) throws -> Data {
        guard let descriptor = tensor.dtype.numpyDescriptor else {
            throw DataError(
                "npy.dtype", "NumPy has no type for \(tensor.dtype).",
                fix: "Convert the tensor to float32 first.")
        }
        let sizes = tensor.shape.map { "\($0)," }.joined(separator: " ")
        let description = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(sizes)), }"
        // The elements begin at a multiple of 64, so that they can be mapped; a line feed ends the header.
        let unpadded = NPYHeader.magic.count + 4 + description.utf8.count + 1
        let padding = String(repeating: " ", count: (64 - unpadded % 64) % 64)
        let text = Data((description + padding + "\n").utf8)
        var result = NPYHeader.magic + Data([1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)]) + text
        try tensor.withUnsafeBytes { result.append(contentsOf: $0) }
        return result
    }

    /// libtorch has no arithmetic on wide unsigned integers, so they become the next signed type.
    private static func widened(_ elements: [UInt8], _ element: NPYHeader.NumericElement, _ header: NPYHeader)
        throws
        -> [UInt8]
    {
        func load<Value: FixedWidthInteger>(_ type: Value.Type) -> [Value] {
            elements.withUnsafeBytes { bytes in
                (0..<header.elementCount).map {
                    bytes.loadUnaligned(fromByteOffset: $0 * element.width, as: Value.self)
                }
            }
        }
        switch element.width {
        case 2: return load(UInt16.self).map { Int32($0) }.withUnsafeBytes { [UInt8]($0) }
        case 4: return load(UInt32.self).map { Int64($0) }.withUnsafeBytes { [UInt8]($0) }
        default:
            let values = load(UInt64.self)
            if let position = values.firstIndex(where: { $0 > UInt64(Int64.max) }) {
                throw header.problem(
                    "range", "element \(position) is \(values[position]), which no int64 can hold")
            }
            return elements
        }
    }
}

extension DType {
    /// NumPy's description of the type in little-endian order.
    fileprivate var numpyDescriptor: String? {
        switch self {
        case .uint8: "|u1"
        case .int8: "|i1"
        case .int16: "<i2"
        case .int32: "<i4"
        case .int64: "<i8"
        case .float16: "<f2"
        case .float32: "<f4"
        case .float64: "<f8"
        case .bool: "|b1"
        case .complex64: "<c8"
        case .complex128: "<c16"
        case .bfloat16: nil
        }
    }
}
