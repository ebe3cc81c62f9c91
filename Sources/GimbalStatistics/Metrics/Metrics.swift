// The namespace of metrics: how well predictions fit what is true.

import GimbalCore

/// Measures predictions against the truth.
///
/// Classes are whole numbers from 0. Every metric throws a `DataError` if the inputs are empty, differ in
/// length or hold NaN; where a metric is undefined it throws, too, rather than returning a number that looks
/// like a result.
public enum Metrics {}

extension Check {
    /// Throws unless there are as many predictions as labels, at least one, and no label is negative.
    static func labels(_ labels: [Int], predictions: Int, for name: String, what: String) throws {
        try sameLength((what, predictions), ("labels", labels.count), for: name)
        try count(labels.count, for: name, what: "label")
        try classes(labels, for: name, what: "label")
    }

    /// Throws if a class is negative.
    static func classes(_ classes: [Int], for name: String, what: String) throws {
        guard let position = classes.firstIndex(where: { $0 < 0 }) else { return }
        throw DataError(
            "statistics.label",
            "\(name): \(what) \(position) is \(classes[position]), expected a class from 0.",
            fix: "Leave out items without a label.")
    }

    /// Throws unless there are as many scores as labels, no score is NaN, and all labels are 0 or 1.
    static func binary(_ scores: [Double], _ labels: [Int], for name: String) throws {
        try Check.labels(labels, predictions: scores.count, for: name, what: "scores")
        try notNaN(scores, for: name, what: "score")
        guard let position = labels.firstIndex(where: { $0 > 1 }) else { return }
        throw DataError(
            "statistics.label", "\(name): label \(position) is \(labels[position]), expected 0 or 1.",
            fix: "Score one class against the rest.")
    }

    /// Throws unless a row holds the probabilities of its classes, the label among them.
    static func distribution(_ row: [Double], row number: Int, label: Int, for name: String) throws {
        guard label < row.count else {
            throw DataError(
                "statistics.label",
                "\(name): label \(number) is \(label), expected below \(row.count), the row's length.",
                fix: "Give each row a probability for every class.")
        }
        let sum = row.reduce(0, +)
        // A comparison with NaN is false, so NaN is refused here, too.
        guard abs(sum - 1) < 1e-3, row.allSatisfy({ $0 > -1e-9 }) else {
            throw DataError(
                "statistics.distribution",
                "\(name): row \(number) sums to \(sum), expected probabilities that sum to 1.",
                fix: "Pass probabilities, not logits or scores.")
        }
    }

    /// Throws unless there is a row of probabilities of one length for each label; returns that length.
    static func distributions(_ rows: [[Double]], _ labels: [Int], for name: String) throws -> Int {
        try Check.labels(labels, predictions: rows.count, for: name, what: "rows of probabilities")
        for (number, item) in zip(rows, labels).enumerated() {
            try sameLength(
                ("values in row 0", rows[0].count), ("in row \(number)", item.0.count), for: name)
            try distribution(item.0, row: number, label: item.1, for: name)
        }
        return rows[0].count
    }

    /// Throws unless all labels are 0 or 1 and each has a probability of class 1.
    static func binaryProbabilities(_ probabilities: [Double], _ labels: [Int], for name: String) throws {
        try binary(probabilities, labels, for: name)
        guard let position = probabilities.firstIndex(where: { !(0...1).contains($0) }) else { return }
        throw DataError(
            "statistics.distribution",
            "\(name): probability \(position) is \(probabilities[position]), expected 0 to 1.",
            fix: "Pass the probabilities of class 1, not logits or scores.")
    }
}
