// Tables of numbers with a name for each row, as blocks and labels come.
import Foundation
import GimbalCore
import GimbalTensor

/// Rows of numbers.
struct NumberTable {
    /// Name of each column of numbers; nil if the file has no header.
    var columnNames: [String]?
    /// Name of each row; empty if rows have none.
    var rowNames: [String] = []
    /// Numbers row by row; NaN where missing.
    var values: [Float] = []
    /// Number of rows.
    var rowCount = 0
    /// Number of columns.
    var columnCount = 0
    let path: String

    /// Reads a table without names: numbers alone, no header.
    init(plain url: URL) throws {
        var reader = try CSVReader(url)
        path = reader.path
        while let row = try reader.next() {
            columnCount = row.fields.count
            for column in row.fields.indices {
                values.append(try Self.number(row, column, "\(column + 1)", reader, missing: []))
            }
            rowCount += 1
        }
    }

    /// Reads a table with a header and a column that names the rows.
    ///
    /// - Parameters:
    ///   - id: name of that column; the first one if nil.
    ///   - missing: texts for a missing value besides an empty field.
    init(named url: URL, id: String?, missing: [String]) throws {
        var reader = try CSVReader(url)
        path = reader.path
        guard let header = try reader.next() else {
            throw DataError("blocks.empty", "\(reader.path) is empty.", fix: "Give it a header and rows.")
        }
        let names = header.fields
        let place = try reader.column(id, header: names, place: 0)
        let columns = names.indices.filter { $0 != place }
        if let twice = Self.firstDuplicate(columns.map { names[$0] }) {
            throw reader.problem(
                "feature", header.line, "the column \"\(twice)\" comes twice",
                fix: "Give every column a name of its own.")
        }
        columnNames = columns.map { names[$0] }
        columnCount = columns.count
        var lines: [String: Int] = [:]
        while let row = try reader.next() {
            let name = row.fields[place]
            if let other = lines.updateValue(row.line, forKey: name) {
                throw reader.problem(
                    "sample", row.line, column: names[place],
                    "the sample \"\(name)\" was on line \(other) already",
                    fix: "Keep one row per sample.")
            }
            rowNames.append(name)
            rowCount += 1
            for column in columns {
                values.append(try Self.number(row, column, names[column], reader, missing: missing))
            }
        }
        guard rowCount > 0, columnCount > 0 else {
            throw DataError(
                "blocks.empty", "\(path) has \(rowCount) rows of \(columnCount) numbers.",
                fix: "Give it rows, and a column besides the sample's name.")
        }
    }

    static func firstDuplicate(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    /// A finite number, or NaN for a missing one; an infinite or misspelt one is an error.
    static func number(
        _ row: CSVRow, _ column: Int, _ name: String, _ reader: CSVReader, missing: [String]
    ) throws -> Float {
        let text = row.fields[column]
        if let value = Float(text), value.isFinite { return value }
        if text.isEmpty || ["NA", "NaN", "nan"].contains(text) || missing.contains(text) { return .nan }
        throw reader.problem(
            "number", row.line, column: name, "found \"\(text.prefix(40))\", expected a finite number",
            fix: "Correct it, or list the text under missing-texts in data.yaml.")
    }

    /// The numbers as a tensor `[rows, columns]`.
    func tensor() throws -> Tensor { try Tensor(values, shape: [rowCount, columnCount]) }
}
