// From columns to what models take: tensors and classes.
import GimbalCore
import GimbalTensor

extension Table {
    /// Numbers of some columns as a matrix `[rows, columns]`; NaN where a value is missing.
    ///
    /// - Parameter dtype: float32 or float64.
    /// - Throws: `DataError` if a column holds no numbers, or for another type.
    public func numbers(of names: [String], dtype: DType = .float32) throws -> Tensor {
        let columns = try names.map { name in
            let column = try column(name)
            guard case .numbers(let values) = column.values else {
                throw DataError(
                    "table.kind", "column \"\(name)\" holds \(column.values.kind.plural), expected numbers.",
                    fix: "Encode it by preprocessing, or leave it out.")
            }
            return (values, column.isMissing)
        }
        switch dtype {
        case .float32:
            return try Tensor(interleaved(columns, as: Float.self), shape: [rowCount, names.count])
        case .float64:
            return try Tensor(interleaved(columns, as: Double.self), shape: [rowCount, names.count])
        default:
            throw DataError(
                "table.dtype", "numbers of a table were asked for as \(dtype).",
                fix: "Ask for float32 or float64, then convert.")
        }
    }

    private func interleaved<Number: BinaryFloatingPoint>(
        _ columns: [(values: [Double], isMissing: [Bool]?)], as type: Number.Type
    ) -> [Number] {
        let width = columns.count
        return [Number](unsafeUninitializedCapacity: rowCount * width) { buffer, count in
            for (column, part) in columns.enumerated() {
                part.values.withUnsafeBufferPointer { values in
                    for row in values.indices { buffer[row * width + column] = Number(values[row]) }
                }
                guard let marks = part.isMissing else { continue }
                for row in marks.indices where marks[row] { buffer[row * width + column] = .nan }
            }
            count = rowCount * width
        }
    }
}

extension ClassLabels {
    /// Takes the values of a column as classes: categories as they are, whole numbers in their order, texts
    /// alphabetically; rows without a value are not labelled.
    ///
    /// - Throws: `DataError` if the column holds dates or numbers that are not whole.
    public init(_ column: Column) throws {
        func labels<Value>(_ values: some Collection<Value>, _ name: (Value) -> String) -> [String?] {
            values.enumerated().map { column.isMissing($0.offset) ? nil : name($0.element) }
        }
        switch column.values {
        case .categories(let codes, let names):
            try self.init(codes.map { $0 < 0 ? nil : Int($0) }, classNames: names)
        case .texts(let texts): self.init(texts: labels(texts) { $0 })
        case .numbers(let values):
            if let row = values.firstIndex(where: { Int(exactly: $0) == nil }) {
                throw DataError(
                    "labels.number",
                    "column \"\(column.name)\", row \(row + 1): found \(values[row]), expected whole numbers as classes.",
                    fix: "Name a column of classes, or treat the column as a number to be predicted.")
            }
            self.init(texts: labels(values) { String(Int($0)) })
        case .dates:
            throw DataError(
                "labels.date", "column \"\(column.name)\" holds dates, expected classes.",
                fix: "Name a column of classes.")
        }
    }
}

extension TableDataSet {
    /// Classes of the rows: the only column to be predicted.
    ///
    /// - Throws: `DataError` unless there is one target and its values are classes.
    public func labels() throws -> ClassLabels {
        guard let target = roles.targets.first, roles.targets.count == 1 else {
            throw DataError(
                "table.targets",
                "data set \"\(provenance.name)\" has \(roles.targets.count) targets, expected one with classes.",
                fix: "Name it in data.yaml: targets: [column].")
        }
        return try ClassLabels(try table.column(target))
    }
}
