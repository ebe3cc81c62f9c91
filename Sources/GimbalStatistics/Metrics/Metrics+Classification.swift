// Metrics of predicted classes and of predicted class probabilities.

import GimbalCore
import Numerics

/// Says how the F1 scores of classes become one number.
public enum Averaging: String, Sendable, Codable, CaseIterable {
    /// Counts over all classes together; equal to accuracy when each item has one class.
    case micro
    /// The plain mean over the classes that occur as label or as prediction.
    case macro
}

extension Metrics {
    /// Returns the fraction of predictions that are right.
    public static func accuracy(predicted: [Int], labels: [Int]) throws -> Double {
        let counts = try ClassCounts(predicted, labels, for: "accuracy")
        return counts.accuracy
    }

    /// Returns the mean recall over the classes that occur among the labels.
    public static func balancedAccuracy(predicted: [Int], labels: [Int]) throws -> Double {
        let counts = try ClassCounts(predicted, labels, for: "balancedAccuracy")
        return try counts.classes.filter { $0.actual > 0 }.map { Double($0.right) / Double($0.actual) }.mean()
    }

    /// Returns F1 = 2 · right / (predicted + actual), averaged over the classes.
    public static func f1(predicted: [Int], labels: [Int], average: Averaging) throws -> Double {
        let counts = try ClassCounts(predicted, labels, for: "f1")
        return average == .micro ? counts.accuracy : try counts.classes.compactMap(\.f1).mean()
    }

    /// Returns the F1 score of each class from 0 to the largest; nil where a class occurs nowhere.
    public static func f1PerClass(predicted: [Int], labels: [Int]) throws -> [Double?] {
        let counts = try ClassCounts(predicted, labels, for: "f1PerClass")
        let largest = counts.index.keys.reduce(0, max)
        guard largest < ConfusionMatrix.classLimit else {
            throw DataError(
                "statistics.label",
                "f1PerClass: found class \(largest), expected at most \(ConfusionMatrix.classLimit - 1).",
                fix: "Number the classes from 0 without gaps.")
        }
        return (0...largest).map { label in counts.index[label].flatMap { counts.classes[$0].f1 } }
    }

    /// Returns the mean of −log p(label), in nats.
    ///
    /// Probabilities below 1e-15 count as 1e-15, so that one certain mistake does not make the mean infinite.
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Throws: `DataError` if a row is no distribution (sums to 1 within 0.001) or a label has no column.
    public static func logLoss(probabilities: [[Double]], labels: [Int]) throws -> Double {
        try Check.labels(
            labels, predictions: probabilities.count, for: "logLoss", what: "rows of probabilities")
        return try zip(probabilities, labels).enumerated().map { number, item in
            try checkDistribution(item.0, row: number, label: item.1)
            return -Double.log(min(1, max(item.0[item.1], 1e-15)))
        }.mean()
    }

    /// Returns the log loss of the probabilities of class 1 in a problem of two classes.
    public static func logLoss(probabilities: [Double], labels: [Int]) throws -> Double {
        try Check.binary(probabilities, labels, for: "logLoss")
        return try logLoss(probabilities: probabilities.map { [1 - $0, $0] }, labels: labels)
    }

    private static func checkDistribution(_ row: [Double], row number: Int, label: Int) throws {
        guard label < row.count else {
            throw DataError(
                "statistics.label",
                "logLoss: label \(number) is \(label), expected below \(row.count), the row's length.",
                fix: "Give each row a probability for every class.")
        }
        let sum = row.reduce(0, +)
        // A comparison with NaN is false, so NaN is refused here, too.
        guard abs(sum - 1) < 1e-3, row.allSatisfy({ $0 > -1e-9 }) else {
            throw DataError(
                "statistics.distribution",
                "logLoss: row \(number) sums to \(sum), expected probabilities that sum to 1.",
                fix: "Pass probabilities, not logits or scores.")
        }
    }
}

/// How often a class was predicted, was true, and both.
struct ClassCount {
    var right = 0
    var predicted = 0
    var actual = 0

    /// F1; nil if the class occurs nowhere.
    var f1: Double? { predicted + actual == 0 ? nil : 2 * Double(right) / Double(predicted + actual) }
}

/// The counts of all classes that occur.
struct ClassCounts {
    private(set) var classes: [ClassCount] = []
    private(set) var index: [Int: Int] = [:]
    let accuracy: Double

    init(_ predicted: [Int], _ labels: [Int], for name: String) throws {
        try Check.labels(labels, predictions: predicted.count, for: name, what: "predictions")
        try Check.classes(predicted, for: name, what: "prediction")
        for label in Set(labels).union(predicted).sorted() {
            index[label] = classes.count
            classes.append(ClassCount())
        }
        for (prediction, label) in zip(predicted, labels) {
            classes[index[prediction, default: 0]].predicted += 1
            classes[index[label, default: 0]].actual += 1
            if prediction == label { classes[index[label, default: 0]].right += 1 }
        }
        accuracy = Double(classes.reduce(0) { $0 + $1.right }) / Double(labels.count)
    }
}
