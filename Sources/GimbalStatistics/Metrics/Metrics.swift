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
}
