// Tar archives, read where they lie: which files there are and their bytes.
import Foundation
import GimbalCore

/// The plain files of a tar archive (POSIX ustar, GNU long names, pax paths).
///
/// - Source: POSIX.1-2017, pax, "ustar Interchange Format".
struct TarArchive {
    /// A file of the archive.
    struct Entry {
        /// Name with folders.
        let name: String
        /// Where its bytes lie.
        let range: Range<Int>

        /// Name without folders.
        var fileName: String { name.split(separator: "/").last.map(String.init) ?? name }
    }

    /// Plain files, in the archive's order.
    let entries: [Entry]
    private let data: Data

    /// Bytes of a header or a unit of content.
    static let blockSize = 512

    /// Reads the table of files.
    ///
    /// - Parameter path: where the bytes came from, for errors.
    /// - Throws: `DataError` unless it is a whole tar archive.
    init(_ data: Data, path: String) throws {
        self.data = data
        guard Self.begins(data) else {
            throw Self.problem("header", path, "it is no tar archive", fix: "Name a .tar or .tar.gz file.")
        }
        var scanner = Scanner(path: path)
        entries = try data.withUnsafeBytes { try scanner.entries($0) }
    }

    /// The bytes of a file.
    func contents(of entry: Entry) -> Data {
        data[(data.startIndex + entry.range.lowerBound)..<(data.startIndex + entry.range.upperBound)]
    }

    /// Whether data begin with a header whose sum is right.
    static func begins(_ data: Data) -> Bool {
        data.count >= blockSize && data.withUnsafeBytes { Header($0, at: 0) != nil }
    }

    /// Names of the files whose headers lie in the beginning of an archive.
    static func names(inBeginning data: Data) -> [String] {
        var names: [String] = []
        data.withUnsafeBytes { bytes in
            var offset = 0
            while let header = Header(bytes, at: offset) {
                names.append(header.name)
                offset += blockSize + header.paddedSize
            }
        }
        return names
    }

    private static func problem(_ code: String, _ path: String, _ what: String, fix: String) -> DataError {
        DataError("tar.\(code)", "\(path): \(what).", fix: fix)
    }

    /// One block of 512 bytes in front of each file.
    private struct Header {
        let name: String
        let size: Int
        let type: UInt8
        /// Size in whole blocks.
        var paddedSize: Int { (size + blockSize - 1) / blockSize * blockSize }

        /// Nil where no valid header lies.
        init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
            guard offset >= 0, offset + blockSize <= bytes.count else { return nil }
            let block = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + blockSize)])
            // The sum counts its own field as blanks.
            let sum = block.reduce(0) { $0 + Int($1) } + block[148..<156].reduce(0) { $0 + 32 - Int($1) }
            guard Self.number(block[148..<156]) == sum, let size = Self.number(block[124..<136]), size >= 0,
                size < 1 << 50
            else { return nil }
            let prefix = block[257..<262].elementsEqual("ustar".utf8) ? Self.text(block[345..<500]) : ""
            let plain = Self.text(block[0..<100])
            name = prefix.isEmpty ? plain : "\(prefix)/\(plain)"
            self.size = size
            type = block[156]
        }

        static func text(_ field: Slice<UnsafeRawBufferPointer>) -> String {
            String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
        }

        /// Octal digits, or big-endian bytes behind a set top bit.
        static func number(_ field: Slice<UnsafeRawBufferPointer>) -> Int? {
            if let first = field.first, first & 0x80 != 0 {
                guard field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
                return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
            }
            let digits = text(field).trimmingCharacters(in: .whitespaces)
            return Int(digits, radix: 8)
        }
    }

    /// Walks from header to header.
    private struct Scanner {
        let path: String
        var longName: String?

        mutating func entries(_ bytes: UnsafeRawBufferPointer) throws -> [Entry] {
            var entries: [Entry] = [], offset = 0
            // A block of zeros ends the archive; its absence is common and harmless between files.
            while offset + blockSize <= bytes.count,
                bytes[offset..<(offset + blockSize)].contains(where: { $0 != 0 })
            {
                guard let header = Header(bytes, at: offset) else {
                    throw problem("header", "the header at byte \(offset) is damaged")
                }
                let start = offset + blockSize
                guard start + header.size <= bytes.count else {
                    throw problem(
                        "truncated",
                        "\"\(header.name)\" has \(header.size) bytes, but only \(bytes.count - start) follow")
                }
                let content = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + header.size)])
                if let entry = entry(header, content, start) { entries.append(entry) }
                offset = start + header.paddedSize
            }
            return entries
        }

        /// Plain files become entries; records that name the next file are kept for it.
        private mutating func entry(_ header: Header, _ content: UnsafeRawBufferPointer, _ start: Int)
            -> Entry?
        {
            switch header.type {
            case UInt8(ascii: "L"): longName = Header.text(content[...])
            case UInt8(ascii: "x"): longName = Self.paxPath(content)
            case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
                defer { longName = nil }
                return Entry(name: longName ?? header.name, range: start..<(start + header.size))
            default: longName = nil
            }
            return nil
        }

        /// The path in records of the form "25 path=folder/file\n".
        private static func paxPath(_ content: UnsafeRawBufferPointer) -> String? {
            for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
                let record = line.drop { $0 != " " }.dropFirst()
                if record.hasPrefix("path=") { return String(record.dropFirst(5)) }
            }
            return nil
        }

        private func problem(_ code: String, _ what: String) -> DataError {
            TarArchive.problem(code, path, what, fix: "Fetch the file again.")
        }
    }
}
