// Reading files that may be compressed.
import Foundation
import GimbalCore
import GimbalData
import Testing

@Suite("GZip")
struct GZipTests {
    /// `hello\n` as gzip writes it.
    private let hello = Data([
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 2, 0, 0x20, 0x30, 0x3A, 0x36,
        6, 0, 0, 0,
    ])

    private func contents(_ data: Data, limit: Int = 1000) throws -> Data {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: url) }
        try data.write(to: url)
        return Data(try decompressedContents(of: url, limit: limit))
    }

    @Test("reads plain files as they are, and members of gzip files one after another")
    func reads() throws {
        #expect(try contents(Data("plain".utf8)) == Data("plain".utf8))
        #expect(try contents(hello) == Data("hello\n".utf8))
        #expect(try contents(hello + hello) == Data("hello\nhello\n".utf8))
        #expect(try contents(hello + Data([0, 0])) == Data("hello\n".utf8))
    }

    @Test("refuses damaged, cut off and oversized files")
    func refuses() throws {
        for length in [3, 9, 14, hello.count - 1] {
            let error = #expect(throws: DataError.self) { try contents(hello.prefix(length)) }
            #expect(error?.code == "data.gzip.truncated", "\(length) bytes")
        }
        var changed = hello
        changed[12] ^= 0x55
        let damaged = #expect(throws: DataError.self) { try contents(changed) }
        #expect(damaged?.code == "data.gzip.damaged")
        let large = #expect(throws: DataError.self) { try contents(hello, limit: 5) }
        #expect(large?.code == "data.gzip.size")
    }
}
