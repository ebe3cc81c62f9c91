// A strict, streaming reader of delimited text.
import Foundation
import GimbalCore

/// One line of a table.
struct CSVRow {
    /// Line in the file, from 1.
    let line: Int
    /// Fields, without quotes and surrounding blanks.
    var fields: [String]
}

/// Reads comma-, semicolon- or tab-separated values row by row (RFC 4180).
///
/// Own code, because SwiftCSV fills ragged rows up in silence, has no line numbers for errors, and holds
/// every row as a dictionary; wide feature tables need none of this and a strict answer.
struct CSVReader {
    let path: String
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var offset = 0
    private var line = 1
    private var fieldCount: Int?

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Opens a file, perhaps a gzip file, and finds out which character separates its fields.
    ///
    /// - Throws: `DataError` if it is empty, no text, or not UTF-8.
    init(_ url: URL) throws { try self.init(decompressedContents(of: url), path: url.path) }

    /// Takes content that was read from a file or archive.
    ///
    /// - Parameter path: where the content came from, for errors.
    /// - Throws: `DataError` if it is empty, no text, or not UTF-8.
    init(_ data: Data, path: String) throws {
        self.path = path
        let hasMark = data.starts(with: [0xEF, 0xBB, 0xBF])
        bytes = Array(hasMark ? data.dropFirst(3) : data)
        delimiter = Self.delimiter(of: bytes)
        try checkText(data)
    }

    /// Returns the next row that is not blank, or nil at the end.
    ///
    /// - Throws: `DataError` if a quote does not end, or the row has not as many fields as the first one.
    mutating func next() throws -> CSVRow? {
        while offset < bytes.count {
            let row = try nextLine()
            if row.fields == [""] { continue }
            let expected = fieldCount ?? row.fields.count
            fieldCount = expected
            guard row.fields.count == expected else {
                throw problem(
                    "ragged", row.line,
                    "\(row.fields.count) fields, expected \(expected) as in the first row",
                    fix: "Quote fields that hold the separator, and give every row the same number of fields."
                )
            }
            return row
        }
        return nil
    }

    /// Makes an error of this file.
    ///
    /// - Parameter column: the column's name or number, if the error is in one.
    func problem(_ code: String, _ line: Int, column: String? = nil, _ what: String, fix: String) -> DataError
    {
        let place = column.map { ", column \"\($0)\"" } ?? ""
        return DataError("csv.\(code)", "\(path), line \(line)\(place): \(what).", fix: fix)
    }

    private mutating func nextLine() throws -> CSVRow {
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try nextField())
            guard offset < bytes.count else { break }
            let byte = bytes[offset]
            offset += 1
            if byte == delimiter { continue }
            // A field ends at a delimiter or an end of line; CR LF, LF and CR all count as one.
            if byte == Self.carriageReturn, offset < bytes.count, bytes[offset] == Self.newline {
                offset += 1
            }
            line += 1
            break
        }
        return CSVRow(line: start, fields: fields)
    }

    private mutating func nextField() throws -> String {
        while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
        if offset < bytes.count, bytes[offset] == Self.quote { return try quotedField() }
        let start = offset
        while offset < bytes.count, !endsField(bytes[offset]) { offset += 1 }
        var end = offset
        while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func quotedField() throws -> String {
        let start = line
        var text: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == Self.newline { line += 1 }
            guard byte == Self.quote else {
                text.append(byte)
                continue
            }
            // A doubled quote stands for one.
            if offset < bytes.count, bytes[offset] == Self.quote {
                text.append(byte)
                offset += 1
                continue
            }
            while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
            guard offset == bytes.count || endsField(bytes[offset]) else {
                throw problem(
                    "quote", line, "text follows a closing quote", fix: "Double the quotes inside a field.")
            }
            return String(decoding: text, as: UTF8.self)
        }
        throw problem(
            "quote", start, "a quote is opened here and never closed", fix: "Close it, or double it.")
    }

    private func endsField(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == Self.newline || byte == Self.carriageReturn
    }

    /// The most frequent separator of the first line; a comma if it has none.
    private static func delimiter(of bytes: [UInt8]) -> UInt8 {
        let first = bytes.prefix { $0 != newline && $0 != carriageReturn }
        let counts = [",", ";", "\t"].map { (separator: Unicode.Scalar) in
            (UInt8(ascii: separator), first.count { $0 == UInt8(ascii: separator) })
        }
        let best = counts.max { $0.1 < $1.1 }
        return best.map { $0.1 > 0 ? $0.0 : UInt8(ascii: ",") } ?? UInt8(ascii: ",")
    }

    private func checkText(_ data: Data) throws {
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw DataError("csv.empty", "\(path) is empty.", fix: "Give it one row at least.")
        }
        if data.starts(with: Array("PK".utf8)) || bytes.contains(0) {
            throw DataError(
                "csv.binary", "\(path) is no text file.",
                fix: "Export spreadsheets as CSV in UTF-8, then use that file.")
        }
        if String(data: data, encoding: .utf8) == nil {
            let lines = bytes.split(separator: Self.newline, omittingEmptySubsequences: false)
            let bad = lines.firstIndex { String(data: Data($0), encoding: .utf8) == nil } ?? 0
            throw problem("encoding", bad + 1, "the text is not valid UTF-8", fix: "Save the file as UTF-8.")
        }
    }
}

extension CSVReader {
    /// Finds a column by the name that the card gives, or by its place.
    ///
    /// - Throws: `DataError` if the card names a column that is not there.
    func column(_ name: String?, header: [String]?, place: Int) throws -> Int {
        guard let name else { return place }
        guard let header else {
            throw problem(
                "header", 1, "the card names the column \"\(name)\", but the first row is no header",
                fix: "Add a header row, or leave the column out of the card.")
        }
        guard let index = header.firstIndex(of: name) else {
            throw problem(
                "column", 1, "there is no column \"\(name)\"", fix: suggestion(for: name, in: header))
        }
        return index
    }

    /// Reads a finite number.
    ///
    /// - Throws: `DataError` naming line, column and what was found.
    func number(_ row: CSVRow, _ column: Int, name: String) throws -> Float {
        let text = row.fields[column]
        guard let value = Float(text) else {
            let found = text.isEmpty ? "the field is empty" : "found \"\(text.prefix(40))\""
            throw problem(
                "number", row.line, column: name, "\(found), expected a number",
                fix: "Encode it as a number, or list the column under nodes.ignore in data.yaml.")
        }
        guard value.isFinite else {
            throw problem(
                "finite", row.line, column: name,
                "found \(text), expected a finite number that float32 can hold",
                fix: "Replace or remove it.")
        }
        return value
    }
}
