// Rows and typed columns.
import GimbalCore

/// A table of typed columns of the same length.
public struct Table: Sendable, Equatable {
    /// The columns, in the file's order.
    public let columns: [Column]
    /// Number of rows.
    public let rowCount: Int

    /// Puts columns together.
    ///
    /// - Throws: `DataError` if two columns have one name or lengths differ.
    public init(_ columns: [Column]) throws {
        self.columns = columns
        rowCount = columns.first?.count ?? 0
        var names: Set<String> = []
        for column in columns {
            guard names.insert(column.name).inserted else {
                throw DataError(
                    "table.name", "two columns have the name \"\(column.name)\".",
                    fix: "Give every column a name of its own.")
            }
            guard column.count == rowCount else {
                throw DataError(
                    "table.length",
                    "column \"\(column.name)\" has \(column.count) rows, the first one \(rowCount).",
                    fix: "Give all columns the same length.")
            }
        }
    }

    /// Names of the columns.
    public var columnNames: [String] { columns.map(\.name) }

    /// Returns the column of a name.
    ///
    /// - Throws: `DataError` with the nearest name if there is none.
    public func column(_ name: String) throws -> Column {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw DataError(
                "table.column", "the table has no column \"\(name)\".",
                fix: suggestion(for: name, in: columnNames))
        }
        return column
    }
}
