// The first rows of a table, by which its delimiter and header are found out.
import Foundation
import GimbalCore

/// A row with its fields as texts.
struct PreviewRow: Sendable, Equatable {
    let line: Int
    let fields: [String]
    /// Where the next row begins.
    let end: (position: Int, line: Int)

    static func == (a: PreviewRow, b: PreviewRow) -> Bool { a.line == b.line && a.fields == b.fields }
}

/// Reads first rows.
enum TablePreview {
    /// Returns the first rows.
    ///
    /// - Throws: `QuoteFault` if a quote does not end.
    static func rows(_ text: TableText, _ syntax: TableSyntax, limit: Int) throws -> [PreviewRow] {
        let (rows, fault) = soundRows(text, syntax, limit: limit)
        if let fault { throw fault }
        return rows
    }

    /// The first rows up to a quote that does not end, and that quote.
    private static func soundRows(_ text: TableText, _ syntax: TableSyntax, limit: Int) -> (
        rows: [PreviewRow], fault: (any Error)?
    ) {
        text.data.withUnsafeBytes { bytes in
            var scanner = FieldScanner(bytes, syntax, from: text.start, line: 1)
            var field = RawField()
            var rows: [PreviewRow] = []
            do {
                while rows.count < limit, scanner.startRow() {
                    let line = scanner.line
                    var fields: [String] = []
                    var goesOn = true
                    while goesOn {
                        goesOn = try scanner.next(&field)
                        fields.append(field.text(syntax))
                    }
                    rows.append(PreviewRow(line: line, fields: fields, end: (scanner.position, scanner.line)))
                }
            } catch {
                return (rows, error)
            }
            return (rows, nil)
        }
    }

    /// The separator by which the most rows have the same number of fields, two at least; a comma if none has.
    static func syntax(_ text: TableText) -> TableSyntax {
        var best = (share: 0.0, syntax: TableSyntax(delimiter: UInt8(ascii: ",")))
        // Blanks come last: they stand in fields of tables that something else separates.
        for delimiter in "\t;,| ".utf8 {
            let syntax = TableSyntax(delimiter: delimiter)
            let rows = soundRows(text, syntax, limit: 100).rows
            if rows.isEmpty { continue }
            let counts = Dictionary(grouping: rows, by: \.fields.count).mapValues(\.count)
            guard let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), most.key > 1 else {
                continue
            }
            // One row may be a header of another length.
            let share = Double(most.value) / Double(max(1, rows.count - (rows.count > 2 ? 1 : 0)))
            if share >= 1 { return syntax }
            if share > best.share { best = (share, syntax) }
        }
        return best.syntax
    }

    /// The separator that a card names.
    ///
    /// - Throws: `DataError` if it is none.
    static func syntax(named name: String) throws -> TableSyntax {
        switch name {
        case "tab", "\t": return TableSyntax(delimiter: 0x09)
        case "blank", "blanks", "space", " ": return TableSyntax(delimiter: 0x20)
        default:
            guard let byte = name.utf8.first, name.utf8.count == 1, byte > 0x20, byte != 0x22 else {
                throw DataError(
                    "table.delimiter", "the card's delimiter \"\(name)\" separates no fields.",
                    fix: "Write one character such as \",\" or \";\", or tab, or blank.")
            }
            return TableSyntax(delimiter: byte)
        }
    }
}

/// What the first row of a table is.
enum TableHeader: Sendable, Equatable {
    /// Values, as all others.
    case none
    /// Names of the columns.
    case names([String])
    /// Names of all columns but the first, which holds names of rows (R's `write.table`).
    case namesAfterRowNames([String])
    /// Numbers of rows and features and the names of the classes, which the last column numbers (scikit-learn).
    case counts(rowCount: Int, classNames: [String])

    /// Finds out what the first row is.
    ///
    /// It names columns if it holds texts over numbers more often than numbers over numbers; where no column
    /// decides, if its texts are distinct, none is a number, and none comes again in its column.
    static func find(_ rows: [PreviewRow], told: Bool?, _ missing: MissingTexts) -> TableHeader {
        guard let first = rows.first?.fields else { return .none }
        let rest = rows.dropFirst()
        if told == nil, let counts = counts(first, rest) { return counts }
        let isShort = !rest.isEmpty && rest.allSatisfy { $0.fields.count == first.count + 1 }
        if isShort, told != false, !first.allSatisfy(isNumber) { return .namesAfterRowNames(first) }
        guard told ?? namesColumns(first, rest, missing) else { return .none }
        return .names(first)
    }

    private static func namesColumns(
        _ first: [String], _ rest: ArraySlice<PreviewRow>, _ missing: MissingTexts
    ) -> Bool {
        var votes = 0
        for (column, name) in first.enumerated() where !name.isEmpty {
            let values = rest.lazy.compactMap { $0.fields.count > column ? $0.fields[column] : nil }
                .filter { !$0.isEmpty && !MissingTexts.standard.contains($0) }
            if !values.isEmpty, values.allSatisfy(isNumber) { votes += isNumber(name) ? -1 : 1 }
        }
        if votes != 0 { return votes > 0 }
        let named = first.dropFirst(first.first == "" ? 1 : 0)
        guard !named.isEmpty, Set(named).count == named.count,
            !named.contains(where: { $0.isEmpty || isNumber($0) })
        else { return false }
        return first.indices.allSatisfy { column in
            !rest.contains {
                $0.fields.count > column && $0.fields[column] == first[column] && first[column] != ""
            }
        }
    }

    private static func counts(_ first: [String], _ rest: ArraySlice<PreviewRow>) -> TableHeader? {
        guard first.count >= 4, let rowCount = Int(first[0]), let featureCount = Int(first[1]),
            rowCount >= rest.count, !first.dropFirst(2).contains(where: isNumber), !rest.isEmpty,
            rest.allSatisfy({ $0.fields.count == featureCount + 1 })
        else { return nil }
        return .counts(rowCount: rowCount, classNames: Array(first.dropFirst(2)))
    }

    static func isNumber(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { NumberText.parse($0) != nil }
    }
}
