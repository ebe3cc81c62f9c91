// Files are replaced whole or not at all.
import Foundation
import GimbalCore
import GimbalTestSupport
import Testing

@Suite("AtomicFile")
struct AtomicFileTests {
    private struct Stop: Error {}

    @Test("creates and replaces a file and leaves nothing else behind")
    func replaces() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("model.bin")
            for text in ["first", "", "second, longer"] {
                try AtomicFile.write(Data(text.utf8), to: url)
                #expect(try Data(contentsOf: url) == Data(text.utf8))
            }
            #expect(try names(folder) == ["model.bin"])
        }
    }

    @Test("leaves the former file alone when the content fails half-way")
    func keepsFormer() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("model.bin")
            try AtomicFile.write(Data("former".utf8), to: url)
            #expect(throws: Stop.self) {
                try AtomicFile.write(to: url) { output in
                    try output.append(Data("half".utf8))
                    throw Stop()
                }
            }
            #expect(try Data(contentsOf: url) == Data("former".utf8))
            #expect(try names(folder) == ["model.bin"])
        }
    }

    @Test("keeps the permissions of the file and follows links")
    func permissions() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("private")
            let link = folder.appendingPathComponent("link")
            try AtomicFile.write(Data("a".utf8), to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
            try AtomicFile.write(Data("b".utf8), to: link)
            #expect(try Data(contentsOf: url) == Data("b".utf8))
            let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == url.path)
        }
    }

    @Test("removes what a killed writer of the same file left, and nothing else")
    func leftovers() throws {
        try Fixtures.withTemporaryFolder { folder in
            // No system numbers processes this high.
            let dead = ".model.bin.2147483646-0.partial"
            let others = [
                ".model.bin.\(getpid())-77.partial", ".other.bin.2147483646-0.partial",
                ".model.bin.x.partial",
            ]
            for name in [dead] + others { try Data().write(to: folder.appendingPathComponent(name)) }
            try AtomicFile.write(Data(), to: folder.appendingPathComponent("model.bin"))
            #expect(try names(folder) == (others + ["model.bin"]).sorted())
        }
    }

    @Test("says that nothing has changed when the folder does not exist")
    func noFolder() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("missing/model.bin")
            let error = #expect(throws: EnvironmentError.self) { try AtomicFile.write(Data(), to: url) }
            #expect(error?.code == "environment.file.create")
            #expect(error?.message.contains("nothing has changed") == true)
            #expect(error?.message.contains(url.path) == true)
        }
    }

    @Test("says that no file was created when the target is a folder")
    func targetIsFolder() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("model")
            try FileManager.default.createDirectory(
                at: url.appendingPathComponent("inner"), withIntermediateDirectories: true)
            let error = #expect(throws: EnvironmentError.self) {
                try AtomicFile.write(Data("x".utf8), to: url)
            }
            #expect(error?.code == "environment.file.write")
            #expect(try names(folder) == ["model"])
        }
    }

    @Test("lets many writers replace one file at once")
    func concurrentWriters() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gimbal-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("shared")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { try AtomicFile.write(Data(repeating: UInt8(writer), count: 10_000), to: url) }
            }
            try await group.waitForAll()
        }
        let content = try Data(contentsOf: url)
        #expect(content.count == 10_000)
        #expect(Set(content).count == 1)
        #expect(try names(folder) == ["shared"])
    }

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
}
