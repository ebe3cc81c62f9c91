// Tables of the collection of 121 classification tasks.
import Foundation
import GimbalCore

/// Reads a `NAME_R.dat` file: between tabs the row's number, standardised features f1, f2 ..., and the class `clase`.
///
/// - Source: Fernández-Delgado, Cernadas, Barro, Amorim 2014, "Do we need hundreds of classifiers to solve real world
///   classification problems?", JMLR 15.
public enum RDataTable: DataReader {
    /// Id of the format.
    public static let id = "r-dat"
    /// How the format is recognised.
    public static let summary = "_R.dat with the columns f1, f2 ... and clase"

    private static let className = "clase"

    /// Whether the name ends with `_R.dat`.
    public static func recognizes(_ url: URL) -> Bool {
        url.lastPathComponent.hasSuffix("_R.dat") && (try? checkReadable(url)) != nil
    }

    /// Reads a table.
    ///
    /// - Throws: `DataError` naming file and line for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> TableDataSet {
        let layout = try TableLayout(source) { plans in
            for index in plans.indices where plans[index].name == className && plans[index].kind == nil {
                plans[index].kind = .category
            }
        }
        let table = try layout.table()
        guard table.columnNames.contains(className) else {
            throw DataError(
                "r-dat.class", "\(layout.files[0].path): there is no column \"\(className)\".",
                fix: suggestion(for: className, in: table.columnNames))
        }
        let roles = TableRoles(source.card, targets: [className])
        try layout.check(roles, table)
        return try TableDataSet(
            table, roles: roles, publicSplit: try source.trainTestSplit(layout.scan.rowCounts),
            provenance: try source.provenance(files: layout.files)
        ).applying(source.card.missing ?? .impute).dataSet
    }
}
