// Preprocessing of tables: learnt from training rows alone, saved with the model, done to new data alike.
import Foundation
import GimbalCore
import GimbalTensor

/// A table as a model takes it.
public struct PreparedTable: Sendable {
    /// Features `[rows, features]` float32.
    public let features: Tensor
    /// Codes of categories for embeddings `[rows, code columns]` int64.
    public let codes: Tensor
    /// Targets `[rows]`; nil where the table has no target column, or the model no single one.
    public let target: Tensor?
    /// Row of the table that each row comes from; all, unless rows with missing values are dropped.
    public let rows: [Int]
}

/// A fitted preprocessing of tables: the content of `preprocessing.json`.
public struct TablePreprocessor: Sendable, Codable, Equatable {
    /// What was asked for.
    public let plan: PreprocessingPlan
    /// Columns that are used, in the order of their features.
    public let columns: [FittedColumn]
    /// The target, if there is a single one.
    public let target: TargetTransform?
    /// Columns that new tables may have without their being used.
    public let unusedColumns: [String]
    /// Columns that were left out, one line each with the reason.
    public let remarks: [String]

    /// Learns from some rows of a data set; the others have no influence.
    ///
    /// - Throws: `DataError` if a row is out of range, a value is missing that may not be, a column does not suit the
    ///   plan, or no column is left.
    public init(
        fitting dataSet: TableDataSet, rows: [Int], plan: PreprocessingPlan = PreprocessingPlan()
    ) throws {
        try plan.check(dataSet.table)
        let all = 0..<dataSet.table.rowCount
        guard !rows.isEmpty, rows.allSatisfy(all.contains) else {
            throw DataError(
                "preprocessing.rows",
                "data set \"\(dataSet.provenance.name)\": \(rows.count) training rows, all expected in \(all).",
                fix: "Fit on the training part of a split.")
        }
        let features = dataSet.featureColumns.filter { !plan.ignored.contains($0.name) }
        let used = try Self.usableRows(rows, features, plan)
        var columns: [FittedColumn] = [], remarks: [String] = []
        for column in features {
            let (fitted, reason) = try FittedColumn.fit(column, rows: used, plan: plan)
            if let fitted {
                columns.append(fitted)
            } else {
                remarks.append("\(column.name) is left out: \(reason)")
            }
        }
        guard !columns.isEmpty else {
            throw DataError(
                "preprocessing.columns",
                "data set \"\(dataSet.provenance.name)\": no column is left to learn from.",
                fix: remarks.joined(separator: "; "))
        }
        let names = Set(columns.map(\.name))
        self.plan = plan
        self.columns = columns
        self.remarks = remarks
        unusedColumns = dataSet.table.columnNames.filter { !names.contains($0) }
        target =
            dataSet.roles.targets.count == 1
            ? try TargetTransform(
                try dataSet.table.column(dataSet.roles.targets[0]), rows: used,
                standardizes: plan.standardizesTarget) : nil
    }

    /// Name of each feature, in the order of the features.
    public var featureNames: [String] { columns.flatMap(\.featureNames) }

    /// Name of the source column of each feature.
    public var featureSources: [String] {
        columns.flatMap { column in column.featureNames.map { _ in column.name } }
    }

    /// Name and number of codes of each column of codes; the last code stands for unknown categories.
    public var codeColumns: [(name: String, count: Int)] {
        columns.compactMap { column in column.codeCount.map { (column.name, $0) } }
    }

