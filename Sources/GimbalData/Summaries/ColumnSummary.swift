// What a column of numbers, categories, dates or texts holds, in a few figures.

/// Figures of one column.
public struct ColumnSummary: Sendable, Codable, Equatable {
    /// What the column is for.
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// Learnt from.
        case feature
        /// To be predicted.
        case target
        /// Time to an event.
        case time
        /// Whether the event was seen.
        case event
        /// Equal values stay in one part of a split.
        case group
        /// Orders the rows for splits by time.
        case order
    }

    /// Name of the column.
    public let name: String
    /// What its values are.
    public let kind: ColumnKind
    /// What it is for.
    public let role: Role
    /// Rows without a value.
    public let missing: Int
    /// Smallest finite value of numbers, or of dates in seconds since 1970-01-01 00:00 UTC.
    public let lowest: Double?
    /// Largest finite value.
    public let highest: Double?
    /// Distinct categories or texts that occur; nil for numbers and dates.
    public let distinct: Int?
    /// The most frequent categories, at most `categoryLimit`, most frequent first.
    public let categories: [DataSummary.ClassCount]?

    /// How many categories are listed.
    public static let categoryLimit = 12
}

extension ColumnSummary {
    /// Describes a column of a table.
    init(_ column: Column, role: Role) {
        name = column.name
        kind = column.values.kind
        self.role = role
        missing = column.missingCount
        var range: ClosedRange<Double>?
        var distinct: Int?
        var categories: [DataSummary.ClassCount]?
        switch column.values {
        case .numbers(let values), .dates(let values):
            range = Self.range(values, isMissing: column.isMissing)
        case .categories(let codes, let names):
            let counts = Self.counts(codes, names)
            distinct = counts.count
            categories = Array(counts.prefix(Self.categoryLimit))
        case .texts(let texts):
            var seen = Set(texts)
            if column.missingCount > 0 { seen.remove("") }
            distinct = seen.count
        }
        lowest = range?.lowerBound
        highest = range?.upperBound
        self.distinct = distinct
        self.categories = categories
    }

    /// Describes measured numbers to be predicted; NaN stands for "not measured".
    init(target name: String, values: [Double]) {
        let range = Self.range(values, isMissing: nil)
        self.init(
            name: name, kind: .number, role: .target, missing: values.count { $0.isNaN },
            lowest: range?.lowerBound, highest: range?.upperBound, distinct: nil, categories: nil)
    }

    /// Smallest and largest finite value; nil if there is none.
    static func range(_ values: [Double], isMissing: [Bool]?) -> ClosedRange<Double>? {
        var low = Double.infinity
        var high = -Double.infinity
        for (row, value) in values.enumerated() where value.isFinite && !(isMissing?[row] ?? false) {
            low = min(low, value)
            high = max(high, value)
        }
        return low <= high ? low...high : nil
    }

    /// Categories that occur, most frequent first; equally frequent ones in the order of their names' numbers.
    static func counts(_ codes: [Int32], _ names: [String]) -> [DataSummary.ClassCount] {
        var counts = [Int](repeating: 0, count: names.count)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        return counts.indices.filter { counts[$0] > 0 }
            .sorted { (counts[$1], $0) < (counts[$0], $1) }
            .map { DataSummary.ClassCount(name: names[$0], count: counts[$0]) }
    }
}
