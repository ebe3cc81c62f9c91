// Runs as rows.
import Foundation
internal import GRDB

/// A run's row; keeps the database library out of `RunRecord`.
struct RunRow: FetchableRecord, PersistableRecord {
    static let databaseTableName = "run"

    let record: RunRecord

    init(_ record: RunRecord) { self.record = record }

    init(row: Row) throws { record = try RunRecord(row) }

    func encode(to row: inout PersistenceContainer) throws { try record.encode(to: &row) }
}

extension RunRecord {
    fileprivate init(_ row: Row) throws {
        fingerprint = Fingerprint(
            task: row["task"], dataChecksum: row["dataChecksum"], preprocessing: row["preprocessing"],
            split: row["split"], method: row["method"], seed: UInt64(bitPattern: row["seed"]),
            budget: row["budget"],
            environment: RunEnvironment(
                dtype: row["dtype"], device: row["device"], threadCount: row["threadCount"],
                cpuCapability: row["cpuCapability"], gimbalVersion: row["gimbalVersion"],
                torchVersion: row["torchVersion"]))
        data = row["data"]
        methodID = row["methodID"]
        status = Status(rawValue: row["status"]) ?? .failed
        metrics = try JSONDecoder().decode([String: Double].self, from: row["metrics"])
        parameterCount = row["parameterCount"]
        seconds = row["seconds"]
        peakBytes = row["peakBytes"]
        peakIsShared = row["peakIsShared"]
        startedAt = Date(timeIntervalSince1970: row["startedAt"])
        finishedAt = Date(timeIntervalSince1970: row["finishedAt"])
        error = row["error"]
    }
}

extension RunRecord {
    fileprivate func encode(to row: inout PersistenceContainer) throws {
        let sorted = JSONEncoder()
        sorted.outputFormatting = .sortedKeys
        row["digest"] = id
        row["task"] = fingerprint.task
        row["data"] = data
        row["dataChecksum"] = fingerprint.dataChecksum
        row["preprocessing"] = fingerprint.preprocessing
        row["split"] = fingerprint.split
        row["methodID"] = methodID
        row["method"] = fingerprint.method
        // SQLite's integers are signed.
        row["seed"] = Int64(bitPattern: fingerprint.seed)
        row["budget"] = fingerprint.budget
        row["dtype"] = fingerprint.dtype
        row["device"] = fingerprint.device
        row["threadCount"] = fingerprint.threadCount
        row["cpuCapability"] = fingerprint.cpuCapability
        row["gimbalVersion"] = fingerprint.gimbalVersion
        row["torchVersion"] = fingerprint.torchVersion
        row["status"] = status.rawValue
        row["metrics"] = String(decoding: try sorted.encode(metrics), as: UTF8.self)
        row["parameterCount"] = parameterCount
        row["seconds"] = seconds
        row["peakBytes"] = peakBytes
        row["peakIsShared"] = peakIsShared
        row["startedAt"] = startedAt.timeIntervalSince1970
        row["finishedAt"] = finishedAt.timeIntervalSince1970
        row["error"] = error
    }
}
