// Metrics of predicted classes.

import GimbalCore

/// Says how the values of classes become one number.
public enum Averaging: String, Sendable, Codable, CaseIterable {
    /// All classes counted together; equal to accuracy where each item has one predicted class.
    case micro
    /// The plain mean over the classes.
    case macro
    /// The mean over the classes, weighted by how often each occurs among the labels.
    case weighted
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

    /// Returns F1 = 2 · right / (predicted + actual), averaged over the classes that occur as label or as
    /// prediction.
    public static func f1(predicted: [Int], labels: [Int], average: Averaging) throws -> Double {
        try ClassCounts(predicted, labels, for: "f1").averaged(average, \.f1)
    }

    /// Returns the F1 score of each class from 0 to the largest; nil where a class occurs nowhere.
    public static func f1PerClass(predicted: [Int], labels: [Int]) throws -> [Double?] {
        try ClassCounts(predicted, labels, for: "f1PerClass").perClass(for: "f1PerClass", \.f1)
    }

    /// Returns precision = right / predicted, averaged over the classes that occur as label or as prediction.
    ///
    /// A class that is never predicted counts as 0.
    public static func precision(predicted: [Int], labels: [Int], average: Averaging) throws -> Double {
        try ClassCounts(predicted, labels, for: "precision").averaged(average, \.precision)
    }

    /// Returns the precision of each class from 0 to the largest; nil where a class is never predicted.
    public static func precisionPerClass(predicted: [Int], labels: [Int]) throws -> [Double?] {
        try ClassCounts(predicted, labels, for: "precisionPerClass")
            .perClass(for: "precisionPerClass", \.precision)
    }

    /// Returns recall = right / actual, averaged over the classes that occur as label or as prediction.
    ///
    /// A class that is never a label counts as 0; `balancedAccuracy` leaves it out.
    public static func recall(predicted: [Int], labels: [Int], average: Averaging) throws -> Double {
        try ClassCounts(predicted, labels, for: "recall").averaged(average, \.recall)
    }

    /// Returns the recall of each class from 0 to the largest; nil where a class is never a label.
    public static func recallPerClass(predicted: [Int], labels: [Int]) throws -> [Double?] {
        try ClassCounts(predicted, labels, for: "recallPerClass").perClass(for: "recallPerClass", \.recall)
    }
}

/// How often a class was predicted, was true, and both.
struct ClassCount {
    var right = 0
    var predicted = 0
    var actual = 0

    /// Right among predicted; nil if the class is never predicted.
    var precision: Double? { predicted == 0 ? nil : Double(right) / Double(predicted) }

    /// Right among actual; nil if the class is never a label.
    var recall: Double? { actual == 0 ? nil : Double(right) / Double(actual) }

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

    /// Returns the mean of a value over the classes that occur, undefined ones as 0.
    func averaged(_ average: Averaging, _ value: (ClassCount) -> Double?) throws -> Double {
        switch average {
        case .micro: return accuracy
        case .macro: return try classes.map { value($0) ?? 0 }.mean()
        case .weighted:
            let sum = classes.reduce(0) { $0 + Double($1.actual) * (value($1) ?? 0) }
            return sum / Double(classes.reduce(0) { $0 + $1.actual })
        }
    }

    /// Returns a value for each class from 0 to the largest, nil where a class does not occur.
    func perClass(for name: String, _ value: (ClassCount) -> Double?) throws -> [Double?] {
        let largest = index.keys.reduce(0, max)
        guard largest < ConfusionMatrix.classLimit else {
            throw DataError(
                "statistics.label",
                "\(name): found class \(largest), expected at most \(ConfusionMatrix.classLimit - 1).",
                fix: "Number the classes from 0 without gaps.")
        }
        return (0...largest).map { label in index[label].flatMap { value(classes[$0]) } }
    }
}
