// Tables of the KEEL repository.
import Foundation
import GimbalCore

/// Reads a KEEL `.dat` file: @relation, @attribute with ranges or categories, @inputs, @outputs, @data.
///
/// `<null>` and `?` stand for missing values; numbers outside the declared range are errors. What @outputs names, else
/// the last column, is to be predicted. A file without a head holds values between commas, the class last.
/// - Source: Alcalá-Fdez et al. 2011, "KEEL data-mining software tool: data set repository".
public enum KEELTable: DataReader {
    /// Id of the format.
    public static let id = "keel"
    /// How the format is recognised.
    public static let summary = "KEEL: .dat with @relation, @attribute, @inputs, @outputs and @data"

    /// Whether a file of the name `.dat` begins with @relation.
    public static func recognizes(_ url: URL) -> Bool {
        url.pathExtension.lowercased() == "dat" && Declared.begins(url)
    }

    /// Reads a table.
    ///
    /// - Throws: `DataError` naming file and line for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let files = try source.tableFiles()
        guard Declared.begins(files[0]) else { return try plain(source) }
        let missing = source.card.missingTexts ?? ["<null>", "?"]
        let declared = try Declared(files, format: id, missing: missing, source.card)
        let header = declared.header
        for name in header.inputs + header.outputs where !header.names.contains(name) {
            throw DataError(
                "keel.column",
                "\(files[0].path): @inputs or @outputs name \"\(name)\", which is no attribute.",
                fix: suggestion(for: name, in: header.names))
        }
        let outputs = header.outputs.isEmpty ? Array(header.names.suffix(1)) : header.outputs
        return try declared.dataSet(source, files) { _ in TableRoles(source.card, targets: outputs) }
    }

    /// Proposes the targets that the file names.
    ///
    /// - Throws: `DataError` if the file is malformed.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        var card = source.card
        card.name = source.name
        if card.files == nil { card.file = card.file ?? source.url.lastPathComponent }
        card.targets = try read(source).roles.targets
        return card
    }

    /// A table without head whose last column is the class.
    private static func plain(_ source: DataSource) throws -> TableDataSet {
        var card = source.card
        card.header = card.header ?? false
        let layout = try TableLayout(DataSource(source.url, card: card)) { plans in
            if plans[plans.count - 1].kind == nil { plans[plans.count - 1].kind = .category }
        }
        let table = try layout.table()
        let roles = TableRoles(card, targets: Array(table.columnNames.suffix(1)))
        try layout.check(roles, table)
        return try TableDataSet(
            table, roles: roles, publicSplit: try source.trainTestSplit(layout.scan.rowCounts),
            provenance: try source.provenance(files: layout.files)
        ).applying(card.missing ?? .impute).dataSet
    }
}
