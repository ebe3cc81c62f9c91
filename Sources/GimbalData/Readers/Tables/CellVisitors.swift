// What is made of cells: numbers, dates, codes of distinct texts, texts.
import Foundation

/// Texts that stand for a missing value.
struct MissingTexts: Sendable {
    /// What stands for a missing value unless the card says otherwise; a field without text always does.
    static let standard = ["NA", "N/A", "?", "null", "NULL", "-"]

    private let texts: [[UInt8]]
    private let longest: Int
    /// Whether one of them could be taken for a number, such as -999.
    let looksNumeric: Bool

    init(_ texts: [String]) {
        self.texts = texts.map { Array($0.utf8) }
        longest = self.texts.map(\.count).max() ?? 0
        looksNumeric = self.texts.contains { $0.withUnsafeBufferPointer { NumberText.parse($0) != nil } }
    }

    func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        if cell.isEmpty { return true }
        if cell.count > longest { return false }
        return texts.contains { $0.count == cell.count && $0.elementsEqual(cell) }
    }
}

/// A cell that is not what its column is to be.
struct CellFault: Sendable {
    let line: Int
    let row: Int
    let text: String

    init(_ cell: UnsafeBufferPointer<UInt8>, line: Int, row: Int) {
        self.line = line
        self.row = row
        text = String(decoding: cell.prefix(60), as: UTF8.self)
    }
}

/// Doubles made of cells by some way of reading, column after column of one block.
struct DoubleCells: CellVisitor {
    enum Reading: Sendable, Equatable {
        case number(mark: UInt8, allowsLong: Bool)
        case date(DateText)
    }

    private let readings: [Reading]
    private let missing: MissingTexts
    private let firstRow: Int
    let rowCount: Int
    /// Values `[slots, rows]`; 0 where missing.
    private(set) var values: [Double]
    private(set) var isMissing: [Bool]
    private(set) var hasMissing: [Bool]
    private(set) var hasFailed: [Bool]
    /// First cell of each column that could not be read.
    private(set) var faults: [CellFault?]

    init(_ readings: [Reading], _ missing: MissingTexts, _ block: RowBlock) {
        self.readings = readings
        self.missing = missing
        firstRow = block.firstRow
        rowCount = block.rowCount
        values = [Double](repeating: 0, count: readings.count * rowCount)
        isMissing = [Bool](repeating: false, count: readings.count * rowCount)
        hasMissing = [Bool](repeating: false, count: readings.count)
        hasFailed = hasMissing
        faults = [CellFault?](repeating: nil, count: readings.count)
    }

    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int) {
        if hasFailed[slot] { return }
        let place = slot * rowCount + row
        if !missing.looksNumeric || !missing.contains(cell), let value = read(cell, readings[slot]) {
            values[place] = value
        } else if missing.contains(cell) {
            isMissing[place] = true
            hasMissing[slot] = true
        } else {
            hasFailed[slot] = true
            faults[slot] = CellFault(cell, line: line, row: firstRow + row)
        }
    }

    private func read(_ cell: UnsafeBufferPointer<UInt8>, _ reading: Reading) -> Double? {
        switch reading {
        case .number(let mark, let allowsLong):
            if !allowsLong, NumberText.isLongInteger(cell) { return nil }
            return NumberText.parse(cell, mark: mark)
        case .date(let order): return order.parse(cell)
        }
    }
}

/// Numbers of distinct texts, column after column of one block.
struct CodeCells: CellVisitor {
    private let missing: MissingTexts
    private let limits: [Int]
    let firstRow: Int
    let rowCount: Int
    /// Codes `[slots, rows]` in the block's own numbering; -1 where missing.
    private(set) var codes: [Int32]
    private(set) var dictionaries: [ByteDictionary]
    /// Line and row of the first cell with each code.
    private(set) var firstPlaces: [[(line: Int, row: Int)]]
    /// Columns with more distinct texts than their limit.
    private(set) var isOver: [Bool]

