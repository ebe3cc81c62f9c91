// The bytes of a pickle, read in order; nothing is believed before it is compared with what is there.
import Foundation

/// A position in a pickle's bytes.
struct PickleReader {
    private let data: Data
    private(set) var position = 0

    init(_ data: Data) { self.data = data }

    var remaining: Int { data.count - position }

    mutating func byte() throws -> UInt8 {
        guard remaining > 0 else { throw truncated(1) }
        defer { position += 1 }
        return data[data.startIndex + position]
    }

    /// The next bytes, without copying them.
    mutating func bytes(_ count: Int) throws -> Data {
        guard count >= 0, count <= remaining else { throw truncated(count) }
        let start = data.startIndex + position
        position += count
        return data[start..<(start + count)]
    }

    /// Bytes that a length of the given width precedes.
    mutating func counted(_ width: Int) throws -> Data {
        let length = try unsigned(width)
        guard let count = Int(exactly: length) else { throw truncated(Int.max) }
        return try bytes(count)
    }

    /// Bytes that a signed length of four bytes precedes, as Python 2 wrote texts.
    mutating func countedSigned() throws -> Data {
        let length = Int(Int32(truncatingIfNeeded: try unsigned(4)))
        guard length >= 0 else { throw PickleFailure("value", "a text has the negative length \(length)") }
        return try bytes(length)
    }

    /// The bytes up to a line feed, which is passed over.
    mutating func line() throws -> Data {
        let rest = data[(data.startIndex + position)...]
        guard let end = rest.firstIndex(of: 0x0A) else { throw truncated(remaining + 1) }
        position = end - data.startIndex + 1
        return rest[..<end]
    }

    mutating func unsigned(_ width: Int) throws -> UInt64 {
        try bytes(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func truncated(_ needed: Int) -> PickleFailure {
        let wanted = needed == Int.max ? "more bytes than fit in memory" : "\(needed) bytes"
        return PickleFailure("truncated", "the file ends where \(wanted) are expected, \(remaining) are left")
    }
}

extension PickleReader {
    /// Decodes UTF-8.
    static func text(_ bytes: Data) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PickleFailure("text", "a text of \(bytes.count) bytes is no valid UTF-8")
        }
        return text
    }

    /// Decodes ASCII, as the numbers and names of protocol 0 are.
    static func ascii(_ bytes: Data) throws -> String {
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            throw PickleFailure("text", "a line holds bytes that are no ASCII")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes a quoted Python 2 text such as `'a\x00b'`.
    static func quoted(_ line: Data) throws -> Data {
        let quotes: [UInt8] = [UInt8(ascii: "'"), UInt8(ascii: "\"")]
        guard line.count >= 2, let first = line.first, quotes.contains(first), line.last == first else {
            throw PickleFailure("value", "a quoted text has no quotes")
        }
        let simple: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
            UInt8(ascii: "\\"): 0x5C,
            UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22,
        ]
        var result = Data()
        var rest = line.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == 0x5C else {
                result.append(byte)
                continue
            }
            let next = rest.popFirst()
            if let next, let plain = simple[next] {
                result.append(plain)
            } else if next == UInt8(ascii: "x"), let value = hexadecimal(&rest, digits: 2) {
                result.append(UInt8(value))
            } else {
                throw PickleFailure("value", "a quoted text holds an unknown escape")
            }
        }
        return result
    }

    /// Decodes a text of protocol 0: Latin-1 with `\u` and `\U` escapes.
    static func escapedUnicode(_ line: Data) throws -> String {
        var result = String.UnicodeScalarView()
        var rest = line
        while let byte = rest.popFirst() {
            let digits = [UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][rest.first ?? 0]
            guard byte == 0x5C, let digits else {
                result.append(Unicode.Scalar(byte))
                continue
            }
            rest = rest.dropFirst()
            guard let value = hexadecimal(&rest, digits: digits), let scalar = Unicode.Scalar(value) else {
                throw PickleFailure("text", "a text holds an escape that is no Unicode character")
            }
            result.append(scalar)
        }
        return String(result)
    }

    private static func hexadecimal(_ rest: inout Data, digits: Int) -> UInt32? {
        let text = String(decoding: rest.prefix(digits), as: UTF8.self)
        guard text.utf8.count == digits, text.allSatisfy(\.isHexDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return UInt32(text, radix: 16)
    }
}
