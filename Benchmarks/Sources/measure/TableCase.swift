// A table of a million rows, read and typed.
import Foundation
import Gimbal

/// Times one reading of a table, without being told the kinds of its columns.
func measureTable(file: URL) throws {
    let start = ContinuousClock.now
    let table = try DelimitedTable.read(DataSource(file, card: DataCard(format: DelimitedTable.id))).table
    let seconds = secondsSince(start)
    try Line(case: "table/\(table.rowCount)x\(table.columns.count)", seconds: seconds).emit()
}