    /// Returns a table as the model takes it; columns are found by name, in any order.
    ///
    /// - Throws: `DataError` naming a column that is missing, unknown or of another kind, a missing value that may not
    ///   be, or an unknown category where these are errors.
    public func apply(to dataSet: TableDataSet) throws -> PreparedTable {
        let table = dataSet.table
        try checkColumns(table)
        let sources = try columns.map { try table.column($0.name) }
        let rows = try Self.usableRows(Array(0..<table.rowCount), sources, plan)
        let kept = rows.count == table.rowCount ? sources : try sources.map { try $0.rows(rows) }
        let width = featureNames.count
        let values = try [Float](unsafeUninitializedCapacity: rows.count * width) { output, count in
            output.initialize(repeating: 0)
            count = rows.count * width
            var place = 0
            for (fitted, column) in zip(columns, kept) {
                try fitted.write(column, into: output, width: width, place: place, unknown: plan.unknown)
                place += fitted.featureNames.count
            }
        }
        let goal = try target.flatMap { target in
            try table.columns.first { $0.name == target.column }.map {
                try target.apply(to: try $0.rows(rows))
            }
        }
        return PreparedTable(
            features: try Tensor(values, shape: [rows.count, width]),
            codes: try codes(kept, rowCount: rows.count),
            target: goal, rows: rows)
    }

    private func codes(_ sources: [Column], rowCount: Int) throws -> Tensor {
        let coded = zip(columns, sources).filter { $0.0.codeCount != nil }
        var values = [Int](repeating: 0, count: rowCount * coded.count)
        for (place, pair) in coded.enumerated() {
            let unknown = (pair.0.codeCount ?? 1) - 1
            for (row, code) in try pair.0.codes(pair.1, unknown: plan.unknown).enumerated() {
                values[row * coded.count + place] = code ?? unknown
            }
        }
        return try Tensor(values, shape: [rowCount, coded.count])
    }

    /// Rows that may be used: all, or those without missing values.
    private static func usableRows(_ rows: [Int], _ columns: [Column], _ plan: PreprocessingPlan) throws
        -> [Int]
    {
        if plan.missing == .impute { return rows }
        let complete = rows.filter { row in !columns.contains { $0.isMissing(row) } }
        if complete.count < rows.count, plan.missing == .error {
            for row in rows {
                guard let column = columns.first(where: { $0.isMissing(row) }) else { continue }
                throw DataError(
                    "preprocessing.missing",
                    "row \(row + 1), column \"\(column.name)\": the value is missing.",
                    fix: "Fill it in, or let the plan impute or drop missing values.")
            }
        }
        return complete
    }

    private func checkColumns(_ table: Table) throws {
        let known = Set(columns.map(\.name)).union(unusedColumns)
        let extra = table.columnNames.filter { !known.contains($0) }
        for fitted in columns {
            guard let column = table.columns.first(where: { $0.name == fitted.name }) else {
                throw DataError(
                    "preprocessing.column",
                    "the table has no column \"\(fitted.name)\", which the model was "
                        + "trained on.",
                    fix: nearestName(to: fitted.name, in: extra).map { "Was it renamed to \"\($0)\"?" }
                        ?? "Give the columns of the training data.")
            }
            guard column.values.kind == fitted.kind else {
                throw DataError(
                    "preprocessing.kind",
                    "column \"\(fitted.name)\" holds \(column.values.kind.rawValue) values, the model was trained on "
                        + "\(fitted.kind.rawValue) values.",
                    fix: "State its kind under columns in data.yaml.")
            }
        }
        if let name = extra.first {
            throw DataError(
                "preprocessing.extra",
                "the table has a column \"\(name)\", which the training data do not have.",
                fix: "Remove it. " + suggestion(for: name, in: known))
        }
    }
}

extension TablePreprocessor {
    /// Writes `preprocessing.json` crash-atomically.
    ///
    /// - Throws: `EnvironmentError` that says which content the disk holds.
    public func write(to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try AtomicFile.write(try encoder.encode(self), to: url)
    }

    /// Reads what `write(to:)` wrote.
    ///
    /// - Throws: `DataError` if the file is damaged.
    public static func read(from url: URL) throws -> TablePreprocessor {
        let content = try mappedContents(of: url)
        do {
            return try JSONDecoder().decode(TablePreprocessor.self, from: content)
        } catch {
            throw DataError(
                "preprocessing.file", "\(url.path) is no saved preprocessing of tables: \(error)",
                fix: "Save the model again.")
        }
    }
}
