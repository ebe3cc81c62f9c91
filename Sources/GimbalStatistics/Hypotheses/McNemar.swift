// McNemar's test: two classifiers on one test set.

import GimbalCore

/// Reports whether two classifiers that predicted the same items differ in accuracy.
///
/// Only items that one of them got right and the other wrong count. Says nothing about what another training
/// run would give: use paired tests over seeds for that.
/// - Paper: McNemar 1947, "Note on the sampling error of the difference between correlated proportions or
///   percentages"; correction by Edwards 1948. Deviation: none.
public struct McNemarTest: Sendable, Codable, Equatable {
    /// The number of items that only the first got right.
    public let onlyFirstRight: Int
    /// The number of items that only the second got right.
    public let onlySecondRight: Int
    /// The two-sided p-value of a fair coin; right for any number of items.
    public let exactPValue: Double
    /// (|b − c| − 1)² / (b + c) with continuity correction; nil where the two never differ.
    public let statistic: Double?
    /// The p-value of the statistic by the chi-square distribution; good from about 25 items that count.
    public let correctedPValue: Double

    /// Tests with the counts of items that count.
    ///
    /// - Throws: `DataError` if a count is negative.
    public init(onlyFirstRight: Int, onlySecondRight: Int) throws {
        guard min(onlyFirstRight, onlySecondRight) >= 0 else {
            throw DataError(
                "statistics.count",
                "McNemar's test: the counts are \(onlyFirstRight) and \(onlySecondRight), expected 0 or "
                    + "more.",
                fix: "Count the items that only one of the two got right.")
        }
        (self.onlyFirstRight, self.onlySecondRight) = (onlyFirstRight, onlySecondRight)
        exactPValue = fairCoinPValue(onlyFirstRight, onlySecondRight)
        let total = Double(onlyFirstRight) + Double(onlySecondRight)
        let excess = max(0, abs(Double(onlyFirstRight) - Double(onlySecondRight)) - 1)
        let statistic = total > 0 ? excess * excess / total : nil
        self.statistic = statistic
        correctedPValue = try statistic.map(ChiSquare(degreesOfFreedom: 1).survival) ?? 1
    }

    /// Tests with the predictions of both classifiers for the same items.
    ///
    /// - Throws: `DataError` on empty input, different lengths, or a negative class.
    public init(first: [Int], second: [Int], labels: [Int]) throws {
        let name = "McNemar's test"
        for predicted in [first, second] {
            try Check.labels(labels, predictions: predicted.count, for: name, what: "predictions")
            try Check.classes(predicted, for: name, what: "prediction")
        }
        var (onlyFirst, onlySecond) = (0, 0)
        for (item, label) in labels.enumerated() where (first[item] == label) != (second[item] == label) {
            if first[item] == label { onlyFirst += 1 } else { onlySecond += 1 }
        }
        try self.init(onlyFirstRight: onlyFirst, onlySecondRight: onlySecond)
    }
}
