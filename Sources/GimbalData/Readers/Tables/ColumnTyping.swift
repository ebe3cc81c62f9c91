// Finding out what the columns of a table are, and reading them as that.
import Foundation
import GimbalCore

/// What is known about a column before its cells are read.
struct ColumnPlan: Sendable {
    var name: String
    /// What the column is to be taken for; found out if nil.
    var kind: ColumnKind?
    /// Names of the categories, in their order, where the file declares them.
    var names: [String]?
    /// Whether the column is to be predicted, so that texts are classes however many there are.
    var isTarget = false
    /// Smallest and largest number, where the file declares them.
    var range: ClosedRange<Double>?

    init(_ name: String) { self.name = name }
}

/// Reads the columns of a table.
struct ColumnTyping {
    /// Rows that are looked at before columns are read as a whole.
    private static let sampleCount = 1000

    private let scan: TableScan
    private let plans: [ColumnPlan]
    private let missing: MissingTexts
    private var columns: [Column?]

    /// Reads all columns that are not to be ignored.
    ///
    /// A column is a number if every value is one; a date if every value is one, written in the same way; a category
    /// if it has few distinct texts: 20, or one for ten rows up to 1000; else text.
    ///
    /// - Throws: `DataError` naming line, column and cell if a column is not what it is to be.
    static func read(_ scan: TableScan, _ plans: [ColumnPlan], _ missing: MissingTexts) throws -> [Column] {
        var typing = ColumnTyping(scan, plans, missing)
        try typing.readAll()
        return typing.columns.compactMap { $0 }
    }

    private init(_ scan: TableScan, _ plans: [ColumnPlan], _ missing: MissingTexts) {
        self.scan = scan
        self.plans = plans
        self.missing = missing
        columns = [Column?](repeating: nil, count: plans.count)
    }

    /// The most categories that a column is taken to have unless it is told to be one.
    private var categoryLimit: Int { max(20, min(1000, scan.rowCount / 10)) }

    /// Whether a column may have any number of categories.
    private func hasOpenCategories(_ plan: ColumnPlan) -> Bool {
        plan.kind == .category || plan.isTarget || plan.names != nil
    }

    private mutating func readAll() throws {
        let open = plans.indices.filter { plans[$0].kind == nil && plans[$0].names == nil }
        let sample = sampled(open)
        try readNumbers(open, sample)
        try readDates(open, sample)
        try readCategories()
        try readTexts()
    }

    private func sampled(_ open: [Int]) -> SampleCells {
        var block = scan.blocks[0]
        block.rowCount = min(block.rowCount, Self.sampleCount)
        let count = open.count
        let missing = missing
        return scan.visit(open, in: [block]) { _ in SampleCells(slotCount: count, missing) }[0]
    }

    private mutating func readNumbers(_ open: [Int], _ sample: SampleCells) throws {
        let told = plans.indices.filter { plans[$0].kind == .number }
        let guessed = open.indices.filter { sample.areNumbers[$0] }.map { open[$0] }
        let toldCount = told.count
        let points = try readDoubles(told + guessed) { .number(mark: 0x2E, allowsLong: $0 < toldCount) }
        var faults = points
        if scan.syntax.delimiter == UInt8(ascii: ";") {
            // Where semicolons separate fields, a comma is the decimal mark of many countries.
            let commas = open.indices.filter { sample.areCommaNumbers[$0] && sample.haveClearComma[$0] }
            let further = told.filter { points[$0] != nil } + commas.map { open[$0] }
            let missed = try readDoubles(further.filter { columns[$0] == nil }) { _ in
                .number(mark: UInt8(ascii: ","), allowsLong: true)
            }
            for column in told where missed[column] == nil { faults[column] = nil }
        }
        for column in told {
            if let fault = faults[column] { throw problem("number", column, fault, expected: "a number") }
        }
        try checkRanges(told)
    }

    private mutating func readDates(_ open: [Int], _ sample: SampleCells) throws {
        let told = plans.indices.filter { plans[$0].kind == .date }
        var candidates: [Int: Set<DateText>] = [:]
        for column in told { candidates[column] = Set(DateText.allCases) }
        for (slot, column) in open.enumerated() where columns[column] == nil && !sample.orders[slot].isEmpty {
            candidates[column] = sample.orders[slot]
        }
        var found: [Int: [Column]] = [:]
        var faults: [Int: CellFault] = [:]
        for order in DateText.allCases {
            let tried = candidates.keys.filter { candidates[$0]?.contains(order) == true }.sorted()
            let missed = try readDoubles(tried) { _ in .date(order) }
            for column in tried {
                if let fault = missed[column] {
                    if fault.row >= faults[column]?.row ?? 0 { faults[column] = fault }
                }
                if let read = columns[column] { found[column, default: []].append(read) }
                columns[column] = nil
            }
        }
        for (column, readings) in found where readings.count == 1 || readings[0].missingCount == scan.rowCount
        {
            columns[column] = readings[0]
        }
        for column in told where columns[column] == nil {
            guard found[column] == nil else { throw ambiguous(column) }
            if let fault = faults[column] {
                throw problem("date", column, fault, expected: "a date such as 2024-05-31 or 31.5.2024")
            }
        }
    }

