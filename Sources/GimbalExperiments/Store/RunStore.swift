// The memory of all runs: one SQLite file.
import Foundation
internal import GRDB
import GimbalCore

/// Keeps every run that has ended, so that the same command only does what is missing.
///
/// One file in write-ahead-log mode: a run is inserted in one transaction when it has ended, so a process
/// that is killed leaves nothing half, and several processes may share the file. Safe to use from any thread.
public final class RunStore: Sendable {
    /// The file.
    public let url: URL
    private let database: DatabaseQueue

    /// Opens a store, creating the file and its folder if they are missing.
    ///
    /// - Throws: `EnvironmentError` if the file cannot be created, is no store, or is of a newer version.
    public init(at url: URL) throws {
        self.url = url
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw EnvironmentError(
                "store",
                "The folder of the run store \(url.path) cannot be created: \(error.localizedDescription)",
                fix: "Choose a place that you may write to.")
        }
        database = try Self.described(url) {
            let database = try Self.open(url)
            try RunStoreSchema.prepare(database)
            return database
        }
    }

    /// Returns the finished run with a fingerprint.
    public func find(_ fingerprint: Fingerprint) throws -> RunRecord? {
        try read { db in
            try RunRow.fetchOne(
                db, sql: "SELECT * FROM run WHERE digest = ? AND status = 'finished'",
                arguments: [fingerprint.digest])?
                .record
        }
    }

    /// Adds a run that has ended, with its history, in one transaction.
    ///
    /// A finished run is never replaced (another process may have been faster); a failed one is.
    public func insert(_ record: RunRecord, history: RunHistory? = nil) throws {
        let losses = try history.map { try JSONEncoder().encode($0) }
        try write { db in
            try db.execute(
                sql: "DELETE FROM run WHERE digest = ? AND status = 'failed'", arguments: [record.id])
            try RunRow(record).insert(db, onConflict: .ignore)
            guard db.changesCount > 0, let losses else { return }
            try db.execute(
                sql: "INSERT OR REPLACE INTO history (digest, losses) VALUES (?, ?)",
                arguments: [record.id, losses])
        }
    }

    /// Returns runs, newest first.
    public func list(_ filter: RunFilter = RunFilter()) throws -> [RunRecord] {
        let conditions: [(String, String?)] = [
            ("task", filter.task), ("data", filter.data), ("methodID", filter.methodID),
            ("status", filter.status?.rawValue),
        ]
        let given = conditions.compactMap { name, value in value.map { (name, $0) } }
        let clause = given.isEmpty ? "" : " WHERE " + given.map { "\($0.0) = ?" }.joined(separator: " AND ")
        let limit = filter.limit.map { " LIMIT \(max(0, $0))" } ?? ""
        return try read { db in
            try RunRow.fetchAll(
                db, sql: "SELECT * FROM run\(clause) ORDER BY finishedAt DESC, id DESC\(limit)",
                arguments: StatementArguments(given.map(\.1))
            ).map(\.record)
        }
    }

    /// Returns the runs that contain words beginning with every word of `text`, best match first: in task,
    /// data, split, method, status or error.
    public func search(_ text: String, limit: Int = 100) throws -> [RunRecord] {
        guard let pattern = FTS5Pattern(matchingAllPrefixesIn: text) else { return [] }
        return try read { db in
            try RunRow.fetchAll(
                db,
                sql: """
                    SELECT run.* FROM run JOIN runText ON runText.rowid = run.id
                    WHERE runText MATCH ? ORDER BY runText.rank, run.id DESC LIMIT ?
                    """,
                arguments: [pattern, max(0, limit)]
            ).map(\.record)
        }
    }

    /// Returns the run whose digest begins with `prefix`.
    ///
    /// - Throws: `ConfigError` if there is none, or more than one.
    public func run(withDigestPrefix prefix: String) throws -> RunRecord {
        let wanted = prefix.lowercased()
        let found = try read { db in
            try RunRow.fetchAll(
                db, sql: "SELECT * FROM run WHERE substr(digest, 1, ?) = ? LIMIT 2",
                arguments: [wanted.count, wanted]
            ).map(\.record)
        }
        guard let first = found.first, found.count == 1, !wanted.isEmpty else {
            throw ConfigError(
                "run",
                found.isEmpty ? "There is no run \"\(prefix)\"." : "Several runs begin with \"\(prefix)\".",
                fix: found.isEmpty ? "List the runs that there are." : "Give more digits.")
        }
        return first
    }

    /// Returns the losses per epoch of a run; nil if none were kept.
    public func history(of record: RunRecord) throws -> RunHistory? {
        let losses = try read { db in
            try Data.fetchOne(db, sql: "SELECT losses FROM history WHERE digest = ?", arguments: [record.id])
        }
        return try losses.map { try JSONDecoder().decode(RunHistory.self, from: $0) }
    }
}

// MARK: - The program's checksum

extension RunStore {
    /// The remembered checksum of a program that has not changed since.
    func programChecksum(_ stamp: ProgramStamp) throws -> String? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT checksum FROM program WHERE path = ? AND size = ? AND modified = ?",
                arguments: [stamp.path, stamp.size, stamp.modified])
        }
    }

    /// Remembers the checksum of a program.
    func remember(_ checksum: String, of stamp: ProgramStamp) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO program (path, size, modified, checksum) VALUES (?, ?, ?, ?)",
                arguments: [stamp.path, stamp.size, stamp.modified, checksum])
        }
    }
}

// MARK: - Access

extension RunStore {
    private func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) throws -> Value {
        try Self.described(url) { try database.read(body) }
    }

    private func write(_ body: @Sendable (Database) throws -> Void) throws {
        try Self.described(url) {
            do {
                try transaction(body)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_SCHEMA {
                // Another process made the tables after this connection had read that there were none; that it failed
                // once made it read them.
                try transaction(body)
            }
        }
    }

    private func transaction(_ body: @Sendable (Database) throws -> Void) throws {
        // Taking the write lock at the start lets SQLite wait for other processes instead of giving up.
        try database.inTransaction(.immediate) { db in
            try body(db)
            return .commit
        }
    }

    private static func open(_ url: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(60)
        configuration.label = "gimbal.runs"
        // Changing a new file's journal mode does not wait for other processes that do the same.
        for _ in 0..<100 {
            do {
                return try DatabaseQueue(path: url.path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        return try DatabaseQueue(path: url.path, configuration: configuration)
    }

    /// Runs `body`; a database's failure names the file and what to do.
    private static func described<Value>(_ url: URL, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            let fix =
                switch error.resultCode {
                case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                    "Move the file away to start a new store, or name another one."
                case .SQLITE_FULL, .SQLITE_IOERR: "Free disk space and start again; finished runs are kept."
                case .SQLITE_BUSY: "Another process holds the store; wait for it to end."
                default: "Check that you may write to the file and its folder, or name another store."
                }
            throw EnvironmentError(
                "store", "The run store \(url.path): \(error.message ?? "\(error.resultCode)").", fix: fix)
        }
    }
}
