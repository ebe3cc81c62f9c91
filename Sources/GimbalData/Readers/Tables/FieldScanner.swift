// Cutting a table's bytes into rows and fields.
import GimbalCore

/// How a table is written.
struct TableSyntax: Sendable, Equatable {
    /// Byte between fields; a blank stands for any run of blanks and tabs.
    var delimiter: UInt8
    /// Whether apostrophes quote as quotation marks do (ARFF).
    var quotesWithApostrophes = false
    /// Whether a backslash takes the next character as it is, in quotes and outside (ARFF).
    var escapesWithBackslash = false
    /// Byte that starts a comment of a whole line; 0 for none.
    var comment: UInt8 = 0

    init(delimiter: UInt8) { self.delimiter = delimiter }

    /// Whether runs of blanks separate fields.
    var isBlankSeparated: Bool { delimiter == 0x20 }
}

/// A quote that does not end, or does not end where it should.
enum QuoteFault: Error {
    case unclosed(line: Int)
    case followed(line: Int)

    /// Words the fault as an error of a file.
    func problem(_ text: TableText) -> DataError {
        switch self {
        case .unclosed(let line):
            text.problem(
                "quote", line: line, "a quote is opened here and never closed", fix: "Close it, or double it."
            )
        case .followed(let line):
            text.problem(
                "quote", line: line, "text follows a closing quote", fix: "Double the quotes inside a field.")
        }
    }
}

/// One field of a row: bytes without quotes and surrounding blanks.
struct RawField {
    var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// Whether the field stood in quotes.
    var isQuoted = false
    /// Whether quotes are doubled or characters escaped in it.
    var isEscaped = false

    /// The field's text.
    func text(_ syntax: TableSyntax) -> String {
        String(decoding: isEscaped ? unescaped(syntax) : Array(bytes), as: UTF8.self)
    }

    /// Bytes with doubled quotes and escapes resolved.
    func unescaped(_ syntax: TableSyntax) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let isLast = index + 1 == bytes.count
            if syntax.escapesWithBackslash, byte == UInt8(ascii: "\\"), !isLast {
                index += 1
                result.append(Self.meaning(of: bytes[index]))
            } else {
                result.append(byte)
                if !syntax.escapesWithBackslash, byte == 0x22, !isLast, bytes[index + 1] == 0x22 {
                    index += 1
                }
            }
            index += 1
        }
        return result
    }

    private static func meaning(of escaped: UInt8) -> UInt8 {
        switch escaped {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: escaped
        }
    }
}

/// Walks through the fields of a table in memory.
struct FieldScanner {
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private let delimiter: UInt8
    private let isBlank: Bool
    private let syntax: TableSyntax
    /// Offset of the next byte.
    private(set) var position: Int
    /// Line of the next byte, from 1.
    private(set) var line: Int

    /// Starts at an offset of some bytes, which must outlive the scanner.
    init(_ bytes: UnsafeRawBufferPointer, _ syntax: TableSyntax, from position: Int, line: Int) {
        let bound = bytes.bindMemory(to: UInt8.self)
        base = bound.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        end = bound.count
        delimiter = syntax.delimiter
        isBlank = syntax.isBlankSeparated
        self.syntax = syntax
        self.position = position
        self.line = line
    }

    /// Goes to the next row that is neither blank nor a comment; returns false at the end.
    mutating func startRow() -> Bool {
        while position < end {
            var place = position
            while place < end, isSpace(base[place]) { place += 1 }
            guard place < end else { break }
            let byte = base[place]
            if byte == 0x0A || byte == 0x0D {
                position = place
                endLine()
            } else if byte == syntax.comment {
                position = place
                while position < end, base[position] != 0x0A, base[position] != 0x0D { position += 1 }
                if position < end { endLine() }
            } else {
                return true
            }
        }
        position = end
        return false
    }

    /// Reads the next field of the row; returns whether further ones follow.
    mutating func next(_ field: inout RawField) throws -> Bool {
        while position < end, isSpace(base[position]) { position += 1 }
        if position < end, opensQuote(base[position]) {
            try quoted(&field)
        } else {
            plain(&field)
        }
        return try endField()
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte == 0x09 && delimiter != 0x09) }

    private func opensQuote(_ byte: UInt8) -> Bool {
        byte == 0x22 || (byte == 0x27 && syntax.quotesWithApostrophes)
    }

    private func endsField(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == 0x0A || byte == 0x0D || (isBlank && byte == 0x09)
    }

    private mutating func plain(_ field: inout RawField) {
        let start = position
        field.isQuoted = false
        field.isEscaped = syntax.escapesWithBackslash && skipEscaped()
        if !syntax.escapesWithBackslash { position = plainEnd(from: position) }
        var stop = position
        while stop > start, isSpace(base[stop - 1]) { stop -= 1 }
        field.bytes = UnsafeBufferPointer(start: base + start, count: stop - start)
    }

    /// Where a field without quotes ends.
    private func plainEnd(from start: Int) -> Int {
        // Nothing above the delimiter and the ends of lines ends a field: one comparison for most bytes.
        let limit = max(delimiter, 0x0D)
        var place = start
        while place < end, base[place] > limit || !endsField(base[place]) { place += 1 }
        return place
    }

    /// Steps to the end of a field in which backslashes escape; returns whether there were any.
    private mutating func skipEscaped() -> Bool {
        var isEscaped = false
        while position < end, !endsField(base[position]) {
            if base[position] == UInt8(ascii: "\\"), position + 1 < end {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        return isEscaped
    }

    private mutating func quoted(_ field: inout RawField) throws {
        let quote = base[position]
        let startLine = line
        position += 1
        let start = position
        field.isEscaped = false
        field.isQuoted = true
        while true {
            guard position < end else { throw QuoteFault.unclosed(line: startLine) }
            let byte = base[position]
            if byte == quote {
                // A doubled quote stands for one, except where a backslash escapes.
                guard !syntax.escapesWithBackslash, position + 1 < end, base[position + 1] == quote else {
                    break
                }
                field.isEscaped = true
                position += 1
            } else if byte == UInt8(ascii: "\\"), syntax.escapesWithBackslash, position + 1 < end {
                field.isEscaped = true
                position += 1
            } else if byte == 0x0A || (byte == 0x0D && !(position + 1 < end && base[position + 1] == 0x0A)) {
                line += 1
            }
            position += 1
        }
        field.bytes = UnsafeBufferPointer(start: base + start, count: position - start)
        position += 1
        guard position == end || endsField(base[position]) || isSpace(base[position]) else {
            throw QuoteFault.followed(line: line)
        }
    }

    /// Steps over what ends a field; returns whether the row goes on.
    private mutating func endField() throws -> Bool {
        while position < end, isSpace(base[position]) { position += 1 }
        guard position < end else { return false }
        let byte = base[position]
        if byte == 0x0A || byte == 0x0D {
            endLine()
            return false
        }
        // Blanks that separate fields have been skipped already; elsewhere only a quoted field ends before others.
        if isBlank { return true }
        guard byte == delimiter else { throw QuoteFault.followed(line: line) }
        position += 1
        return true
    }

    private mutating func endLine() {
        let isPair = base[position] == 0x0D && position + 1 < end && base[position + 1] == 0x0A
        position += isPair ? 2 : 1
        line += 1
    }
}
