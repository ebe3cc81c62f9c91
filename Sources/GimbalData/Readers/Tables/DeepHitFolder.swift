// Survival data as one table of features and one of times and events.
import Foundation
import GimbalCore

/// Reads a folder with `cleaned_features_final.csv` and `label.csv` (columns `event_time`, `label`), row by row the same
/// patients.
///
/// Features that share a name, as indicators of one property do, are numbered: `grade`, `grade-2`, `grade-3`.
/// - Source: Lee et al. 2018, "DeepHit", AAAI.
public enum DeepHitFolder: DataReader {
    /// Id of the format.
    public static let id = "deephit"
    /// How the format is recognised.
    public static let summary = "folder with cleaned_features_final.csv and label.csv"
    /// Always true: two files make the data set.
    public static let readsFolders = true

    private static let featureFile = "cleaned_features_final.csv"
    private static let labelFile = "label.csv"

    /// Whether both files are there.
    public static func recognizes(_ url: URL) -> Bool {
        [featureFile, labelFile].allSatisfy {
            FileManager.default.fileExists(atPath: url.appendingPathComponent($0).path)
        }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` naming file and line for anything that is not as it should be.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let files = [featureFile, labelFile].map { source.url.appendingPathComponent($0) }
        var card = source.card
        card.files = nil
        let features = try TableLayout(DataSource(files[0], card: card), numbersRepeatedNames: true).table()
        let labels = try TableLayout(DataSource(files[1], card: DataCard(format: DelimitedTable.id))).table()
        guard features.rowCount == labels.rowCount else {
            throw DataError(
                "deephit.rows",
                "\(files[1].path): \(labels.rowCount) rows, expected \(features.rowCount) as in \(featureFile).",
                fix: "Get both files of the same version.")
        }
        card.time = card.time ?? "event_time"
        card.event = card.event ?? "label"
        let table = try Table(features.columns + labels.columns)
        return try TableDataSet(
            table, roles: TableRoles(card), provenance: try source.provenance(files: files)
        ).applying(card.missing ?? .impute).dataSet
    }
}
