// The run store: what goes in comes out, and no process disturbs another.
import Dispatch
import Foundation
import GimbalCore
import GimbalExperiments
import GimbalTraining
import Testing

@Suite("RunStore")
struct RunStoreTests {
    /// Mirrors the coded form of a record, which has no public initialiser.
    private struct Form: Encodable {
        let fingerprint: Fingerprint
        var data = "cora"
        let methodID: String
        let status: RunRecord.Status
        let metrics: [String: Double]
        var parameterCount = 23_063
        var seconds = 1.25
        var peakBytes = 1 << 40
        var peakIsShared = true
        var startedAt = Date(timeIntervalSince1970: 1e9)
        let finishedAt: Date
        let error: String?
    }

    private func record(
        seed: UInt64 = 0, method: String = "gcn[hidden=16]", status: RunRecord.Status = .finished,
        error: String? = nil
    ) throws -> RunRecord {
        let form = Form(
            fingerprint: try sampleFingerprint(seed: seed, method: method),
            methodID: String(method.prefix { $0 != "[" }), status: status,
            metrics: status == .finished ? ["accuracy": 0.1 + 0.2, "log-loss": 1e-17] : [:],
            finishedAt: Date(timeIntervalSince1970: 1e9 + Double(seed % 100)), error: error)
        return try JSONDecoder().decode(RunRecord.self, from: JSONEncoder().encode(form))
    }

    @Test("a run comes back as it went in, to the last bit")
    func roundTrip() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            let record = try record(seed: UInt64.max)
            let history = RunHistory([EpochRecord(epoch: 1, trainLoss: 0.1, validationLoss: 1.0 / 3)])
            #expect(try store.find(record.fingerprint) == nil)
            try store.insert(record, history: history)
            #expect(try store.find(record.fingerprint) == record)
            #expect(try store.history(of: record) == history)
            #expect(try RunStore(at: file).find(record.fingerprint) == record, "another connection")
            #expect(try store.run(withDigestPrefix: String(record.id.prefix(8))) == record)
        }
    }

    @Test("a failed run is not found, and a finished one takes its place for good")
    func failedRuns() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            try store.insert(try record(status: .failed, error: "loss is nan"))
            #expect(try store.find(try sampleFingerprint()) == nil)
            #expect(try store.list().map(\.status) == [.failed])
            try store.insert(try record())
            try store.insert(try record(status: .failed, error: "too late"))
            #expect(try store.list().map(\.status) == [.finished])
        }
    }

    @Test("lists by task, data, method and status, newest first")
    func lists() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            for seed in 0..<3 { try store.insert(try record(seed: UInt64(seed))) }
            try store.insert(try record(seed: 3, method: "mlp[hidden=64]"))
            #expect(try store.list().map(\.fingerprint.seed) == [3, 2, 1, 0])
            #expect(try store.list(RunFilter(methodID: "gcn", limit: 2)).map(\.fingerprint.seed) == [2, 1])
            #expect(try store.list(RunFilter(task: "link-prediction")).isEmpty)
            #expect(try store.list(RunFilter(data: "cora", status: .finished)).count == 4)
        }
    }

    @Test("searches words by their beginnings, whatever signs the text contains")
    func search() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            try store.insert(try record())
            try store.insert(
                record(seed: 1, method: "mlp[hidden=64]", status: .failed, error: "the loss is not finite"))
            #expect(try store.search("cor").count == 2)
            #expect(try store.search("fini loss").map(\.methodID) == ["mlp"])
            #expect(try store.search("hidden=16").map(\.methodID) == ["gcn"])
            #expect(try store.search("\" OR NEAR(").isEmpty)
            #expect(try store.search("").isEmpty)
        }
    }

    @Test("several connections open and write one new file at the same moment")
    func concurrency() throws {
        try withStoreFile { file in
            let failures = Failures()
            DispatchQueue.concurrentPerform(iterations: 8) { worker in
                do {
                    let store = try RunStore(at: file)
                    // Every run is inserted by two workers.
                    for seed in 0..<10 {
                        try store.insert(try self.record(seed: UInt64(seed + 10 * (worker / 2))))
                    }
                } catch {
                    failures.add(error)
                }
            }
            #expect(failures.all.isEmpty, "\(failures.all)")
            let count = try RunStore(at: file).list().count
            #expect(count == 40)
        }
    }

    @Test("a file that is no store, and a folder that cannot be written, are explained")
    func damage() throws {
        try withStoreFile { file in
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(repeating: 65, count: 4096).write(to: file)
            let damaged = #expect(throws: EnvironmentError.self) { try RunStore(at: file) }
            #expect(damaged?.message.contains(file.path) == true)
            #expect(damaged?.fix == "Move the file away to start a new store, or name another one.")
            let inside = file.appendingPathComponent("runs.sqlite")
            #expect(throws: EnvironmentError.self) { try RunStore(at: inside) }
        }
    }

    @Test("a digest that begins several runs, or none, is refused")
    func ambiguousPrefix() throws {
        try withStoreFile { file in
            let store = try RunStore(at: file)
            #expect(throws: ConfigError.self) { try store.run(withDigestPrefix: "ab") }
            for seed in 0..<20 { try store.insert(try record(seed: UInt64(seed))) }
            #expect(throws: ConfigError.self) { try store.run(withDigestPrefix: "") }
        }
    }
}

/// Collects errors of threads.
private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private var errors: [any Error] = []

    func add(_ error: any Error) {
        lock.lock()
        errors.append(error)
        lock.unlock()
    }

    var all: [any Error] {
        lock.lock()
        defer { lock.unlock() }
        return errors
    }
}