    init(limits: [Int], _ missing: MissingTexts, _ block: RowBlock) {
        self.limits = limits
        self.missing = missing
        firstRow = block.firstRow
        rowCount = block.rowCount
        codes = [Int32](repeating: -1, count: limits.count * rowCount)
        dictionaries = limits.map { _ in ByteDictionary() }
        firstPlaces = limits.map { _ in [] }
        isOver = limits.map { _ in false }
    }

    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int) {
        if isOver[slot] || missing.contains(cell) { return }
        let code = dictionaries[slot].number(of: cell)
        codes[slot * rowCount + row] = code
        if Int(code) == firstPlaces[slot].count {
            firstPlaces[slot].append((line, firstRow + row))
            isOver[slot] = dictionaries[slot].count > limits[slot]
        }
    }
}

/// Texts, column after column of one block.
struct TextCells: CellVisitor {
    private let missing: MissingTexts
    private(set) var texts: [TextValues]
    private(set) var isMissing: [[Bool]]

    init(slotCount: Int, _ missing: MissingTexts) {
        self.missing = missing
        texts = [TextValues](repeating: TextValues(), count: slotCount)
        isMissing = [[Bool]](repeating: [], count: slotCount)
    }

    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int) {
        let none = missing.contains(cell)
        isMissing[slot].append(none)
        if none { texts[slot].append(EmptyCollection<UInt8>()) } else { texts[slot].append(cell) }
    }
}

/// Doubles, codes and texts made in one walk; slots of doubles come first, those of texts last.
struct MixedCells: CellVisitor {
    private(set) var doubles: DoubleCells
    private(set) var codes: CodeCells
    private(set) var texts: TextCells
    private let doubleCount: Int
    private let codeEnd: Int

    init(
        _ readings: [DoubleCells.Reading], limits: [Int], textCount: Int, _ missing: MissingTexts,
        _ block: RowBlock
    ) {
        doubles = DoubleCells(readings, missing, block)
        codes = CodeCells(limits: limits, missing, block)
        texts = TextCells(slotCount: textCount, missing)
        doubleCount = readings.count
        codeEnd = readings.count + limits.count
    }

    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int) {
        if slot < doubleCount {
            doubles.visit(cell, slot: slot, row: row, line: line)
        } else if slot < codeEnd {
            codes.visit(cell, slot: slot - doubleCount, row: row, line: line)
        } else {
            texts.visit(cell, slot: slot - codeEnd, row: row, line: line)
        }
    }
}

/// What the first rows of columns could be.
struct SampleCells: CellVisitor {
    private let missing: MissingTexts
    /// Whether all cells so far are numbers, with a point or with a comma.
    private(set) var areNumbers: [Bool]
    private(set) var areCommaNumbers: [Bool]
    /// Whether a comma cannot be one between thousands.
    private(set) var haveClearComma: [Bool]
    private(set) var orders: [Set<DateText>]

    init(slotCount: Int, _ missing: MissingTexts) {
        self.missing = missing
        areNumbers = [Bool](repeating: true, count: slotCount)
        areCommaNumbers = areNumbers
        haveClearComma = [Bool](repeating: false, count: slotCount)
        orders = [Set<DateText>](repeating: Set(DateText.allCases), count: slotCount)
    }

    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int) {
        if missing.contains(cell) { return }
        if areNumbers[slot] {
            areNumbers[slot] = NumberText.parse(cell) != nil && !NumberText.isLongInteger(cell)
        }
        let comma = UInt8(ascii: ",")
        if areCommaNumbers[slot] {
            areCommaNumbers[slot] =
                NumberText.parse(cell, mark: comma) != nil && !NumberText.isLongInteger(cell)
            if let place = cell.firstIndex(of: comma) {
                let before = cell[..<place].filter { $0 &- 48 < 10 }.count
                if cell.count - place - 1 != 3 || before > 3 || cell.first == 48 {
                    haveClearComma[slot] = true
                }
            }
        }
        if !orders[slot].isEmpty { orders[slot] = orders[slot].filter { $0.parse(cell) != nil } }
    }
}
