// From what blocks of rows hold to whole columns, and what can be wrong with them.
import GimbalCore

extension ColumnTyping {
    /// Joins the blocks of columns of doubles; returns the first fault of each that could not be read.
    mutating func joinDoubles(
        _ wanted: [Int], _ readings: [DoubleCells.Reading], _ cells: [DoubleCells]
    ) throws -> [Int: CellFault] {
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

    /// Makes columns of categories; those with too many distinct texts are left open.
    mutating func joinCategories(_ wanted: [Int], _ limits: [Int], _ cells: [CodeCells]) throws {
        for (slot, column) in wanted.enumerated() {
            if !cells.contains(where: { $0.isOver[slot] }) {
                columns[column] = try category(column, slot, cells, limit: limits[slot])
            }
            if columns[column] == nil { overflowed.insert(column) }
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

    /// Makes columns of texts.
    mutating func joinTexts(_ wanted: [Int], _ cells: [TextCells]) throws {
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
    func problem(_ code: String, _ column: Int, _ fault: CellFault, expected: String) -> DataError {
        scan.place(ofRow: fault.row).text.problem(
            code, line: fault.line, column: plans[column].name,
            "found \"\(fault.text)\", expected \(expected)",
            fix:
                "Correct it, list it under missing-texts, or take the column for something else under columns."
        )
    }

    func ambiguous(_ column: Int) -> DataError {
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

    func checkRanges(_ told: [Int]) throws {
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
