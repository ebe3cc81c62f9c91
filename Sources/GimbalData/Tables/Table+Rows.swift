// Parts of a table: some rows, some columns, rows without missing values.
import GimbalCore

extension Table {
    /// Returns some columns, in the order given.
    ///
    /// - Throws: `DataError` with the nearest name if one is not there.
    public func selecting(_ names: [String]) throws -> Table { try Table(names.map(column)) }

    /// Returns the other columns.
    ///
    /// - Throws: `DataError` with the nearest name if one is not there.
    public func dropping(_ names: [String]) throws -> Table {
        for name in names { _ = try column(name) }
        return try Table(columns.filter { !names.contains($0.name) })
    }

    /// Returns some rows, in the order given; a row may come several times.
    ///
    /// - Throws: `DataError` if a row is out of range.
    public func rows(_ rows: [Int]) throws -> Table { try Table(columns.map { try $0.rows(rows) }) }

    /// Returns the first rows, all if there are fewer.
    public func head(_ count: Int = 5) throws -> Table { try rows(Array(0..<max(0, min(count, rowCount)))) }

    /// Place of the first missing value, row by row.
    public var firstMissing: (row: Int, column: String)? {
        columns.compactMap { column in
            column.isMissing?.firstIndex(of: true).map { (row: $0, column: column.name) }
        }.min { $0.row < $1.row }
    }

    /// Rows in which no column lacks a value, ascending.
    public var completeRows: [Int] {
        var isComplete = [Bool](repeating: true, count: rowCount)
        for marks in columns.compactMap(\.isMissing) {
            for row in marks.indices where marks[row] { isComplete[row] = false }
        }
        return isComplete.indices.filter { isComplete[$0] }
    }
}

extension Column {
    /// Returns some rows, in the order given.
    ///
    /// - Throws: `DataError` if a row is out of range.
    public func rows(_ rows: [Int]) throws -> Column {
        let all = 0..<count
        if let row = rows.first(where: { !all.contains($0) }) {
            throw DataError(
                "column.row", "column \"\(name)\": row \(row) was asked for, expected rows in \(all).",
                fix: "Number rows from 0.")
        }
        let picked: Values =
            switch values {
            case .numbers(let values): .numbers(rows.map { values[$0] })
            case .categories(let codes, let names): .categories(rows.map { codes[$0] }, names: names)
            case .dates(let values): .dates(rows.map { values[$0] })
            case .texts(let values): .texts(TextValues(rows.lazy.map { values[$0] }))
            }
        return try Column(name, picked, isMissing: isMissing.map { marks in rows.map { marks[$0] } })
    }
}

extension TableDataSet {
    /// Returns some rows, in the order given; the public split is left out, since it numbers other rows.
    ///
    /// - Throws: `DataError` if a row is out of range.
    public func rows(_ rows: [Int]) throws -> TableDataSet {
        try TableDataSet(try table.rows(rows), roles: roles, provenance: provenance)
    }

    /// Does what a policy says about missing values, and tells which rows are left.
    ///
    /// `impute` leaves values missing: what replaces them is learnt from the training rows alone, when
    /// preprocessing is fitted. `drop` renumbers the public split.
    ///
    /// - Returns: the data set, and for each of its rows the number that it had before.
    /// - Throws: `DataError` naming the first missing value for `error`, or if `drop` leaves nothing.
    public func applying(_ policy: MissingPolicy) throws -> (dataSet: TableDataSet, rows: [Int]) {
        guard policy != .impute, let first = table.firstMissing else {
            return (self, Array(0..<table.rowCount))
        }
        if policy == .error {
            throw DataError(
                "table.missing",
                "data set \"\(provenance.name)\", row \(first.row + 1), column \"\(first.column)\": the value is missing.",
                fix: "Fill it in, or write missing: drop or missing: impute in data.yaml.")
        }
        let kept = table.completeRows
        guard !kept.isEmpty else {
            throw DataError(
                "table.missing", "data set \"\(provenance.name)\": every row lacks a value, none is left.",
                fix: "Write missing: impute in data.yaml, or ignore the columns that are mostly empty.")
        }
        let dataSet = try TableDataSet(
            try table.rows(kept), roles: roles, publicSplit: try publicSplit.map { try $0.keeping(kept) },
            provenance: provenance)
        return (dataSet, kept)
    }
}

extension DataSplit {
    /// The same split of the samples that are kept, numbered anew.
    func keeping(_ kept: [Int]) throws -> DataSplit {
        let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        return try DataSplit(
            train: train.compactMap { numbers[$0] }, validation: validation.compactMap { numbers[$0] },
            test: test.compactMap { numbers[$0] }, count: kept.count)
    }
}
