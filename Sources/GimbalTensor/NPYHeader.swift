// The header of a .npy file: a Python dictionary in a fixed frame.
import Foundation
import GimbalCore

/// Type, shape and element order of a .npy array, checked.
struct NPYHeader {
    /// How the elements are stored, such as `<f4`.
    let descriptor: String
    let isFortranOrder: Bool
    let shape: [Int]
    let elementCount: Int
    private let byteCount: Int
    private let source: String

    static let magic = Data([0x93] + Array("NUMPY".utf8))

    /// What a numeric descriptor stands for.
    struct NumericElement {
        let dtype: DType
        /// Bytes per stored element.
        let width: Int
        let isSwapped: Bool
        /// An unsigned integer that has to be widened.
        var isUnsigned = false

        /// The bytes that change order together; both parts of a complex number do so on their own.
        var swappedWidth: Int { dtype.isComplex ? width / 2 : width }
    }

    init(_ data: Data, source: String) throws {
        self.source = source
        let frame = try Self.frame(data, source: source)
        byteCount = frame.end
        let bytes = data.dropFirst(frame.start).prefix(frame.end - frame.start)
        guard let text = String(data: bytes, encoding: frame.isUnicode ? .utf8 : .isoLatin1) else {
            throw Self.problem("header", "the header is not valid UTF-8", source: source)
        }
        var literal = PythonLiteral(text)
        do {
            let fields = try literal.header()
            (descriptor, isFortranOrder, shape) = (fields.descriptor, fields.isFortranOrder, fields.shape)
        } catch let failure as PythonLiteral.Failure {
            throw Self.problem("header", "the header is malformed: \(failure.what)", source: source)
        }
        elementCount = try Self.count(shape, source: source)
    }

    /// Describes elements that lie somewhere else than in a .npy file; `source` begins the messages.
    init(descriptor: String, isFortranOrder: Bool, shape: [Int], source: String = "") throws {
        (self.descriptor, self.isFortranOrder, self.shape) = (descriptor, isFortranOrder, shape)
        self.source = source
        byteCount = 0
        elementCount = try Self.count(shape, source: source)
    }

    private static func count(_ shape: [Int], source: String) throws -> Int {
        // 32 bytes are the widest element with a fixed width; a product beyond this cannot be a real array.
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, product <= Int.max / 32 else {
                throw Self.problem("shape", "shape \(shape) does not fit in memory", source: source)
            }
            count = product
        }
        return count
    }

    /// Interprets the descriptor as numbers or truth values.
    func numericElement() throws -> NumericElement {
        let kinds: [Substring: (DType, Bool)] = [
            "b1": (.bool, false), "i1": (.int8, false), "u1": (.uint8, false), "i2": (.int16, false),
            "i4": (.int32, false), "i8": (.int64, false), "f2": (.float16, false), "f4": (.float32, false),
            "f8": (.float64, false), "u2": (.int32, true), "u4": (.int64, true), "u8": (.int64, true),
            "c8": (.complex64, false), "c16": (.complex128, false),
        ]
        guard let order = descriptor.first, "<>=|".contains(order), let kind = kinds[descriptor.dropFirst()],
            let width = Int(descriptor.dropFirst(2))
        else { throw unreadable() }
        return NumericElement(
            dtype: kind.0, width: width, isSwapped: order == ">" && width > 1, isUnsigned: kind.1)
    }

    /// Interprets the descriptor as texts of a fixed number of characters.
    func textElement() throws -> (length: Int, isSwapped: Bool) {
        guard let order = descriptor.first, "<>=".contains(order), descriptor.dropFirst().first == "U",
            let length = Int(descriptor.dropFirst(2)), (0...1_000_000).contains(length)
        else {
            throw problem(
                "type",
                "the array holds \(Self.meaning(of: descriptor)) (type \(descriptor)), expected texts (<U)")
        }
        return (length, order == ">")
    }

    /// The bytes after the header.
    func elementBytes(_ data: Data, width: Int) throws -> Data {
        let expected = elementCount.multipliedReportingOverflow(by: width)
        let found = data.count - byteCount
        guard !expected.overflow, found == expected.partialValue else {
            let needed = expected.overflow ? "more than fit in memory" : "\(expected.partialValue)"
            throw problem(
                found < expected.partialValue || expected.overflow ? "truncated" : "trailing",
                "\(found) bytes follow the header, but shape \(shape) of \(descriptor) takes \(needed)")
        }
        return data.dropFirst(byteCount)
    }

    func problem(_ code: String, _ what: String) -> DataError { Self.problem(code, what, source: source) }

    private static func problem(_ code: String, _ what: String, source: String) -> DataError {
        DataError(
            "npy.\(code)", "\(source): \(what).", fix: "Save the array again with numpy.save or numpy.savez.")
    }

    private func unreadable() -> DataError {
        let fix =
            switch descriptor.dropFirst().first {
            case "O": "Save it as plain arrays: reading Python objects would run code from the file."
            case "U", "S":
                "Numbers are expected here; save the texts as a column of a CSV file or as integer codes."
            default: "Save it as bool, int or float (numpy.ndarray.astype)."
            }
        return DataError(
            "npy.type",
            "\(source): the array holds \(Self.meaning(of: descriptor)) (type \(descriptor)), "
                + "expected numbers or truth values.", fix: fix)
    }

    private static func meaning(of descriptor: String) -> String {
        switch descriptor.dropFirst().first {
        case "O": "Python objects"
        case "U": "texts"
        case "S": "byte texts"
        case "M", "m": "dates or times"
        case "b", "i", "u", "f", "c": "numbers or truth values"
        case "V": "records"
        default: "elements of an unknown type"
        }
    }

    /// Finds the dictionary between the magic bytes and the elements.
    private static func frame(_ data: Data, source: String) throws -> (start: Int, end: Int, isUnicode: Bool)
    {
        guard data.prefix(magic.count) == magic else {
            throw problem("magic", "this is no .npy array: it does not begin with \\x93NUMPY", source: source)
        }
        let head = Array(data.prefix(12))
        guard head.count >= 10, (1...3).contains(head[6]) else {
            let version = head.count > 6 ? "\(head[6])" : "none"
            throw problem("version", "format version \(version), expected 1, 2 or 3", source: source)
        }
        let start = head[6] == 1 ? 10 : 12
        guard head.count >= start else {
            throw problem("truncated", "the file ends in its header", source: source)
        }
        let length = head[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard data.count - start >= length else {
            throw problem(
                "truncated", "the header claims \(length) bytes, but only \(data.count - start) follow",
                source: source)
        }
        return (start, start + length, head[6] == 3)
    }
}
