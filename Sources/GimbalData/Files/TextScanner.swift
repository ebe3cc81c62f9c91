// Walking over the bytes of a text: lines, fields and numbers, without a String for each of them.
import Foundation
import GimbalCore

/// Reads fields of a text one after another; fields lie between blanks, tabs, commas and semicolons.
///
/// Made for files of numbers: nothing is copied, and a whole number costs a few nanoseconds per digit.
struct TextScanner {
    let path: String
    /// Number of the current line, from 1.
    private(set) var line = 1
    /// Number of the field that was read last on the current line, from 1.
    private(set) var fieldNumber = 0
    /// First part of the codes of errors.
    private let format: String
    private let bytes: UnsafeBufferPointer<UInt8>
    private let comments: (UInt8, UInt8)
    private var offset = 0
    private var hasStarted = false

    private static let newline = UInt8(ascii: "\n")

    /// Opens a text, gzipped or not, and lends a scanner before its first line.
    ///
    /// - Parameters:
    ///   - format: first part of the codes of errors.
    ///   - comments: whether lines that begin with `#` or `%` are skipped.
    /// - Throws: `DataError` if the file cannot be read or is no text; what `body` throws.
    static func scan<Result>(
        _ url: URL, format: String, comments: Bool = false, _ body: (inout TextScanner) throws -> Result
    ) throws -> Result {
        let data = try decompressedContents(of: url)
        return try data.withUnsafeBytes { raw in
            var scanner = TextScanner(raw.bindMemory(to: UInt8.self), url.path, format, comments)
            if raw.prefix(1000).contains(0) {
                throw scanner.problem("binary", "it holds bytes that no text has", fix: "Name a text file.")
            }
            return try body(&scanner)
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ path: String, _ format: String, _ comments: Bool) {
        self.bytes = bytes
        self.path = path
        self.format = format
        // A text never holds a zero byte, so zero stands for "no comments".
        self.comments = comments ? (UInt8(ascii: "#"), UInt8(ascii: "%")) : (0, 0)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// About how many lines there are, judged by the first ones: for making room.
    var estimatedLineCount: Int {
        let sample = bytes.prefix(1 << 16)
        let lines = sample.count { $0 == Self.newline } + 1
        // A little more than expected: growing an array later would copy it.
        return bytes.count <= sample.count
            ? lines : Int(Double(lines) * Double(bytes.count) / Double(sample.count) * 1.05)
    }

    /// Moves to the next line that is neither blank nor a comment; false at the end of the text.
    mutating func nextLine() -> Bool {
        leaveLine()
        while offset < bytes.count {
            skipSeparators()
            guard offset < bytes.count else { return false }
            let byte = bytes[offset]
            if byte != Self.newline && byte != comments.0 && byte != comments.1 { return true }
            skipLine()
        }
        return false
    }

    /// Moves to the next line, even if it is blank; false at the end of the text.
    mutating func nextLineOrBlank() -> Bool {
        leaveLine()
        return offset < bytes.count
    }

    /// Whether the current line has another field.
    @inline(__always)
    mutating func hasField() -> Bool {
        skipSeparators()
        return offset < bytes.count && bytes[offset] != Self.newline
    }

    /// Reads a whole number; nil, and nothing is read, if the next field is none.
    @inline(__always)
    mutating func integer() -> Int? {
        skipSeparators()
        var position = offset
        let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        var value = 0
        while position < bytes.count {
            let digit = bytes[position] &- 48
            guard digit < 10 else { break }
            value = value &* 10 &+ Int(digit)
            position += 1
        }
        guard position > start, position - start < 19, isFieldEnd(position) else { return nil }
        offset = position
        fieldNumber += 1
        return isNegative ? -value : value
    }

    /// Reads a number; nil, and nothing is read, if the next field is none.
    mutating func real() -> Double? {
        skipSeparators()
        if let (value, end) = simpleDecimal() {
            offset = end
            fieldNumber += 1
            return value
        }
        let end = fieldEnd()
        guard let value = Double(String(decoding: bytes[offset..<end], as: UTF8.self)) else { return nil }
        offset = end
        fieldNumber += 1
        return value
    }

    /// Reads a field as text; empty at the end of the line.
    mutating func text() -> String {
        skipSeparators()
        let end = fieldEnd()
        defer { offset = end }
        fieldNumber += 1
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }

    /// Number of fields that are left on the current line; nothing is read.
    func fieldCount() -> Int {
        var ahead = self
        var count = 0
        while ahead.hasField() {
            ahead.offset = ahead.fieldEnd()
            count += 1
        }
        return count
    }

    /// The rest of the line as text, without blanks around it.
    mutating func restOfLine() -> String {
        var end = offset
        while end < bytes.count, bytes[end] != Self.newline { end += 1 }
        defer { offset = end }
        var first = offset, last = end
        while first < last, bytes[first] <= 32 { first += 1 }
        while last > first, bytes[last - 1] <= 32 { last -= 1 }
        return String(decoding: bytes[first..<last], as: UTF8.self)
    }

    /// Goes back to the beginning of the text.
    mutating func rewind() {
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        line = 1
        fieldNumber = 0
        hasStarted = false
    }
}

// MARK: - Demands

extension TextScanner {
    /// Reads a whole number that must be there.
    ///
    /// - Parameter what: what the number means, for the error.
    /// - Throws: `DataError` naming line, field and what was found.
    @inline(__always)
    mutating func requireInteger(_ what: String, fix: String = "Write a whole number.") throws -> Int {
        if let value = integer() { return value }
        throw fieldProblem("integer", "a whole number (\(what))", fix: fix)
    }

    /// Reads a finite number that must be there.
    ///
    /// - Throws: `DataError` naming line, field and what was found.
    mutating func requireReal(_ what: String) throws -> Float {
        let start = self
        if let value = real(), Float(value).isFinite { return Float(value) }
        self = start
        throw fieldProblem(
            "number", "a finite number that float32 can hold (\(what))",
            fix: "Replace it by a number, or remove the line.")
    }

    /// Checks that the line has no further field.
    ///
    /// - Throws: `DataError` naming the first one.
    mutating func requireLineEnd(_ expected: String) throws {
        guard hasField() else { return }
        throw fieldProblem("fields", "the end of the line after \(expected)", fix: "Remove what follows.")
    }

    /// Moves past the first line, which names columns.
    ///
    /// - Throws: `DataError` if there is none, or it begins with a number.
    mutating func skipHeader() throws {
        guard nextLine() else { throw problem("empty", "the file is empty", fix: "Fetch the file again.") }
        guard integer() == nil else {
            throw problem(
                "header", "the line begins with a number, expected the names of columns",
                fix: "Put a line with the names of the columns first.")
        }
    }

    /// Makes an error about the next field.
    mutating func fieldProblem(_ code: String, _ expected: String, fix: String) -> DataError {
        let place = fieldNumber + 1
        let found = hasField() ? "found \"\(Self.printable(text()))\"" : "the line ends"
        return DataError(
            "\(format).\(code)", "\(path), line \(line), field \(place): \(found), expected \(expected).",
            fix: fix)
    }

    /// Makes an error about the current line, or another one.
    func problem(_ code: String, line other: Int? = nil, _ what: String, fix: String) -> DataError {
        DataError("\(format).\(code)", "\(path), line \(other ?? line): \(what).", fix: fix)
    }

    /// The beginning of a text as it may stand in a message.
    static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(40).map { $0.value < 32 ? "?" : $0 }))
    }
}

