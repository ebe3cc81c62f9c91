// Checks of tables: columns, rows, targets, leaks.

/// Checks of a table with roles.
enum TableChecks {
    static func run(_ content: TableDataSet, _ split: DataSplit?, _ list: inout FindingList) throws {
        let table = content.table
        guard table.rowCount > 0 else {
            list.add(
                .error, .empty, count: 0, "no row in \(table.columns.count) columns",
                expected: "rows to learn from",
                fix: "Check whether the file was cut off, or filtered to nothing.")
            return
        }
        var columns: [ColumnChecks] = []
        for column in table.columns {
            columns.append(ColumnChecks(column, content.roles.role(of: column.name), &list))
        }
        MissingChecks.run(columns, rowCount: table.rowCount, &list)
        let targets = content.roles.targets
        for name in targets { checkTarget(try table.column(name), isOnly: targets.count == 1, split, &list) }
        SurvivalChecks.run(content, &list)
        RowChecks.run(columns, rowCount: table.rowCount, split, &list)
        try LeakChecks.run(columns, content, &list)
        if let split { try SplitChecks.run(content, split, &list) }
    }

    private static func checkTarget(
        _ column: Column, isOnly: Bool, _ split: DataSplit?, _ list: inout FindingList
    ) {
        if column.missingCount == column.count { return }
        switch column.values {
        case .categories(let codes, let names):
            let classes = codes.map { $0 < 0 ? nil : Int($0) }
            guard let labels = try? ClassLabels(classes, classNames: names) else { return }
            LabelChecks.run(labels, name: column.name, unit: .row, isOnly ? split : nil, &list)
        case .numbers(let values):
            if column.missingCount > 0 {
                list.add(
                    .note, .unlabelled, row: (column.isMissing?.firstIndex(of: true) ?? 0) + 1,
                    column: column.name,
                    count: column.missingCount, "no number in \(column.missingCount) of \(column.count) rows",
                    expected: "a number for each",
                    fix: "They are left out of training; measure or remove them.")
            }
            if let (low, high) = twoValues(values, column.isMissing) {
                list.add(
                    .note, .binaryTarget, column: column.name, count: column.count - column.missingCount,
                    "only \(low.shortText) and \(high.shortText)",
                    expected: "many distinct numbers, or classes",
                    fix: "For classification say columns: {\(column.name): category}.")
            }
        case .dates, .texts:
            list.add(
                .warning, .unlabelled, column: column.name, count: column.count,
                "a target of the kind \(column.values.kind.rawValue)", expected: "numbers or categories",
                fix: "Say columns: {\(column.name): category}, or choose another target.")
        }
    }

    /// The two values of a column that has no others.
    static func twoValues(_ values: [Double], _ isMissing: [Bool]?) -> (Double, Double)? {
        var first: Double?
        var second: Double?
        for (row, value) in values.enumerated() where !(isMissing?[row] ?? false) {
            if first == nil { first = value }
            if value == first || value == second { continue }
            if second != nil { return nil }
            second = value
        }
        guard let first, let second else { return nil }
        return (min(first, second), max(first, second))
    }
}

/// Checks of missing values.
enum MissingChecks {
    static func run(_ columns: [ColumnChecks], rowCount: Int, _ list: inout FindingList) {
        let gaps = columns.filter { $0.role == .feature && $0.column.missingCount > 0 }
            .filter { $0.column.missingCount < rowCount }
        if gaps.isEmpty { return }
        var complete = [Bool](repeating: true, count: rowCount)
        for gap in gaps {
            guard let marks = gap.column.isMissing else { continue }
            for row in 0..<rowCount where marks[row] { complete[row] = false }
        }
        let remaining = complete.count { $0 }
        for gap in gaps { add(gap.column, rowCount, remaining: remaining, &list) }
    }

    private static func add(_ column: Column, _ rowCount: Int, remaining: Int, _ list: inout FindingList) {
        let missing = column.missingCount
        let isMostly = 2 * missing > rowCount
        let (severity, consequence): (Finding.Severity, String) =
            switch list.options.missing {
            case .error?: (.error, "missing: error refuses the data; say drop or impute.")
            case .drop?:
                (
                    2 * remaining < rowCount ? .warning : .note,
                    "missing: drop leaves \(remaining) of \(rowCount) rows."
                )
            case .impute?:
                (
                    isMostly ? .warning : .note,
                    "missing: impute makes up \((100 * Double(missing) / Double(rowCount)).shortText) % of the column."
                )
            case nil:
                (
                    isMostly ? .warning : .note,
                    "Say missing: drop (leaves \(remaining) of \(rowCount) rows), impute or error."
                )
            }
        list.add(
            severity, .missing, row: (column.isMissing?.firstIndex(of: true) ?? 0) + 1, column: column.name,
            count: missing, "no value in \(missing) of \(rowCount) rows", expected: "values", fix: consequence
        )
    }
}