    /// Reads columns as doubles; returns the first fault of each that could not be read.
    private mutating func readDoubles(
        _ wanted: [Int], _ reading: (_ slot: Int) -> DoubleCells.Reading
    ) throws -> [Int: CellFault] {
        if wanted.isEmpty { return [:] }
        let readings = wanted.indices.map(reading)
        let missing = missing
        let cells = scan.visit(wanted) { DoubleCells(readings, missing, $0) }
        var faults: [Int: CellFault] = [:]
        for (slot, column) in wanted.enumerated() {
            if let fault = cells.lazy.compactMap({ $0.faults[slot] }).first {
                faults[column] = fault
                continue
            }
            var values: [Double] = []
            values.reserveCapacity(scan.rowCount)
            var marks: [Bool] = []
            let hasMissing = cells.contains { $0.hasMissing[slot] }
            for part in cells {
                let range = slot * part.rowCount..<(slot + 1) * part.rowCount
                values.append(contentsOf: part.values[range])
                if hasMissing { marks.append(contentsOf: part.isMissing[range]) }
            }
            var isDate = false
            if case .date = readings[slot] { isDate = true }
            columns[column] = try Column(
                plans[column].name, isDate ? .dates(values) : .numbers(values),
                isMissing: hasMissing ? marks : nil)
        }
        return faults
    }

    private mutating func readCategories() throws {
        let wanted = plans.indices.filter {
            columns[$0] == nil && plans[$0].kind != .text && plans[$0].kind != .ignore
        }
        if wanted.isEmpty { return }
        let limits = wanted.map { hasOpenCategories(plans[$0]) ? Int.max : categoryLimit }
        let missing = missing
        let cells = scan.visit(wanted) { CodeCells(limits: limits, missing, $0) }
        for (slot, column) in wanted.enumerated() {
            if cells.contains(where: { $0.isOver[slot] }) { continue }
            columns[column] = try category(column, slot, cells, limit: limits[slot])
        }
    }

    /// Joins the blocks' own numberings into one; nil if there are more texts than the limit.
    private func category(_ column: Int, _ slot: Int, _ cells: [CodeCells], limit: Int) throws -> Column? {
        var dictionary = ByteDictionary()
        var maps: [[Int32]] = []
        let declared = plans[column].names
        for name in declared ?? [] {
            _ = Array(name.utf8).withUnsafeBufferPointer { dictionary.number(of: $0) }
        }
        let declaredCount = dictionary.count
        for part in cells {
            maps.append(
                part.dictionaries[slot].texts.map { text in
                    Array(text.utf8).withUnsafeBufferPointer { dictionary.number(of: $0) }
                })
            if declared != nil, let code = maps[maps.count - 1].firstIndex(where: { $0 >= declaredCount }) {
                let place = part.firstPlaces[slot][code]
                throw undeclared(
                    column, part.dictionaries[slot].texts[code], line: place.line, row: place.row)
            }
        }
        guard dictionary.count <= limit else { return nil }
        let ordered = declared ?? ClassLabels.ordered(dictionary.texts)
        var numbers = [Int32](repeating: 0, count: dictionary.count)
        for (number, name) in ordered.enumerated() {
            let met = Array(name.utf8).withUnsafeBufferPointer { dictionary.known($0) }
            if let met { numbers[Int(met)] = Int32(number) }
        }
        var codes: [Int32] = []
        codes.reserveCapacity(scan.rowCount)
        for (part, map) in zip(cells, maps) {
            for code in part.codes[slot * part.rowCount..<(slot + 1) * part.rowCount] {
                codes.append(code < 0 ? -1 : numbers[Int(map[Int(code)])])
            }
        }
        let marks = codes.contains(-1) ? codes.map { $0 < 0 } : nil
        return try Column(plans[column].name, .categories(codes, names: ordered), isMissing: marks)
    }

    private mutating func readTexts() throws {
        let wanted = plans.indices.filter { columns[$0] == nil && plans[$0].kind != .ignore }
        if wanted.isEmpty { return }
        let missing = missing
        let cells = scan.visit(wanted) { _ in TextCells(slotCount: wanted.count, missing) }
        for (slot, column) in wanted.enumerated() {
            var texts = TextValues()
            for part in cells { texts.append(contentsOf: part.texts[slot]) }
            columns[column] = try Column(
                plans[column].name, .texts(texts), isMissing: cells.flatMap { $0.isMissing[slot] })
        }
    }
}

// MARK: - What can be wrong

extension ColumnTyping {
    private func problem(_ code: String, _ column: Int, _ fault: CellFault, expected: String) -> DataError {
        scan.place(ofRow: fault.row).text.problem(
            code, line: fault.line, column: plans[column].name,
            "found \"\(fault.text)\", expected \(expected)",
            fix:
                "Correct it, list it under missing-texts, or take the column for something else under columns."
        )
    }

    private func ambiguous(_ column: Int) -> DataError {
        scan.inputs[0].text.problem(
            "date-order", line: scan.inputs[0].line, column: plans[column].name,
            "no date tells whether the day or the month comes first",
            fix: "Write dates as 2024-05-31.")
    }

    private func undeclared(_ column: Int, _ name: String, line: Int, row: Int) -> DataError {
        scan.place(ofRow: row).text.problem(
            "category", line: line, column: plans[column].name,
            "found \"\(name)\", which is none of the declared categories",
            fix: suggestion(for: name, in: plans[column].names ?? []))
    }

    private func checkRanges(_ told: [Int]) throws {
        for column in told {
            guard let range = plans[column].range, case .numbers(let values)? = columns[column]?.values,
                let row = values.indices.first(where: {
                    !range.contains(values[$0]) && columns[column]?.isMissing($0) == false
                })
            else { continue }
            let place = scan.place(ofRow: row)
            throw place.text.problem(
                "range", line: place.line, column: plans[column].name,
                "found \(values[row]), expected \(range.lowerBound) to \(range.upperBound) as the header declares",
                fix: "Correct the value or the range.")
        }
    }
}
