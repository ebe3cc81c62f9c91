// Counts of true against predicted classes.

import GimbalCore

/// Counts how often each class was predicted as each class.
public struct ConfusionMatrix: Sendable, Codable, Equatable {
    /// The number of classes.
    public let classCount: Int
    /// The counts; a row for each true class, a column for each predicted class.
    public let counts: [[Int]]

    /// The most classes for which a matrix is built (128 MB).
    public static let classLimit = 4096

    /// Counts predictions.
    ///
    /// - Parameter classCount: the number of classes; by default one more than the largest that occurs.
    /// - Throws: `DataError` on empty input, different lengths, a class outside 0..<classCount, or more than
    ///   4096 classes.
    public init(predicted: [Int], labels: [Int], classCount: Int? = nil) throws {
        let name = "confusionMatrix"
        try Check.labels(labels, predictions: predicted.count, for: name, what: "predictions")
        try Check.classes(predicted, for: name, what: "prediction")
        let largest = (predicted + labels).reduce(0, max)
        self.classCount = classCount ?? largest + 1
        guard largest < self.classCount, self.classCount <= Self.classLimit else {
            let limit = min(self.classCount, Self.classLimit)
            throw DataError(
                "statistics.label", "\(name): found class \(largest), expected at most \(limit - 1).",
                fix: "Number the classes from 0 without gaps.")
        }
        let row = [Int](repeating: 0, count: self.classCount)
        var counts = [[Int]](repeating: row, count: self.classCount)
        for (prediction, label) in zip(predicted, labels) { counts[label][prediction] += 1 }
        self.counts = counts
    }
}
