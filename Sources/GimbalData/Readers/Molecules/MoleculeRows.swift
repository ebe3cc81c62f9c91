// Rows of tables of molecules while they are read.
import Foundation
import GimbalCore
import GimbalTensor

/// Molecules and targets of one table, or of several with the same columns.
struct MoleculeRows {
    private let card: DataCard
    /// Molecules that could be read.
    private(set) var molecules: [Molecule] = []
    /// Rows that were left out, with the reason.
    private(set) var remarks: [String] = []
    /// The column with the SMILES; nil if the table has no header.
    private(set) var columnName: String?
    /// Names of the targets.
    private(set) var targetNames: [String] = []
    /// Texts of each column that may be a target, one per molecule.
    private var columns: [(name: String, texts: [String])] = []
    private var values: [[Double]] = []
    /// Line of each molecule, and the table it came from.
    private var origins: [(table: Int, line: Int)] = []
    private var paths: [String] = []

    init(card: DataCard) { self.card = card }

    private static let columnNames: Set<String> = ["smiles", "canonical_smiles", "mol", "isosmiles"]

    /// Whether the header names a column of SMILES, or some column of the first rows holds molecules only.
    static func looksLikeMolecules(_ url: URL) -> Bool {
        let name = url.lastPathComponent.lowercased()
        guard [".csv", ".tsv", ".smi", ".txt", ".gz"].contains(where: name.hasSuffix),
            let start = try? beginning(of: url, count: 1 << 16), !start.contains(0)
        else { return false }
        var lines = start.split(separator: UInt8(ascii: "\n"), maxSplits: 12, omittingEmptySubsequences: true)
        if lines.count > 12 || start.count == 1 << 16 { lines.removeLast() }
        let text = Data(lines.prefix(12).joined(separator: [UInt8(ascii: "\n")]))
        guard var reader = try? CSVReader(text, path: ""), let first = try? reader.next() else {
            return false
        }
        if first.fields.contains(where: { columnNames.contains($0.lowercased()) }) { return true }
        var rows: [[String]] = []
        while let row = try? reader.next() { rows.append(row.fields) }
        return moleculeColumn(rows.isEmpty ? [first.fields] : rows) != nil
    }

    /// The first column whose texts all read as molecules, of more than one atom, not all of them the same.
    private static func moleculeColumn(_ rows: [[String]]) -> Int? {
        guard let width = rows.first?.count else { return nil }
        return (0..<width).first { column in
            let texts = rows.map { $0[column] }
            // Words such as "NO" read as molecules; a list of molecules has rings, branches or bonds.
            guard texts.contains(where: { $0.contains { "=#()[]1".contains($0) } }),
                rows.count < 3 || Set(texts).count > 1
            else { return false }
            return texts.allSatisfy { ((try? Molecule(smiles: $0))?.atoms.count ?? 0) > 1 }
        }
    }

    /// Adds the rows of a table.
    mutating func append(_ url: URL) throws {
        var reader = try CSVReader(url)
        paths.append(reader.path)
        guard let first = try reader.next() else { return }
        var pending: CSVRow?
        let column: Int
        var header: [String]?
        if let name = card.smiles {
            header = first.fields
            column = try reader.column(name, header: header, place: 0)
        } else if let named = first.fields.firstIndex(where: { Self.columnNames.contains($0.lowercased()) }) {
            header = first.fields
            column = named
        } else {
            (column, header, pending) = try Self.guess(first, reader, hasHeader: card.header)
        }
        columnName = header?[column]
        try startColumns(header ?? first.fields.indices.map { "column-\($0 + 1)" }, besides: column, reader)
        while let row = try pending ?? reader.next() {
            pending = nil
            try append(row, column: column, reader)
        }
    }

    /// Finds the column by its content; the first row is a header if it holds no molecule there.
    private static func guess(_ first: CSVRow, _ reader: CSVReader, hasHeader: Bool?) throws -> (
        Int, [String]?, CSVRow?
    ) {
        var copy = reader
        var rows: [[String]] = []
        while rows.count < 20, let row = try copy.next() { rows.append(row.fields) }
        guard let column = moleculeColumn(rows.isEmpty ? [first.fields] : rows) else {
            throw reader.problem(
                "smiles", first.line, "no column is called smiles, and none holds molecules only",
                fix: "Name the column in data.yaml: smiles: NAME.")
        }
        let isHeader = hasHeader ?? ((try? Molecule(smiles: first.fields[column])) == nil)
        return isHeader ? (column, first.fields, nil) : (column, nil, first)
    }

    private var places: [Int] = []

