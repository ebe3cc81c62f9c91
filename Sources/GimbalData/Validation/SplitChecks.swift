// Groups on both sides of a split, and training rows from the future.

/// Checks of the split of a table.
enum SplitChecks {
    static func run(_ content: TableDataSet, _ split: DataSplit, _ list: inout FindingList) throws {
        if let name = content.roles.group {
            checkGroups(try content.table.column(name), split, &list)
        }
        if let name = content.roles.order { checkOrder(try content.table.column(name), split, &list) }
    }

    /// Reports groups with rows in two parts.
    static func checkGroups(_ column: Column, _ split: DataSplit, _ list: inout FindingList) {
        let parts = Parts(split, count: column.count)
        let keys = column.keys()
        var partOfGroup: [UInt64: UInt8] = [:]
        var torn: Set<UInt64> = []
        var first: (row: Int, part: UInt8, other: UInt8)?
        for row in keys.indices where parts[row] != 0 && !column.isMissing(row) {
            let known = partOfGroup[keys[row]] ?? parts[row]
            partOfGroup[keys[row]] = known
            guard known != parts[row] else { continue }
            torn.insert(keys[row])
            if first == nil { first = (row, known, parts[row]) }
        }
        guard let first else { return }
        list.add(
            .error, .groupAcrossParts, row: first.row + 1, column: column.name, count: torn.count,
            "\(torn.count) groups with rows in two parts, such as \"\(column.text(first.row))\" in "
                + "\(Parts.name(first.part)) and \(Parts.name(first.other))",
            expected: "every group in one part", fix: "Use a grouped split.")
    }

    private static func checkOrder(_ column: Column, _ split: DataSplit, _ list: inout FindingList) {
        let values: [Double]
        switch column.values {
        case .numbers(let own), .dates(let own): values = own
        case .categories, .texts: return
        }
        let test = (split.test.isEmpty ? split.validation : split.test).filter { !column.isMissing($0) }
        guard let earliest = test.map({ values[$0] }).min() else { return }
        let later = split.train.filter { !column.isMissing($0) && values[$0] > earliest }
        guard let row = later.first else { return }
        list.add(
            .warning, .futureInTraining, row: row + 1, column: column.name, count: later.count,
            "\(later.count) training rows later than the earliest row of the test part",
            expected: "training before testing", fix: "Split by time.")
    }
}

extension Column {
    /// Numbers that are equal exactly where values are.
    func keys() -> [UInt64] {
        switch values {
        case .numbers(let values), .dates(let values): values.map { ($0 == 0 ? 0 : $0).bitPattern }
        case .categories(let codes, _): codes.map { UInt64(bitPattern: Int64($0)) }
        case .texts(let texts): texts.hashes()
        }
    }

    /// A value as text.
    func text(_ row: Int) -> String {
        switch values {
        case .numbers(let values), .dates(let values): values[row].shortText
        case .categories(let codes, let names): codes[row] < 0 ? "" : names[Int(codes[row])]
        case .texts(let texts): texts[row]
        }
    }
}
