// JSON with its order kept and duplicate keys refused, which Foundation's readers do not do.
import Foundation

/// A JSON value of an untrusted file header.
enum StrictJSON {
    case object([(String, StrictJSON)])
    case array([StrictJSON])
    case string(String)
    /// The digits as written.
    case number(String)
    case bool(Bool)
    case null

    /// What is wrong, and at which byte.
    struct Failure: Error {
        let what: String
        let offset: Int
        var isDuplicate = false
    }

    /// Parses UTF-8 text that holds one value and nothing after it but white space.
    init(parsing data: Data) throws {
        var parser = StrictJSONParser(bytes: Array(data))
        self = try parser.document()
    }

    /// The value as a list of natural numbers, if it is one.
    var naturals: [Int]? {
        guard case .array(let values) = self else { return nil }
        let numbers = values.compactMap { value -> Int? in
            guard case .number(let text) = value, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                return nil
            }
            return Int(text)
        }
        return numbers.count == values.count ? numbers : nil
    }

    /// The text as a JSON string literal.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

private struct StrictJSONParser {
    let bytes: [UInt8]
    var offset = 0
    /// Deeper nesting than any header has would overflow the stack.
    static let maximumDepth = 16

    mutating func document() throws -> StrictJSON {
        let value = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw failure("something follows the value") }
        return value
    }

    private mutating func value(depth: Int) throws -> StrictJSON {
        guard depth < Self.maximumDepth else { throw failure("nesting is too deep") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func members(depth: Int) throws -> [(String, StrictJSON)] {
        var result: [(String, StrictJSON)] = []
        var names: Set<String> = []
        try list(from: "{", to: "}") { parser in
            let start = parser.offset
            let name = try parser.string()
            guard names.insert(name).inserted else {
                throw Failure(what: "the name \"\(name)\" appears twice", offset: start, isDuplicate: true)
            }
            parser.skipSpace()
            try parser.expect(":")
            result.append((name, try parser.value(depth: depth + 1)))
        }
        return result
    }

    private mutating func elements(depth: Int) throws -> [StrictJSON] {
        var result: [StrictJSON] = []
        try list(from: "[", to: "]") { result.append(try $0.value(depth: depth + 1)) }
        return result
    }

    private mutating func list(
        from open: Unicode.Scalar, to close: Unicode.Scalar,
        _ element: (inout StrictJSONParser) throws -> Void
    ) throws {
        try expect(open)
        skipSpace()
        if peek == UInt8(ascii: close) {
            offset += 1
            return
        }
        while true {
            skipSpace()
            try element(&self)
            skipSpace()
            if peek == UInt8(ascii: close) { break }
            try expect(",")
        }
        offset += 1
    }

    private mutating func string() throws -> String {
        try expect("\"")
        var raw: [UInt8] = []
        while true {
            guard let byte = peek else { throw failure("a text does not end") }
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: raw, as: UTF8.self)
            case UInt8(ascii: "\\"): raw.append(contentsOf: Array(String(try escaped()).utf8))
            case 0..<0x20: throw failure("a text holds a control character")
            default: raw.append(byte)
            }
        }
    }

    private mutating func escaped() throws -> Unicode.Scalar {
        guard let byte = peek else { throw failure("a text does not end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw failure("an unknown escape follows a backslash")
        }
    }

    /// Four hexadecimal digits, or two such groups for a character beyond the first 65,536.
    private mutating func unicode() throws -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00 else { throw failure("half of a surrogate pair") }
        try expect("\\")
        try expect("u")
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard offset + 4 <= bytes.count,
            bytes[offset..<offset + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits are missing") }
        offset += 4
        return value
    }

    private mutating func number() throws -> String {
        let start = offset
        while let byte = peek, 0x30...0x39 ~= byte || "+-.eE".utf8.contains(byte) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let hasLeadingZero =
            digits.count > 1 && digits.first == UInt8(ascii: "0") && digits.allSatisfy { 0x30...0x39 ~= $0 }
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), !hasLeadingZero, Double(text) != nil
        else {
            throw Failure(what: "a value is missing or malformed", offset: start)
        }
        return text
    }

    private mutating func word(_ text: String, _ value: StrictJSON) throws -> StrictJSON {
        for scalar in text.unicodeScalars { try expect(scalar) }
        return value
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { offset += 1 }
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        guard peek == UInt8(ascii: scalar) else { throw failure("\"\(scalar)\" is missing") }
        offset += 1
    }

    private typealias Failure = StrictJSON.Failure

    private func failure(_ what: String) -> Failure { Failure(what: what, offset: offset) }
}
