// The data elements that a MATLAB 5 file consists of.
import Foundation
import GimbalCore

/// Walks over data elements: a tag with type and size, the content, and padding to eight bytes.
struct MATBytes {
    /// Types of elements that are told apart here.
    enum Kind { static let matrix = 14, compressed = 15 }

    let path: String
    let isBigEndian: Bool
    /// How deep this content lies in cells and structures.
    let depth: Int
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool, path: String, depth: Int = 0) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
        self.path = path
        self.depth = depth
    }

    /// A walk over the content of one of the elements.
    func inside(_ content: UnsafeRawBufferPointer) throws -> MATBytes {
        // Deeper nesting than any file of data has would overflow the stack.
        guard depth < 32 else { throw problem("depth", "values are nested deeper than 32 levels") }
        return MATBytes(content, isBigEndian: isBigEndian, path: path, depth: depth + 1)
    }

    var isAtEnd: Bool { offset >= bytes.count }

    /// Reads the next variable, past what is none; nil at the end.
    mutating func nextVariable() throws -> (name: String, value: MATValue)? {
        while !isAtEnd {
            let (type, content) = try element("a variable")
            if type == Kind.matrix {
                var inner = try inside(content)
                return try inner.matrix()
            }
            guard type == Kind.compressed else { continue }
            let plain = try GZip.decompressed(Data(content), path: path, limit: 8 << 30, isZlib: true)
            let variable = try plain.withUnsafeBytes { raw in
                var inner = try inside(raw)
                return try inner.nextVariable()
            }
            if let variable { return variable }
        }
        return nil
    }

    /// Reads the next element.
    ///
    /// - Throws: `DataError` if the file ends in it.
    mutating func element(_ what: String) throws -> (type: Int, content: UnsafeRawBufferPointer) {
        guard offset + 8 <= bytes.count else {
            throw problem("truncated", "the file ends where \(what) is expected")
        }
        let word = unsigned(offset)
        // Up to four bytes lie in the tag itself, whose first half then holds their number.
        if word >> 16 != 0 {
            let count = word >> 16
            guard count <= 4 else { throw problem("element", "\(what) has a tag that no element has") }
            defer { offset += 8 }
            return (word & 0xFFFF, UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + count]))
        }
        let count = unsigned(offset + 4)
        guard count <= bytes.count - offset - 8 else {
            throw problem(
                "truncated",
                "\(what) is said to have \(count) bytes, but \(bytes.count - offset - 8) are left")
        }
        let start = offset + 8
        let padding = word == Kind.compressed ? 0 : (8 - count % 8) % 8
        offset = min(bytes.count, start + count + padding)
        return (word, UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]))
    }

    /// Reads the next element as numbers.
    mutating func numbers(_ what: String) throws -> [Double] {
        let (type, content) = try element(what)
        switch type {
        case 1: return content.map { Double(Int8(bitPattern: $0)) }
        case 2: return content.map { Double($0) }
        case 3: return try list(content, what) { Double(Int16(bitPattern: $0)) }
        case 4: return try list(content, what) { (value: UInt16) in Double(value) }
        case 5: return try list(content, what) { Double(Int32(bitPattern: $0)) }
        case 6: return try list(content, what) { (value: UInt32) in Double(value) }
        case 7: return try list(content, what) { Double(Float(bitPattern: $0)) }
        case 9: return try list(content, what) { Double(bitPattern: $0) }
        case 12: return try list(content, what) { Double(Int64(bitPattern: $0)) }
        case 13: return try list(content, what) { (value: UInt64) in Double(value) }
        case 16: return String(decoding: content, as: UTF8.self).unicodeScalars.map { Double($0.value) }
        default: throw problem("element", "\(what) has type \(type), expected numbers")
        }
    }

    /// Reads the next element as natural numbers, such as sizes and places.
    mutating func naturals(_ what: String) throws -> [Int] {
        try numbers(what).map { value in
            guard let natural = Int(exactly: value), (0..<(1 << 48)).contains(natural) else {
                throw problem("size", "\(what) holds \(value), expected natural numbers")
            }
            return natural
        }
    }

    /// Reads the next element as a text of bytes.
    mutating func text(_ what: String) throws -> String {
        String(decoding: try element(what).content.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func list<Bits: FixedWidthInteger>(
        _ content: UnsafeRawBufferPointer, _ what: String, _ number: (Bits) -> Double
    ) throws -> [Double] {
        let size = MemoryLayout<Bits>.size
        guard content.count % size == 0 else {
            throw problem("element", "\(what) has \(content.count) bytes, expected a multiple of \(size)")
        }
        return stride(from: 0, to: content.count, by: size).map { place in
            let bits = content.loadUnaligned(fromByteOffset: place, as: Bits.self)
            return number(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
        }
    }

    private func unsigned(_ place: Int) -> Int {
        let bits = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        return Int(isBigEndian ? UInt32(bigEndian: bits) : UInt32(littleEndian: bits))
    }

    func problem(_ code: String, _ what: String) -> DataError {
        DataError(
            "mat.\(code)", "\(path): \(what).", fix: "The file is damaged or cut off; fetch it again.")
    }
}
