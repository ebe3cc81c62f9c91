// What a column holds, in a few figures.
import GimbalCore

/// Figures about the values of a column; missing ones count only as missing.
public struct ColumnFigures: Sendable, Equatable {
    /// Name of the column.
    public let name: String
    /// What the values are.
    public let kind: ColumnKind
    /// Number of rows.
    public let count: Int
    /// Number of rows without a value.
    public let missingCount: Int
    /// Number of different values.
    public let distinctCount: Int
    /// Smallest number or date; nil for texts, categories, or where there is no value.
    public let minimum: Double?
    /// Largest number or date.
    public let maximum: Double?
    /// Mean of the numbers or dates.
    public let mean: Double?
    /// Standard deviation of the numbers or dates, divided by n - 1; nil for fewer than two.
    public let standardDeviation: Double?
    /// The most frequent text or category; the first one of several.
    public let mostFrequent: String?
}

extension Column {
    /// Figures about the values.
    ///
    /// - Complexity: one or two passes over the values, and a set of the distinct ones.
    public func figures() -> ColumnFigures {
        switch values {
        case .numbers(let values), .dates(let values): numericSummary(values)
        case .categories, .texts: textSummary()
        }
    }

    /// How often each value occurs, the most frequent first, equal ones by value; missing ones are not counted.
    public func valueCounts() -> [(value: String, count: Int)] {
        var counts: [String: Int] = [:]
        switch values {
        case .categories(let codes, let names):
            var byCode = [Int](repeating: 0, count: names.count)
            for code in codes where code >= 0 { byCode[Int(code)] += 1 }
            for (name, count) in zip(names, byCode) where count > 0 { counts[name, default: 0] += count }
        case .texts(let texts):
            for (row, text) in texts.enumerated() where !isMissing(row) { counts[text, default: 0] += 1 }
        case .numbers(let values), .dates(let values):
            for (row, value) in values.enumerated() where !isMissing(row) {
                counts[Int(exactly: value).map(String.init) ?? "\(value)", default: 0] += 1
            }
        }
        return counts.map { (value: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    }

    private func textSummary() -> ColumnFigures {
        let counts = valueCounts()
        return ColumnFigures(
            name: name, kind: values.kind, count: count, missingCount: missingCount,
            distinctCount: counts.count,
            minimum: nil, maximum: nil, mean: nil, standardDeviation: nil, mostFrequent: counts.first?.value)
    }

    private func numericSummary(_ values: [Double]) -> ColumnFigures {
        let present = isMissing == nil ? values : values.indices.filter { !isMissing($0) }.map { values[$0] }
        let total = Double(present.count)
        let mean = present.reduce(0, +) / total
        let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return ColumnFigures(
            name: name, kind: self.values.kind, count: count, missingCount: missingCount,
            distinctCount: Set(present).count, minimum: present.min(), maximum: present.max(),
            mean: present.isEmpty ? nil : mean,
            standardDeviation: present.count < 2 ? nil : (squares / (total - 1)).squareRoot(),
            mostFrequent: nil)
    }
}
