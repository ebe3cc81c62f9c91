// JSON objects whose values are lists of natural numbers.
import Foundation
import GimbalCore

/// Reads `{"name": [1, 2, ...], ...}`, and nothing else, at the speed of the bytes.
struct ListsJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let path: String
    private let format: String
    private var offset = 0

    /// Reads names and lists in the order of the file.
    ///
    /// - Parameter format: first part of the codes of errors.
    /// - Throws: `DataError` naming the place of what is not as expected.
    static func read(_ url: URL, format: String) throws -> [(name: String, list: [Int])] {
        let data = try decompressedContents(of: url)
        return try data.withUnsafeBytes { raw in
            var reader = ListsJSON(bytes: raw.bindMemory(to: UInt8.self), path: url.path, format: format)
            return try reader.object()
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, path: String, format: String) {
        self.bytes = bytes
        self.path = path
        self.format = format
    }

    private mutating func object() throws -> [(name: String, list: [Int])] {
        var result: [(name: String, list: [Int])] = []
        var seen: Set<String> = []
        try expect("{")
        if !accept("}") {
            repeat {
                let name = try name()
                guard seen.insert(name).inserted else { throw problem("the name \"\(name)\" comes twice") }
                try expect(":")
                result.append((name, try list()))
            } while accept(",")
            try expect("}")
        }
        skipBlanks()
        guard offset == bytes.count else { throw problem("something follows the object") }
        return result
    }

    private mutating func name() throws -> String {
        try expect("\"")
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            guard bytes[offset] != UInt8(ascii: "\\") else { throw problem("a name has a backslash") }
            offset += 1
        }
        let name = String(decoding: bytes[start..<offset], as: UTF8.self)
        try expect("\"")
        return name
    }

    private mutating func list() throws -> [Int] {
        var result: [Int] = []
        try expect("[")
        if accept("]") { return result }
        repeat {
            skipBlanks()
            let start = offset
            var value = 0
            while offset < bytes.count, bytes[offset] &- 48 < 10, offset - start < 10 {
                value = value * 10 + Int(bytes[offset] - 48)
                offset += 1
            }
            guard offset > start, value < 1 << 31 else {
                throw problem("a natural number below 2^31 is expected")
            }
            result.append(value)
        } while accept(",")
        try expect("]")
        return result
    }

    private mutating func skipBlanks() {
        while offset < bytes.count, [32, 9, 10, 13].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func accept(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: mark) else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ mark: Unicode.Scalar) throws {
        guard accept(mark) else { throw problem("\"\(mark)\" is expected") }
    }

    private func problem(_ what: String) -> DataError {
        let line = bytes.prefix(offset).count { $0 == 10 } + 1
        return DataError(
            "\(format).json", "\(path), line \(line), byte \(offset): \(what).",
            fix: "The file is damaged or cut off; fetch it again.")
    }
}
