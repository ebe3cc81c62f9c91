// One column of a table: a name, typed values, and which of them are missing.
import GimbalCore

/// A typed column.
public struct Column: Sendable, Equatable {
    /// What the values are.
    public enum Values: Sendable, Equatable {
        /// Numbers; 0 where missing.
        case numbers([Double])
        /// Categories: an index into the names; -1 where missing.
        case categories([Int32], names: [String])
        /// Points in time: seconds since 1970-01-01 00:00 UTC; 0 where missing.
        case dates([Double])
        /// Texts that are neither; empty where missing.
        case texts(TextValues)
    }

    /// Name in the header, or `column-1` and so on.
    public let name: String
    /// The values, one per row.
    public let values: Values
    /// Which rows have no value; nil where every row has one.
    public let isMissing: [Bool]?

    /// Puts a column together.
    ///
    /// - Throws: `DataError` if there is not one mark per value, or a category has no name.
    public init(_ name: String, _ values: Values, isMissing: [Bool]? = nil) throws {
        self.name = name
        self.values = values
        let marks = isMissing ?? []
        guard marks.isEmpty || marks.count == values.count else {
            throw DataError(
                "column.count",
                "column \"\(name)\": \(values.count) values and \(marks.count) marks of missing ones.",
                fix: "Give one mark per value.")
        }
        self.isMissing = marks.contains(true) ? marks : nil
        guard case .categories(let codes, let names) = values,
            let row = codes.firstIndex(where: { $0 >= Int32(names.count) || $0 < -1 })
        else { return }
        throw DataError(
            "column.category",
            "column \"\(name)\", row \(row + 1): category \(codes[row]) of \(names.count) names.",
            fix: "Name every category.")
    }

    /// Number of rows.
    public var count: Int { values.count }

    /// Number of rows without a value.
    public var missingCount: Int { isMissing?.count { $0 } ?? 0 }

    /// Whether a row has no value.
    public func isMissing(_ row: Int) -> Bool { isMissing?[row] ?? false }
}

extension Column.Values {
    /// Number of values.
    public var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .categories(let codes, _): codes.count
        case .dates(let values): values.count
        case .texts(let values): values.count
        }
    }

    /// The kind of the values.
    public var kind: ColumnKind {
        switch self {
        case .numbers: .number
        case .categories: .category
        case .dates: .date
        case .texts: .text
        }
    }
}

/// What the values of a column are taken for.
public enum ColumnKind: String, Sendable, Codable, CaseIterable {
    /// Numbers.
    case number
    /// A few distinct texts or codes without order.
    case category
    /// Points in time.
    case date
    /// Free text.
    case text
    /// Not read: identifiers, comments.
    case ignore
}