    private mutating func startColumns(_ names: [String], besides column: Int, _ reader: CSVReader) throws {
        let wanted: [String]
        if let targets = card.targets {
            wanted = targets
        } else if columns.isEmpty {
            let ignored = Set((card.columns ?? [:]).filter { $0.value != .number }.keys)
            wanted = names.indices.filter { $0 != column && !ignored.contains(names[$0]) }.map { names[$0] }
        } else {
            wanted = columns.map(\.name)
        }
        places = try wanted.map { try reader.column($0, header: names, place: 0) }
        if columns.isEmpty { columns = wanted.map { ($0, []) } }
    }

    private mutating func append(_ row: CSVRow, column: Int, _ reader: CSVReader) throws {
        let texts = places.map { row.fields[$0] }
        do {
            molecules.append(try Molecule(smiles: row.fields[column]))
        } catch let error as DataError {
            if card.missing == .error {
                throw DataError(
                    String(error.code.dropFirst("data.".count)),
                    "\(reader.path), line \(row.line): \(error.message)", fix: error.fix)
            }
            remarks.append("\(reader.path), line \(row.line): left out: \(error.message)")
            return
        }
        origins.append((paths.count - 1, row.line))
        for (number, text) in texts.enumerated() { columns[number].texts.append(text) }
    }

    private func isMissing(_ text: String) -> Bool {
        text.isEmpty || (card.missingTexts ?? []).contains(text)
    }

    /// Turns texts into numbers; columns that are none, or that number the rows, are no targets unless the card says
    /// so.
    ///
    /// Then does what the card wants about missing ones.
    mutating func finish() throws {
        for column in columns {
            guard let numbers = try numbers(column.name, column.texts) else { continue }
            if card.targets == nil, Self.numbersRows(numbers) || numbers.allSatisfy(\.isNaN) { continue }
            targetNames.append(column.name)
            values.append(numbers)
        }
        columns = []
        switch card.missing {
        case .error: try refuseMissing()
        case .drop: dropMissing()
        case .impute, nil: break
        }
    }

    private func numbers(_ name: String, _ texts: [String]) throws -> [Double]? {
        var result: [Double] = []
        result.reserveCapacity(texts.count)
        for (row, text) in texts.enumerated() {
            if isMissing(text) {
                result.append(.nan)
            } else if let number = Double(text), number.isFinite {
                result.append(number)
            } else if card.targets == nil {
                return nil
            } else {
                throw DataError(
                    "smiles.target", "\(place(row, name)): found \"\(text.prefix(40))\", expected a number.",
                    fix: "Correct it, or list texts that mean \"not measured\" under missing-texts.")
            }
        }
        return result
    }

    private func place(_ row: Int, _ column: String) -> String {
        "\(paths[origins[row].table]), line \(origins[row].line), column \"\(column)\""
    }

    private func refuseMissing() throws {
        for (name, numbers) in zip(targetNames, values) {
            guard let row = numbers.firstIndex(where: \.isNaN) else { continue }
            throw DataError(
                "smiles.missing", "\(place(row, name)): the target is missing.",
                fix: "Fill it in, or choose missing: drop or missing: impute.")
        }
    }

    private mutating func dropMissing() {
        let kept = molecules.indices.filter { row in !values.contains { $0[row].isNaN } }
        guard kept.count < molecules.count else { return }
        remarks.append("\(molecules.count - kept.count) rows without all targets were left out.")
        molecules = kept.map { molecules[$0] }
        origins = kept.map { origins[$0] }
        values = values.map { numbers in kept.map { numbers[$0] } }
    }

    /// Molecules of each table, in the order in which the tables were added.
    var rowsByTable: [[Int]] {
        var result = [[Int]](repeating: [], count: paths.count)
        for (row, origin) in origins.enumerated() { result[origin.table].append(row) }
        return result
    }

    /// Whether numbers are whole and ascend from row to row: an identifier.
    private static func numbersRows(_ numbers: [Double]) -> Bool {
        numbers.count > 2 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 && $0 == $0.rounded() }
    }

    /// What was measured.
    func targets() throws -> SampleTargets {
        guard !values.isEmpty else { return .none }
        if values.count == 1, values[0].allSatisfy({ $0 == 0 || $0 == 1 || $0.isNaN }) {
            return .classes(ClassLabels(texts: values[0].map { $0.isNaN ? nil : $0 == 1 ? "1" : "0" }))
        }
        var flat = [Double](repeating: 0, count: molecules.count * values.count)
        for (column, numbers) in values.enumerated() {
            for (row, number) in numbers.enumerated() { flat[row * values.count + column] = number }
        }
        return .values(try Tensor(flat, shape: [molecules.count, values.count]), names: targetNames)
    }
}
