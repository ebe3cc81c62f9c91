// Tables of text: rows in lines, fields between separators.
import Foundation
import GimbalCore

/// Reads a table of values between commas, tabs, semicolons, bars or blanks (RFC 4180, and what people make of it).
///
/// - Quotes: `"`, doubled inside; fields may hold separators and line ends. Blank lines are skipped.
/// - Header, separator and kinds of columns are found out or told by the card. An unnamed first column, or one that
///   the header has no name for, holds names of rows and is not read unless the card asks for `column-1`.
/// - Missing: empty fields, `NA`, `N/A`, `?`, `null`, `NULL`, `-`; or empty fields and the card's `missing-texts`.
///   `nan` and `inf` in columns of numbers are kept as what they are, for the validation to report.
/// - Files: plain, gzip, or a zip archive of one file. Two files `train` and `test` make one table with a split.
/// - Complexity: time linear in the file's size, on all cores; no text is made of a cell that is a number, a date
///   or a category.
public enum DelimitedTable: DataReader {
    /// Id of the format.
    public static let id = "table"
    /// How the format is recognised.
    public static let summary =
        "delimited text: .csv, .tsv, or any text whose lines have the same number of fields"

    private static let suffixes: Set<String> = ["csv", "tsv", "tab", "data", "dat", "txt"]

    /// Whether the name is that of a table or the first lines have the same number of fields.
    public static func recognizes(_ url: URL) -> Bool {
        var name = url.lastPathComponent.lowercased()
        for packing in [".gz", ".zip"] where name.hasSuffix(packing) { name.removeLast(packing.count) }
        guard let suffix = name.split(separator: ".").last.map(String.init), suffixes.contains(suffix),
            (try? checkReadable(url)) != nil
        else { return false }
        if ["csv", "tsv", "tab"].contains(suffix) { return true }
        guard let text = try? TableText(url) else { return false }
        let rows = try? TablePreview.rows(text, TablePreview.syntax(text), limit: 100)
        let counts = Set((rows ?? []).dropFirst().map(\.fields.count))
        return counts.count == 1 && counts != [1]
    }

    /// Reads a table.
    ///
    /// - Throws: `DataError` naming file, line and column for anything that is not as it should be.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let files = try source.tableFiles()
        // The checksum of a large file takes as long as finding its rows: both at once.
        let provenance = BackgroundValue { try source.provenance(files: files) }
        let layout = try TableLayout(source)
        let table = try layout.table()
        let split = try source.trainTestSplit(layout.scan.rowCounts)
        let roles = TableRoles(source.card, targets: layout.targets)
        try layout.check(roles, table)
        return try TableDataSet(
            table, roles: roles, publicSplit: split, provenance: try provenance.get()
        ).applying(source.card.missing ?? .impute).dataSet
    }

    /// Proposes separator, header, kinds of columns, and a target where the names or the last column suggest one.
    ///
    /// - Throws: `DataError` if the file cannot be read as a table.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        let layout = try TableLayout(source)
        let table = try layout.table()
        var card = source.card
        card.name = source.name
        if card.files == nil { card.file = card.file ?? source.url.lastPathComponent }
        card.header = card.header ?? layout.hasNames
        card.delimiter = card.delimiter ?? layout.delimiterName
        card.columns = Dictionary(
            table.columns.map { ($0.name, $0.values.kind) }, uniquingKeysWith: { first, _ in first }
        ).merging(card.columns ?? [:]) { $1 }
        TableRoles.propose(&card, table, hasNames: layout.hasNames)
        if card.missing == nil, table.columns.contains(where: { $0.missingCount > 0 }) {
            card.missing = .impute
        }
        return card
    }
}

extension DataSource {
    /// The files of a table: those that the card calls `train` and `test`, or the one.
    ///
    /// - Throws: `DataError` if the card names other parts, or only one.
    func tableFiles() throws -> [URL] {
        guard let files = card.files, !files.isEmpty else { return [url] }
        if let other = files.keys.sorted().first(where: { $0 != "train" && $0 != "test" }) {
            throw DataError(
                "table.files", "the card of \(url.path) names a file \"\(other)\", expected train and test.",
                fix: suggestion(for: other, in: ["train", "test"]))
        }
        guard let train = files["train"], let test = files["test"] else {
            throw DataError(
                "table.files",
                "the card of \(url.path) names one of the files train and test, expected both.",
                fix: "Name both, or the only file under file.")
        }
        let folder = isFolder(url) ? url : url.deletingLastPathComponent()
        return [train, test].map { folder.appendingPathComponent($0) }
    }

    /// The split of two files: rows of the first one train, rows of the second one test.
    func trainTestSplit(_ counts: [Int]) throws -> DataSplit? {
        guard counts.count == 2 else { return nil }
        let total = counts[0] + counts[1]
        return try DataSplit(
            train: Array(0..<counts[0]), validation: [], test: Array(counts[0]..<total), count: total,
            name: name)
    }

    private func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }
}