// MARK: - Bytes

extension TextScanner {
    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 13 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    }

    @inline(__always)
    private mutating func skipSeparators() {
        while offset < bytes.count, Self.isSeparator(bytes[offset]) { offset += 1 }
    }

    @inline(__always)
    private func isFieldEnd(_ position: Int) -> Bool {
        position == bytes.count || bytes[position] == Self.newline || Self.isSeparator(bytes[position])
    }

    private func fieldEnd() -> Int {
        var end = offset
        while !isFieldEnd(end) { end += 1 }
        return end
    }

    private mutating func leaveLine() {
        guard hasStarted else {
            hasStarted = true
            return
        }
        skipLine()
    }

    private mutating func skipLine() {
        while offset < bytes.count, bytes[offset] != Self.newline { offset += 1 }
        fieldNumber = 0
        guard offset < bytes.count else { return }
        offset += 1
        line += 1
    }

    /// A decimal number without exponent and of at most 15 digits: the quotient of two exact numbers, so rounded once.
    private func simpleDecimal() -> (value: Double, end: Int)? {
        var position = offset
        let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var mantissa = 0, digits = 0, decimals = 0
        var hasPoint = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte &- 48 < 10, digits < 15 {
                mantissa = mantissa * 10 + Int(byte - 48)
                digits += 1
                if hasPoint { decimals += 1 }
            } else {
                break
            }
            position += 1
        }
        guard digits > 0, isFieldEnd(position) else { return nil }
        let value = Double(mantissa) / Self.powersOfTen[decimals]
        return (isNegative ? -value : value, position)
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
