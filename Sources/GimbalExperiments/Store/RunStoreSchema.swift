// The tables of the run store, and how they become those of a newer version.
internal import GRDB
import GimbalCore

/// Creates the tables; `user_version` says which version a file has.
enum RunStoreSchema {
    /// Version that this code reads and writes.
    static let version = 1

    /// Brings a file to the current version, whoever else opens it at the same moment.
    ///
    /// - Throws: `EnvironmentError` if a newer Gimbal wrote the file.
    static func prepare(_ database: DatabaseQueue) throws {
        try database.inTransaction(.immediate) { db in
            let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard found <= version else {
                throw EnvironmentError(
                    "store.version", "The run store has version \(found), this program knows \(version).",
                    fix: "Use the newer Gimbal that wrote it, or name another store.")
            }
            if found < 1 { try db.execute(sql: first) }
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    private static let first = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            task TEXT NOT NULL, data TEXT NOT NULL, dataChecksum TEXT NOT NULL, preprocessing TEXT NOT NULL,
            split TEXT NOT NULL, methodID TEXT NOT NULL, method TEXT NOT NULL, seed INTEGER NOT NULL,
            budget TEXT NOT NULL, dtype TEXT NOT NULL, device TEXT NOT NULL, threadCount INTEGER NOT NULL,
            cpuCapability TEXT NOT NULL, gimbalVersion TEXT NOT NULL, torchVersion TEXT NOT NULL,
            status TEXT NOT NULL, metrics TEXT NOT NULL, parameterCount INTEGER NOT NULL,
            seconds REAL NOT NULL, peakBytes INTEGER, peakIsShared INTEGER NOT NULL, startedAt REAL NOT NULL,
            finishedAt REAL NOT NULL, error TEXT
        );
        CREATE INDEX runByTime ON run (finishedAt);
        CREATE TABLE history (
            digest TEXT PRIMARY KEY REFERENCES run (digest) ON DELETE CASCADE,
            losses BLOB NOT NULL
        );
        CREATE TABLE program (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, checksum TEXT NOT NULL);
        CREATE VIRTUAL TABLE runText USING fts5 (task, data, split, method, status, error, content = 'run', content_rowid = 'id');
        CREATE TRIGGER runInserted AFTER INSERT ON run BEGIN
            INSERT INTO runText (rowid, task, data, split, method, status, error)
            VALUES (new.id, new.task, new.data, new.split, new.method, new.status, new.error);
        END;
        CREATE TRIGGER runDeleted AFTER DELETE ON run BEGIN
            INSERT INTO runText (runText, rowid, task, data, split, method, status, error)
            VALUES ('delete', old.id, old.task, old.data, old.split, old.method, old.status, old.error);
        END;
        """
}
