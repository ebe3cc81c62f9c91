// ARFF rows that name only some columns, and rows with weights, written out in full.
import Foundation
import GimbalCore

/// Turns sparse rows `{1 x, 3 5}` and weights `..., {2}` into plain rows, line by line, so that lines keep their numbers.
struct SparseRows {
    /// Name of the column that holds weights.
    static let weightName = "instance-weight"

    private let header: AttributeHeader
    private let absent: [[UInt8]]
    private var output: [UInt8] = []
    private var weights = false

    /// Returns plain rows, or nil if the file has no others.
    ///
    /// - Throws: `DataError` naming the line of a row that cannot be understood.
    static func expanded(_ text: TableText, _ header: AttributeHeader) throws -> (
        rows: Data, hasWeights: Bool
    )? {
        guard let start = header.dataStart else { return nil }
        let lines = text.data[(text.data.startIndex + start.position)...]
            .split(omittingEmptySubsequences: false) { $0 == 0x0A }
        let hasWeights = lines.contains { endsWithWeight(trimmed($0)) }
        guard hasWeights || lines.contains(where: { trimmed($0).first == UInt8(ascii: "{") }) else {
            return nil
        }
        var rows = SparseRows(header, hasWeights)
        for (number, line) in lines.enumerated() { try rows.add(trimmed(line), start.line + number) }
        return (Data(rows.output), hasWeights)
    }

    private init(_ header: AttributeHeader, _ weights: Bool) {
        self.header = header
        self.weights = weights
        absent = header.attributes.map { attribute in
            if attribute.absentText == "?" && attribute.plan.names == nil { return Array("?".utf8) }
            let escaped = attribute.absentText.utf8.flatMap { byte -> [UInt8] in
                byte == 0x27 || byte == 0x5C ? [0x5C, byte] : [byte]
            }
            return [0x27] + escaped + [0x27]
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>, _ number: Int) throws {
        defer { output.append(0x0A) }
        if line.isEmpty || line.first == UInt8(ascii: "%") { return output.append(contentsOf: line) }
        var row = line
        var weight = Array("1".utf8)[...]
        if Self.endsWithWeight(line), let brace = line.lastIndex(of: UInt8(ascii: "{")) {
            weight = line[(brace + 1)..<(line.endIndex - 1)]
            row = Self.trimmed(line[..<brace])
            if row.last == UInt8(ascii: ",") { row = row.dropLast() }
        }
        if row.first == UInt8(ascii: "{") { try expand(row, number) } else { output.append(contentsOf: row) }
        if weights {
            output.append(UInt8(ascii: ","))
            output.append(contentsOf: weight)
        }
    }

    private mutating func expand(_ row: ArraySlice<UInt8>, _ line: Int) throws {
        var cells = [ArraySlice<UInt8>?](repeating: nil, count: absent.count)
        var reader = SparseReader(row.dropFirst())
        while let (column, value) = try reader.cell(header, line) {
            guard cells.indices.contains(column) else {
                throw header.problem(
                    "sparse-column", line, "the row names column \(column), expected 0..<\(cells.count)",
                    fix: "Number the columns from 0.")
            }
            guard cells[column] == nil else {
                throw header.problem(
                    "sparse-twice", line, "the row names column \(column) twice",
                    fix: "Name each column once.")
            }
            cells[column] = value
        }
        for (column, cell) in cells.enumerated() {
            if column > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: cell ?? absent[column][...])
        }
    }

    private static func trimmed(_ line: some Sequence<UInt8>) -> ArraySlice<UInt8> {
        var slice = Array(line)[...]
        while let last = slice.last, last <= 0x20 { slice.removeLast() }
        return slice.drop { $0 <= 0x20 }
    }

    /// Whether a row closes with a number in braces after a comma or another brace.
    private static func endsWithWeight(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.last == UInt8(ascii: "}"), let brace = line.lastIndex(of: UInt8(ascii: "{")),
            brace > line.startIndex
        else { return false }
        let inner = Array(line[(brace + 1)..<(line.endIndex - 1)])
        let before = trimmed(line[..<brace]).last
        return inner.withUnsafeBufferPointer { NumberText.parse($0) != nil }
            && (before == UInt8(ascii: ",") || before == UInt8(ascii: "}"))
    }
}

/// Reads the cells of a sparse row.
private struct SparseReader {
    private var rest: ArraySlice<UInt8>

    init(_ row: ArraySlice<UInt8>) { rest = row }

    /// The next cell; nil after the closing brace.
    mutating func cell(_ header: AttributeHeader, _ line: Int) throws -> (Int, ArraySlice<UInt8>)? {
        skipBlanks()
        if rest.first == UInt8(ascii: "}") { return nil }
        let digits = rest.prefix { $0 &- 48 < 10 }
        rest = rest.dropFirst(digits.count)
        let isApart = rest.first.map { $0 <= 0x20 } ?? false
        skipBlanks()
        let value = value()
        guard let column = Int(String(decoding: digits, as: UTF8.self)), isApart, let value, !value.isEmpty
        else {
            throw malformed(header, line)
        }
        skipBlanks()
        if rest.first == UInt8(ascii: ",") {
            rest = rest.dropFirst()
        } else if rest.first != UInt8(ascii: "}") {
            throw malformed(header, line)
        }
        return (column, value)
    }

    private func malformed(_ header: AttributeHeader, _ line: Int) -> DataError {
        header.problem(
            "sparse", line, "the sparse row is not closed or has no column and value at \"\(sample)\"",
            fix: "Write {column value, column value}.")
    }

    private var sample: String { String(decoding: rest.prefix(20), as: UTF8.self) }

    private mutating func skipBlanks() { rest = rest.drop { $0 <= 0x20 } }

    /// A value with its quotes, up to a comma or the brace.
    private mutating func value() -> ArraySlice<UInt8>? {
        guard let quote = rest.first, quote == 0x27 || quote == 0x22 else {
            let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
            rest = rest.dropFirst(value.count)
            return value
        }
        var end = rest.startIndex + 1
        while end < rest.endIndex, rest[end] != quote { end += rest[end] == 0x5C ? 2 : 1 }
        guard end < rest.endIndex else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[...end]
    }
}
