// Walking through all rows of a table, block by block on all cores.
import Foundation
import GimbalCore

/// A text and where its rows begin, after the header.
struct TableInput: Sendable {
    let text: TableText
    let position: Int
    let line: Int
}

/// Some rows that follow one another.
struct RowBlock: Sendable {
    let input: Int
    let position: Int
    let line: Int
    /// Number of the first row, from 0, over all inputs.
    let firstRow: Int
    var rowCount: Int
}

/// Takes cells of chosen columns, one block after the other or side by side.
protocol CellVisitor: Sendable {
    /// Takes a cell.
    ///
    /// - Parameters:
    ///   - slot: number of the column among the chosen ones.
    ///   - row: number of the row in the block.
    ///   - line: line of the file in which the row begins.
    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int)
}

/// The rows of one or several texts, counted and checked to have the same number of fields.
struct TableScan: Sendable {
    static let rowsPerBlock = 16384

    let inputs: [TableInput]
    let syntax: TableSyntax
    let columnCount: Int
    let blocks: [RowBlock]
    let rowCount: Int

    /// Counts rows and checks their fields.
    ///
    /// - Throws: `DataError` naming the first line with another number of fields, or with a quote that does not end.
    init(_ inputs: [TableInput], _ syntax: TableSyntax, columnCount: Int) throws {
        self.inputs = inputs
        self.syntax = syntax
        self.columnCount = columnCount
        var blocks: [RowBlock] = []
        var rowCount = 0
        for (number, input) in inputs.enumerated() {
            try Self.index(input, number, syntax, columnCount, &blocks, &rowCount)
        }
        self.blocks = blocks
        self.rowCount = rowCount
    }

    /// Number of rows of each input.
    var rowCounts: [Int] {
        inputs.indices.map { input in blocks.reduce(0) { $1.input == input ? $0 + $1.rowCount : $0 } }
    }

    /// Visits the cells of some columns, a visitor for each block; returns the visitors in the order of blocks.
    func visit<Visitor: CellVisitor>(
        _ columns: [Int], in chosen: [RowBlock]? = nil, _ make: @Sendable (RowBlock) -> Visitor
    ) -> [Visitor] {
        let blocks = chosen ?? self.blocks
        var slots = [Int](repeating: -1, count: columnCount)
        for (slot, column) in columns.enumerated() { slots[column] = slot }
        let wanted = slots
        let results = BlockResults<Visitor>(count: blocks.count)
        withoutActuallyEscaping(make) { make in
            DispatchQueue.concurrentPerform(iterations: blocks.count) { number in
                var visitor = make(blocks[number])
                walk(blocks[number], wanted, &visitor)
                results.put(visitor, at: number)
            }
        }
        return results.all
    }

    /// Line of the file in which a row begins, and the text it is in.
    func place(ofRow row: Int) -> (text: TableText, line: Int) {
        guard let block = blocks.last(where: { $0.firstRow <= row }) else { return (inputs[0].text, 1) }
        let lines = visit([0], in: [block]) { _ in LineCells() }
        return (inputs[block.input].text, lines.first?.lines[row - block.firstRow] ?? block.line)
    }

    private func walk(_ block: RowBlock, _ slots: [Int], _ visitor: inout some CellVisitor) {
        inputs[block.input].text.data.withUnsafeBytes { bytes in
            var scanner = FieldScanner(bytes, syntax, from: block.position, line: block.line)
            var field = RawField()
            for row in 0..<block.rowCount {
                guard scanner.startRow() else { return }
                let line = scanner.line
                var column = 0
                var goesOn = true
                while goesOn {
                    // The rows were counted with the same scanner, so that quotes are known to end.
                    goesOn = (try? scanner.next(&field)) ?? false
                    let slot = column < slots.count ? slots[column] : -1
                    column += 1
                    if slot < 0 { continue }
                    if field.isEscaped {
                        field.unescaped(syntax).withUnsafeBufferPointer {
                            visitor.visit($0, slot: slot, row: row, line: line)
                        }
                    } else {
                        visitor.visit(field.bytes, slot: slot, row: row, line: line)
                    }
                }
            }
        }
    }

    private static func index(
        _ input: TableInput, _ number: Int, _ syntax: TableSyntax, _ columnCount: Int,
        _ blocks: inout [RowBlock], _ rowCount: inout Int
    ) throws {
        do {
            try input.text.data.withUnsafeBytes { bytes in
                var scanner = FieldScanner(bytes, syntax, from: input.position, line: input.line)
                var field = RawField()
                var inBlock = rowsPerBlock
                while scanner.startRow() {
                    if inBlock == rowsPerBlock {
                        blocks.append(
                            RowBlock(
                                input: number, position: scanner.position, line: scanner.line,
                                firstRow: rowCount, rowCount: 0))
                        inBlock = 0
                    }
                    let line = scanner.line
                    var count = 1
                    while try scanner.next(&field) { count += 1 }
                    guard count == columnCount else { throw ragged(input.text, line, count, columnCount) }
                    blocks[blocks.count - 1].rowCount += 1
                    inBlock += 1
                    rowCount += 1
                }
            }
        } catch let fault as QuoteFault {
            throw fault.problem(input.text)
        }
    }

    private static func ragged(_ text: TableText, _ line: Int, _ count: Int, _ expected: Int) -> DataError {
        text.problem(
            "ragged", line: line,
            "\(count) field\(count == 1 ? "" : "s"), expected \(expected) as in the first row",
            fix: "Quote fields that hold the separator, and give every row the same number of fields.")
    }
}

/// The lines in which rows begin.
private struct LineCells: CellVisitor {
    var lines: [Int] = []
    mutating func visit(_ cell: UnsafeBufferPointer<UInt8>, slot: Int, row: Int, line: Int) {
        lines.append(line)
    }
}

/// Results that several threads put into their places.
private final class BlockResults<Value: Sendable>: @unchecked Sendable {
    private var values: [Value?]
    private let lock = NSLock()

    init(count: Int) { values = [Value?](repeating: nil, count: count) }

    func put(_ value: Value, at place: Int) { lock.withLock { values[place] = value } }

    var all: [Value] { lock.withLock { values.compactMap { $0 } } }
}
