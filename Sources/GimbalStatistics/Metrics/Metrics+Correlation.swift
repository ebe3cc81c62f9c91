// Correlation of two lists of numbers.

import GimbalCore

extension Metrics {
    /// Returns Pearson's correlation: 1 on a rising line, −1 on a falling one.
    ///
    /// - Throws: `DataError` if there are fewer than two pairs, a value is not finite, or one side is
    ///   constant.
    public static func pearsonCorrelation(_ first: [Double], _ second: [Double]) throws -> Double {
        try correlation(first, second, for: "pearsonCorrelation")
    }

    /// Returns Spearman's rank correlation: Pearson's of the midranks, 1 for any rising relation.
    ///
    /// - Throws: `DataError` if there are fewer than two pairs, a value is not finite, or one side is
    ///   constant.
    /// - Complexity: O(n log n).
    public static func spearmanCorrelation(_ first: [Double], _ second: [Double]) throws -> Double {
        let name = "spearmanCorrelation"
        try checkPairs(first, second, for: name)
        return try correlation(midranks(first), midranks(second), for: name)
    }

    private static func checkPairs(_ first: [Double], _ second: [Double], for name: String) throws {
        try Check.sameLength(("values", first.count), ("values", second.count), for: name)
        try Check.finite(first, for: name, minimum: 2)
        try Check.finite(second, for: name)
    }

    private static func correlation(_ first: [Double], _ second: [Double], for name: String) throws -> Double
    {
        try checkPairs(first, second, for: name)
        let (a, b) = (try unitDeviations(first), try unitDeviations(second))
        guard let a, let b else {
            throw DataError(
                "statistics.constant",
                "\(name): all values of the \(a == nil ? "first" : "second") list are equal, so the metric "
                    + "is undefined.",
                fix: "Correlate with values that vary.")
        }
        return min(1, max(-1, zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }))
    }

    /// Returns the deviations from the mean, scaled to length 1; nil if there are none.
    private static func unitDeviations(_ values: [Double]) throws -> [Double]? {
        let center = try values.mean()
        let largest = values.reduce(0) { max($0, abs($1 - center)) }
        guard largest > 0 else { return nil }
        // Scaled by the largest first, so that squares of huge or tiny values stay in range.
        let scaled = values.map { ($0 - center) / largest }
        let length = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return scaled.map { $0 / length }
    }
}
