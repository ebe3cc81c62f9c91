// Fetching data sets: from origins, archives and mirrors, interrupted and resumed.
import Foundation
import GimbalCore
import GimbalData
import GimbalFetch
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("DataFetch")
struct DataFetchTests {
    private static let content = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) })

    private static func checksum(_ data: Data) -> String {
        var hash = SHA256()
        hash.update(data)
        return hash.hexadecimal()
    }

    /// An entry of one file.
    private func entry(
        _ path: String = "set/a.npz", url: String?, sha256: String? = checksum(content), member: String? = nil
    ) throws -> CatalogueEntry {
        let file: [String: Any?] = ["path": path, "sha256": sha256, "url": url, "member": member]
        let form: [String: Any] = [
            "card": ["format": "planetoid"], "path": path, "files": [file.compactMapValues { $0 }],
            "ships": false,
        ]
        let object: [String: Any] = [
            "name": "sample", "summary": "a sample", "kind": "graph", "tasks": ["node-classification"],
            "forms": [form], "expected": ["figures": ["nodes": 1]], "origin": "https://example.org",
            "licence": "none", "source": "none",
        ]
        let json = try JSONSerialization.data(withJSONObject: object)
        return try JSONDecoder().decode(CatalogueEntry.self, from: json)
    }

    private func read(_ root: URL, _ path: String = "set/a.npz") throws -> Data {
        try Data(contentsOf: root.appendingPathComponent(path))
    }

    @Test("brings a file, leaves it alone the second time, and needs no network then")
    func fetches() throws {
        let server = try FileServer(["a": Self.content])
        defer { server.stop() }
        try Fixtures.withTemporaryFolder { root in
            let entry = try entry(url: server.url("a"))
            let first = try DataFetch(root: root).fetch(entry)
            #expect(first.map(\.outcome) == [.fetched])
            #expect(first.map(\.isChecked) == [true])
            let found = try read(root)
            #expect(found == Self.content)
            let second = try DataFetch(root: root).fetch(entry)
            #expect(second.map(\.outcome) == [.present])
            #expect(server.requests == ["/a"])
        }
    }

    @Test("goes on where an interrupted attempt stopped")
    func resumes() throws {
        let server = try FileServer(["a": Self.content], .init(breaksOffAfter: 70_000, brokenAnswers: 2))
        defer { server.stop() }
        try Fixtures.withTemporaryFolder { root in
            let entry = try entry(url: server.url("a"))
            for attempt in 1...2 {
                let error = #expect(throws: DataError.self) { try DataFetch(root: root).fetch(entry) }
                #expect(error?.code == "data.fetch.interrupted")
                let part = try read(root, "set/a.npz.part")
                #expect(part == Self.content.prefix(attempt * 70_000))
            }
            _ = try DataFetch(root: root).fetch(entry)
            let found = try read(root)
            #expect(found == Self.content)
            #expect(server.requests == ["/a", "/a bytes=70000-", "/a bytes=140000-"])
        }
    }

    @Test("begins again where the server does not continue, and accepts a partial file that is whole")
    func beginsAgain() throws {
        let server = try FileServer(
            ["a": Self.content], .init(breaksOffAfter: 1000, brokenAnswers: 1, ignoresRanges: true))
        defer { server.stop() }
        try Fixtures.withTemporaryFolder { root in
            let entry = try entry(url: server.url("a"))
            #expect(throws: DataError.self) { try DataFetch(root: root).fetch(entry) }
            _ = try DataFetch(root: root).fetch(entry)
            let found = try read(root)
            #expect(found == Self.content)
        }
        let other = try FileServer(["a": Self.content])
        defer { other.stop() }
        try Fixtures.withTemporaryFolder { root in
            let part = root.appendingPathComponent("set/a.npz.part")
            try FileManager.default.createDirectory(
                at: part.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Self.content.write(to: part)
            let results = try DataFetch(root: root).fetch(try entry(url: other.url("a")))
            #expect(results.map(\.outcome) == [.fetched])
        }
    }

    @Test("unpacks members of an archive that is fetched once")
    func archives() throws {
        try Fixtures.withTemporaryFolder { folder in
            let archive = folder.appendingPathComponent("set.npz")
            try NPZ.write(["x": try Tensor([1, 2, 3] as [Float])], to: archive)
            let bytes = try Data(contentsOf: archive)
            let server = try FileServer(["set.zip": bytes])
            defer { server.stop() }
            let root = folder.appendingPathComponent("root")
            let entry = try entry("set/x.npy", url: server.url("set.zip"), sha256: nil, member: "x.npy")
            let results = try DataFetch(root: root).fetch(entry)
            #expect(results.map(\.isChecked) == [false])
            let member = try read(root, "set/x.npy")
            #expect(member.starts(with: [0x93] + Array("NUMPY".utf8)))
            #expect(!FileManager.default.fileExists(atPath: root.appendingPathComponent(".fetch").path))
            let absent = try self.entry("set/y.npy", url: server.url("set.zip"), sha256: nil, member: "y.npy")
            let error = #expect(throws: DataError.self) { try DataFetch(root: root).fetch(absent) }
            #expect(error?.code == "data.fetch.member")
            #expect(error?.message.contains("x.npy") == true)
        }
    }

    @Test("takes files from a mirror, be it a folder or a server")
    func mirrors() throws {
        let server = try FileServer(["set/a.npz": Self.content])
        defer { server.stop() }
        try Fixtures.withTemporaryFolder { folder in
            let mirror = folder.appendingPathComponent("mirror")
            try FileManager.default.createDirectory(
                at: mirror.appendingPathComponent("set"), withIntermediateDirectories: true)
            try Self.content.write(to: mirror.appendingPathComponent("set/a.npz"))
            for (number, source) in [mirror, try #require(URL(string: server.url("")))].enumerated() {
                let root = folder.appendingPathComponent("root\(number)")
                let results = try DataFetch(root: root, mirror: source).fetch(try entry(url: nil))
                #expect(results.map(\.outcome) == [.fetched])
            }
        }
    }

    @Test("answers wrong checksums, missing files, servers that are away and folders that are none")
    func refuses() throws {
        let server = try FileServer(["a": Data("something else".utf8)])
        defer { server.stop() }
        try Fixtures.withTemporaryFolder { root in
            func code(_ url: String?, in root: URL) throws -> String? {
                let entry = try entry(url: url)
                return #expect(throws: DataError.self) { try DataFetch(root: root).fetch(entry) }?.code
            }
            #expect(try code(server.url("a"), in: root) == "data.fetch.checksum")
            #expect(
                !FileManager.default.fileExists(atPath: root.appendingPathComponent("set/a.npz.part").path))
            #expect(try code(server.url("b"), in: root) == "data.fetch.status")
            #expect(try code(nil, in: root) == "data.fetch.unavailable")
            let closed = try FileServer([:])
            closed.stop()
            Thread.sleep(forTimeInterval: 0.05)
            #expect(try code(closed.url("a"), in: root) == "data.fetch.interrupted")
            let file = root.appendingPathComponent("file")
            try Data().write(to: file)
            #expect(try code(server.url("a"), in: file) == "data.fetch.folder")
        }
    }
}
