// Rows that come again.

/// Checks of equal rows.
enum RowChecks {
    static func run(_ columns: [ColumnChecks], rowCount: Int, _ split: DataSplit?, _ list: inout FindingList)
    {
        let features = columns.filter { $0.role == .feature && !$0.isIdentifier }
        if features.isEmpty || rowCount < 2 { return }
        let targets = columns.filter { [.target, .time, .event].contains($0.role) }
        checkColumns(features, &list)
        let equal = EqualSamples(hashes(features, rowCount))
        let isContinuous = features.contains(where: Self.isContinuous)
        PartChecks.run(
            equal, targets: targets.isEmpty ? nil : hashes(targets, rowCount), count: rowCount,
            isContinuous: isContinuous, unit: .row, split, &list)
    }

    /// Whether equal values of a column are unlikely.
    private static func isContinuous(_ column: ColumnChecks) -> Bool {
        guard let profile = column.profile else { return false }
        return !profile.areWhole && profile.collisionChance < 0.05
    }

    /// A hash of each row over some columns.
    static func hashes(_ columns: [ColumnChecks], _ rowCount: Int) -> [UInt64] {
        var hashes = [ContentHash](repeating: ContentHash(), count: rowCount)
        hashes.withUnsafeMutableBufferPointer { hashes in
            for column in columns { add(column.column, to: hashes) }
        }
        return hashes.map(\.value)
    }

    private static func add(_ column: Column, to hashes: UnsafeMutableBufferPointer<ContentHash>) {
        switch column.values {
        case .numbers(let values), .dates(let values):
            values.withUnsafeBufferPointer { values in
                for row in hashes.indices { hashes[row].add(number: values[row]) }
            }
        case .categories(let codes, _):
            codes.withUnsafeBufferPointer { codes in
                for row in hashes.indices { hashes[row].add(UInt64(bitPattern: Int64(codes[row]))) }
            }
        case .texts(let texts):
            let own = texts.hashes()
            for row in hashes.indices { hashes[row].add(own[row]) }
        }
        // A value that is missing is stored as 0, which is no 0.
        guard let marks = column.isMissing else { return }
        for row in hashes.indices where marks[row] { hashes[row].add(1) }
    }

    /// Reports columns that equal an earlier one.
    private static func checkColumns(_ columns: [ColumnChecks], _ list: inout FindingList) {
        var seen: [UInt64: String] = [:]
        for checks in columns {
            let hash = hash(checks.column)
            let isConstant = checks.profile.map { $0.lowest == $0.highest } ?? false
            if let first = seen[hash], !isConstant {
                list.add(
                    .note, .duplicateColumn, column: checks.column.name, count: checks.column.count,
                    "the values of column \"\(first)\" in every row", expected: "a column of its own",
                    fix: "Leave one of the two out (columns: ignore).")
            } else {
                seen[hash] = checks.column.name
            }
        }
    }

    private static func hash(_ column: Column) -> UInt64 {
        var hash = ContentHash()
        switch column.values {
        case .numbers(let values):
            hash.add(1)
            for value in values { hash.add(number: value) }
        case .dates(let values):
            hash.add(2)
            for value in values { hash.add(number: value) }
        case .categories(let codes, let names):
            hash.add(3)
            // By name, as another column may number the same names differently.
            let own = TextValues(names).hashes()
            for code in codes { hash.add(code < 0 ? 0 : own[Int(code)]) }
        case .texts(let texts):
            hash.add(4)
            for text in texts.hashes() { hash.add(text) }
        }
        for (row, mark) in (column.isMissing ?? []).enumerated() where mark { hash.add(UInt64(row)) }
        return hash.value
    }
}
