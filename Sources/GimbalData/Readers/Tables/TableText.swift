// The bytes of a table's file, checked to be text.
import Foundation
import GimbalCore
import GimbalTensor

/// A file's content as UTF-8 text: mapped into memory, or unpacked from gzip or a zip archive of one file.
struct TableText: Sendable {
    let path: String
    let data: Data
    /// Offset of the first byte after a byte order mark.
    let start: Int

    /// Opens a file.
    ///
    /// - Throws: `DataError` if it cannot be read, is empty, no text, or not UTF-8.
    init(_ url: URL) throws {
        path = url.path
        let content = try Self.contents(url)
        data = content
        start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        try checkKind()
        try checkEncoding()
        guard data[start...].contains(where: { $0 > 0x20 }) else {
            throw DataError(
                "table.empty", "\(path) is empty: \(data.count) bytes and no text.",
                fix: "Give it a row of names and at least one row of values.")
        }
    }

    /// Takes text that is in memory.
    init(_ data: Data, path: String) throws {
        self.path = path
        self.data = data
        start = 0
        try checkEncoding()
    }

    /// An error at a line of this file.
    ///
    /// - Parameter column: the column's name, if the error is in one.
    func problem(_ code: String, line: Int, column: String? = nil, _ what: String, fix: String) -> DataError {
        let place = column.map { ", column \"\($0)\"" } ?? ""
        return DataError("table.\(code)", "\(path), line \(line)\(place): \(what).", fix: fix)
    }

    /// The content, unpacked: at most 8 GiB.
    private static func contents(_ url: URL) throws -> Data {
        let raw = try decompressedContents(of: url)
        guard raw.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return raw }
        let archive = try ZipArchive(url, limit: 8 << 30)
        let files = archive.entries.filter { !$0.name.hasSuffix("/") }
        if files.contains(where: { $0.name.hasPrefix("xl/") || $0.name == "mimetype" }) {
            throw DataError(
                "table.spreadsheet", "\(url.path) is a spreadsheet, expected delimited text.",
                fix: "Export the sheet as CSV in UTF-8, then use that file.")
        }
        guard files.count == 1, let only = files.first else {
            throw DataError(
                "table.archive", "\(url.path) is an archive of \(files.count) files, expected one table.",
                fix: "Unpack it, then name the table.")
        }
        return try archive.contents(of: only)
    }

    private func checkKind() throws {
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
            throw DataError(
                "table.utf16", "\(path) is UTF-16 text, expected UTF-8.", fix: "Save the file as UTF-8.")
        }
        if data.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw DataError(
                "table.spreadsheet", "\(path) is a spreadsheet (or another file of an office program).",
                fix: "Export the sheet as CSV in UTF-8, then use that file.")
        }
        let holdsZero = data.withUnsafeBytes { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
        guard holdsZero else { return }
        throw DataError(
            "table.binary", "\(path) is no text file: it holds zero bytes.",
            fix: "Export the table as CSV in UTF-8, then use that file.")
    }

    private func checkEncoding() throws {
        guard let offset = data.withUnsafeBytes({ UTF8Check.firstInvalid($0) }) else { return }
        let before = data[data.startIndex..<data.startIndex + offset]
        throw problem(
            "encoding", line: Lines.count(before) + 1,
            "byte 0x\(String(data[data.startIndex + offset], radix: 16)) at offset \(offset) is not valid UTF-8",
            fix: "Save the file as UTF-8; it is probably Latin-1 or Windows-1252.")
    }
}

/// Counting lines.
enum Lines {
    /// Number of ends of lines: LF, CR LF or CR.
    static func count(_ bytes: some Sequence<UInt8>) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x0D || (byte == 0x0A && previous != 0x0D) { count += 1 }
            previous = byte
        }
        return count
    }
}

/// Looking for what is not UTF-8.
enum UTF8Check {
    /// Offset of the first byte that cannot be part of UTF-8 text, or nil.
    static func firstInvalid(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var offset = 0
        while offset < bytes.count {
            // Most tables are ASCII: eight bytes at a time have no high bit set.
            while offset + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                offset += 8
            }
            guard offset < bytes.count else { return nil }
            guard bytes[offset] >= 0x80 else {
                offset += 1
                continue
            }
            guard let length = sequenceLength(bytes, offset) else { return offset }
            offset += length
        }
        return nil
    }

    /// Length of the sequence that begins at an offset; nil if it is malformed (Unicode, table 3-7).
    private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
        let lead = bytes[offset]
        let (length, second): (Int, ClosedRange<UInt8>)
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
        for further in 2..<max(length, 2) where bytes[offset + further] & 0xC0 != 0x80 { return nil }
        return length
    }
}
