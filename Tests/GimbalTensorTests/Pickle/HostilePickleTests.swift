// Files made to harm, damaged files, and random damage: each is refused in its own words, none is obeyed.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Hostile pickles")
struct HostilePickleTests {
    private static let folder = Fixtures.url("pickle/hostile")
    private static let limits = PickleLimits(byteCount: 16 << 20, valueCount: 1_000_000)

    /// Reads a file as its extension says.
    private func read(_ url: URL) throws -> PickleValue {
        url.pathExtension == "pt"
            ? try TorchFile.read(url, limits: Self.limits) : try Pickle.read(url, limits: Self.limits)
    }

    @Test("refuses each file with the error that its name begins with, in the words that are on record")
    func refusals() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        let files = names.filter { $0.hasSuffix(".pt") || $0.hasSuffix(".pkl") }
        #expect(files.count > 80)
        var lines: [String] = []
        for name in files {
            let url = Self.folder.appendingPathComponent(name)
            let error = try #require(#expect(throws: (any Error).self, "\(name)") { try read(url) })
            let found = try #require(error as? any GimbalError, "\(name): \(error)")
            let kind = String(name.prefix { $0 != "-" && $0 != "." })
            let zip = ["duplicate": "zip.duplicate", "zipsize": "zip.size"]
            let family = name.hasSuffix(".pt") ? "checkpoint" : "data"
            #expect(found.code == "\(family).\(zip[kind] ?? "pickle.\(kind)")", "\(name)")
            let message = found.message.replacingOccurrences(of: url.path, with: "FILE")
            lines.append("\(name) | \(message) | \(found.fix)\n")
        }
        let record = try String(
            contentsOf: Self.folder.appendingPathComponent("messages.txt"), encoding: .utf8)
        for (line, expected) in zip(lines, record.split(separator: "\n")) { #expect(line == expected + "\n") }
        #expect(lines.count == record.split(separator: "\n").count)
    }

    @Test(
        "refuses files that end early, at every byte",
        arguments: ["plain-0.pkl", "plain-2.pkl", "plain-5.pkl", "ind.tiny.x", "tensors-4.pkl"])
    func truncatedPickles(name: String) throws {
        let data = try Data(contentsOf: Fixtures.url("pickle/\(name)"))
        for length in 0..<data.count {
            #expect(throws: DataError.self, "\(length) of \(data.count)") {
                try Pickle.decode(data.prefix(length), source: "x")
            }
        }
    }

    @Test("refuses PyTorch files that end early, at every byte", arguments: ["sparse.pt", "views-legacy.pt"])
    func truncatedTorchFiles(name: String) throws {
        let data = try Data(contentsOf: Fixtures.url("pickle/\(name)"))
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.pt")
            for length in 0..<data.count {
                try data.prefix(length).write(to: url, options: .atomic)
                #expect(throws: CheckpointError.self, "\(length) of \(data.count)") {
                    try TorchFile.read(url)
                }
            }
        }
    }

    @Test("survives random damage: a value or an error, never a crash")
    func fuzz() throws {
        var random = SplitMix(state: 1)
        let names =
            (0...5).flatMap { ["plain-\($0).pkl", "tensors-\($0).pkl"] } + ["ind.tiny.x", "ind.tiny.graph"]
        let pickles = try names.map { try Data(contentsOf: Fixtures.url("pickle/\($0)")) }
        let end = ContinuousClock.now + .seconds(2)
        var refused = 0
        while ContinuousClock.now < end {
            let data = random.damaged(pickles[random.below(pickles.count)])
            do { _ = try Pickle.decode(data, source: "x", limits: Self.limits) } catch { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test("survives random damage of PyTorch files")
    func fuzzTorchFiles() throws {
        var random = SplitMix(state: 2)
        let names = [
            "dtypes", "views", "checkpoint", "dtypes-legacy", "views-legacy", "checkpoint-legacy", "sparse",
        ]
        let files = try names.map { try Data(contentsOf: Fixtures.url("pickle/\($0).pt")) }
        let end = ContinuousClock.now + .seconds(3)
        var refused = 0
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.pt")
            while ContinuousClock.now < end {
                try random.damaged(files[random.below(files.count)]).write(to: url, options: .atomic)
                do { _ = try TorchFile.read(url, limits: Self.limits) } catch { refused += 1 }
            }
        }
        #expect(refused > 0)
    }
}

/// A small generator, so that damage is the same in every run.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    /// Flips a few bits, replaces, removes or repeats a few bytes.
    mutating func damaged(_ data: Data) -> Data {
        var bytes = [UInt8](data)
        for _ in 0...below(4) {
            let position = below(bytes.count)
            switch below(4) {
            case 0: bytes[position] ^= 1 << UInt8(below(8))
            case 1: bytes[position] = UInt8(below(256))
            case 2: bytes.remove(at: position)
            default: bytes.insert(bytes[below(bytes.count)], at: position)
            }
        }
        return Data(bytes)
    }
}
