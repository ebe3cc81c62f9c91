// Survival data as arrays of a training and a test part.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads the survival data of DeepSurv: `train_x` `[n, features]`, `train_t` `[n]`, `train_e` `[n]`, `test_x` and so on.
///
/// Columns are called `x1`, `x2` ..., `time` and `event`. A part `valid_x` ... is the validation part of the split.
/// - Source: Katzman et al. 2018, "DeepSurv", BMC Medical Research Methodology 18.
public enum DeepSurvNPZ: DataReader {
    /// Id of the format.
    public static let id = "deepsurv"
    /// How the format is recognised.
    public static let summary = ".npz with train_x, train_t, train_e and test_x, test_t, test_e"

    private static let keys = ["x", "t", "e"]

    /// Whether the names of the arrays are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard url.pathExtension == "npz", let archive = try? NPZArchive(url) else { return false }
        return keys.allSatisfy { archive.contains("train_\($0)") }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let archive = try NPZArchive(source.url)
        let names = ["train", "valid", "test"].filter { archive.contains("\($0)_x") }
        guard names.contains("train"), names.contains("test") else {
            throw problem(
                source, "parts",
                "found the arrays \(archive.names.joined(separator: ", ")), expected train_x and test_x")
        }
        let parts = try names.map { try SurvivalPart(archive, $0, source) }
        let width = parts[0].features.shape[1]
        if let other = parts.first(where: { $0.features.shape[1] != width }) {
            throw problem(
                source, "shape",
                "\(other.name)_x has \(other.features.shape[1]) columns, expected \(width) as train_x has")
        }
        var card = source.card
        card.time = card.time ?? "time"
        card.event = card.event ?? "event"
        return try TableDataSet(
            try table(parts, width), roles: TableRoles(card), publicSplit: try split(parts, source.name),
            provenance: try source.provenance(files: [source.url])
        ).applying(card.missing ?? .impute).dataSet
    }

    private static func table(_ parts: [SurvivalPart], _ width: Int) throws -> Table {
        let rows = try parts.map { try $0.features.doubles() }
        var columns: [Column] = []
        for feature in 0..<width {
            let values = rows.flatMap { part in
                stride(from: feature, to: part.count, by: width).map { part[$0] }
            }
            columns.append(try Column("x\(feature + 1)", .numbers(values)))
        }
        columns.append(try Column("time", .numbers(parts.flatMap(\.times))))
        columns.append(try Column("event", .numbers(parts.flatMap(\.events))))
        return try Table(columns)
    }

    private static func split(_ parts: [SurvivalPart], _ name: String) throws -> DataSplit {
        var ranges: [String: Range<Int>] = [:]
        var start = 0
        for part in parts {
            ranges[part.name] = start..<(start + part.times.count)
            start += part.times.count
        }
        func rows(_ part: String) -> [Int] { ranges[part].map(Array.init) ?? [] }
        return try DataSplit(
            train: rows("train"), validation: rows("valid"), test: rows("test"), count: start, name: name)
    }

    static func problem(_ source: DataSource, _ code: String, _ what: String) -> DataError {
        DataError(
            "deepsurv.\(code)", "\(source.url.path): \(what).",
            fix: "The file is damaged or was made for something else; make or download it again.")
    }
}

/// One part of the data.
private struct SurvivalPart {
    let name: String
    let features: Tensor
    let times: [Double]
    let events: [Double]

    init(_ archive: NPZArchive, _ name: String, _ source: DataSource) throws {
        self.name = name
        for key in ["t", "e"] where !archive.contains("\(name)_\(key)") {
            throw DeepSurvNPZ.problem(source, "parts", "there is \(name)_x, but no \(name)_\(key)")
        }
        features = try archive.tensor("\(name)_x")
        guard features.shape.count == 2, features.shape[1] > 0 else {
            throw DeepSurvNPZ.problem(
                source, "shape", "\(name)_x is \(features.shape), expected [rows, features]")
        }
        let count = features.shape[0]
        func vector(_ key: String) throws -> [Double] {
            let tensor = try archive.tensor("\(name)_\(key)")
            guard tensor.shape == [count] else {
                throw DeepSurvNPZ.problem(
                    source, "shape", "\(name)_\(key) is \(tensor.shape), expected [\(count)]")
            }
            return try tensor.doubles()
        }
        times = try vector("t")
        events = try vector("e")
        if let row = times.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw DeepSurvNPZ.problem(
                source, "time", "\(name)_t[\(row)] is \(times[row]), expected a finite number, 0 or more")
        }
        if let row = events.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw DeepSurvNPZ.problem(source, "event", "\(name)_e[\(row)] is \(events[row]), expected 0 or 1")
        }
    }
}
