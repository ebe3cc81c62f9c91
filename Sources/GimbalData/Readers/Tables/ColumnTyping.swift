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
    private static let sampleCount = 2000

    let scan: TableScan
    let plans: [ColumnPlan]
    let missing: MissingTexts
    var columns: [Column?]
    /// Columns known to have too many distinct texts for categories.
    var overflowed: Set<Int> = []

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
        let faults = try readAtOnce(open, sample)
        try readFurtherNumbers(open, sample, faults)
        try readDates(open, sample)
        try readCategories()
        try readTexts()
    }

    /// What the first rows show about columns whose kind is open.
    private func sampled(_ open: [Int]) -> SampleCells {
        let count = open.count
        let missing = missing
        return scan.visit(open, in: [sampleBlock]) { _ in SampleCells(slotCount: count, missing) }[0]
    }

    private var sampleBlock: RowBlock {
        var block = scan.blocks[0]
        block.rowCount = min(block.rowCount, Self.sampleCount)
        return block
    }

    /// Reads every column in one walk as what its first rows suggest; returns the first fault of each column of numbers.
    ///
    /// Columns that later rows show to be something else are left for further walks.
    private mutating func readAtOnce(_ open: [Int], _ sample: SampleCells) throws -> [Int: CellFault] {
        var readings: [Int: DoubleCells.Reading] = [:]
        for column in plans.indices where plans[column].kind == .number {
            readings[column] = .number(mark: 0x2E, allowsLong: true)
        }
        for (slot, column) in open.enumerated() {
            if sample.areNumbers[slot] {
                readings[column] = .number(mark: 0x2E, allowsLong: false)
            } else if sample.orders[slot].count == 1, let order = sample.orders[slot].first {
                readings[column] = .date(order)
            }
        }
        let doubles = readings.keys.sorted()
        let undecided = Set(open.indices.filter { isUndecided(sample, $0) }.map { open[$0] })
        let rest = plans.indices.filter {
            readings[$0] == nil && !undecided.contains($0) && plans[$0].kind != .ignore
                && plans[$0].kind != .date
        }
        overflowed = surelyTexts(rest.filter { plans[$0].kind == nil && !hasOpenCategories(plans[$0]) })
        let texts = rest.filter { plans[$0].kind == .text || overflowed.contains($0) }
        let codes = rest.filter { !texts.contains($0) }
        let limits = codes.map { hasOpenCategories(plans[$0]) ? Int.max : categoryLimit }
        let ways = doubles.compactMap { readings[$0] }
        let missing = missing
        let textCount = texts.count
        let cells = scan.visit(doubles + codes + texts) {
            MixedCells(ways, limits: limits, textCount: textCount, missing, $0)
        }
        let faults = try joinDoubles(doubles, ways, cells.map(\.doubles))
        try joinCategories(codes, limits, cells.map(\.codes))
        try joinTexts(texts, cells.map(\.texts))
        return faults
    }

    /// Whether a column may be dates of several ways of writing, or numbers with a decimal comma.
    private func isUndecided(_ sample: SampleCells, _ slot: Int) -> Bool {
        if sample.areNumbers[slot] { return false }
        let hasComma = scan.syntax.delimiter == UInt8(ascii: ";") && sample.areCommaNumbers[slot]
        return hasComma || sample.orders[slot].count > 1
    }

    /// Columns whose first rows hold more distinct texts than a column of categories may.
    private func surelyTexts(_ columns: [Int]) -> Set<Int> {
        let limits = columns.map { _ in categoryLimit }
        let missing = missing
        let cells = scan.visit(columns, in: [sampleBlock]) { CodeCells(limits: limits, missing, $0) }
        return Set(columns.indices.filter { cells[0].isOver[$0] }.map { columns[$0] })
    }

    /// Reads numbers with decimal commas.
    ///
    /// - Throws: `DataError` if a column that is to be a number holds a cell that is none.
    private mutating func readFurtherNumbers(
        _ open: [Int], _ sample: SampleCells, _ points: [Int: CellFault]
    ) throws {
        let told = plans.indices.filter { plans[$0].kind == .number }
        var faults = points
        if scan.syntax.delimiter == UInt8(ascii: ";") {
            // Where semicolons separate fields, a comma is the decimal mark of many countries.
            let commas = open.indices.filter { sample.areCommaNumbers[$0] && sample.haveClearComma[$0] }
            let further = told + commas.map { open[$0] }
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
        return try joinDoubles(wanted, readings, scan.visit(wanted) { DoubleCells(readings, missing, $0) })
    }

    private mutating func readCategories() throws {
        let wanted = plans.indices.filter {
            columns[$0] == nil && plans[$0].kind != .text && plans[$0].kind != .ignore
                && !overflowed.contains($0)
        }
        if wanted.isEmpty { return }
        let limits = wanted.map { hasOpenCategories(plans[$0]) ? Int.max : categoryLimit }
        let missing = missing
        try joinCategories(wanted, limits, scan.visit(wanted) { CodeCells(limits: limits, missing, $0) })
    }

    private mutating func readTexts() throws {
        let wanted = plans.indices.filter { columns[$0] == nil && plans[$0].kind != .ignore }
        if wanted.isEmpty { return }
        let missing = missing
        try joinTexts(wanted, scan.visit(wanted) { _ in TextCells(slotCount: wanted.count, missing) })
    }
}
