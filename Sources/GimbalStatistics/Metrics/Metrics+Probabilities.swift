// Metrics of predicted class probabilities.

import GimbalCore
import Numerics

extension Metrics {
    /// Returns the mean of −log p(label), in nats.
    ///
    /// Probabilities below 1e-15 count as 1e-15, so that one certain mistake does not make the mean infinite.
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Throws: `DataError` if a row is no distribution (sums to 1 within 0.001) or a label has no column.
    public static func logLoss(probabilities: [[Double]], labels: [Int]) throws -> Double {
        try Check.labels(
            labels, predictions: probabilities.count, for: "logLoss", what: "rows of probabilities")
        return try zip(probabilities, labels).enumerated().map { number, item in
            try Check.distribution(item.0, row: number, label: item.1, for: "logLoss")
            return -Double.log(min(1, max(item.0[item.1], 1e-15)))
        }.mean()
    }

    /// Returns the log loss of the probabilities of class 1 in a problem of two classes.
    public static func logLoss(probabilities: [Double], labels: [Int]) throws -> Double {
        try Check.binary(probabilities, labels, for: "logLoss")
        return try logLoss(probabilities: probabilities.map { [1 - $0, $0] }, labels: labels)
    }

    /// Returns the Brier score, the mean over the items of Σ over the classes of (p − [class = label])².
    ///
    /// From 0, all labels certain, to 2, all mistakes certain; twice the score of two classes, see there.
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Throws: `DataError` if a row is no distribution (sums to 1 within 0.001), rows differ in length, or
    ///   a label has no column.
    /// - Paper: Brier 1950, "Verification of forecasts expressed in terms of probability", eq. 2. Deviation:
    ///   none.
    public static func brierScore(probabilities: [[Double]], labels: [Int]) throws -> Double {
        _ = try Check.distributions(probabilities, labels, for: "brierScore")
        return try zip(probabilities, labels).map { row, label in
            let missing = (1 - row[label]) * (1 - row[label])
            return row.reduce(missing - row[label] * row[label]) { $0 + $1 * $1 }
        }.mean()
    }

    /// Returns the Brier score of two classes, the mean of (p − label)² for the probabilities of class 1.
    ///
    /// Between 0 and 1: half of what the rows (1 − p, p) give.
    public static func brierScore(probabilities: [Double], labels: [Int]) throws -> Double {
        try Check.binaryProbabilities(probabilities, labels, for: "brierScore")
        return try zip(probabilities, labels).map { ($0 - Double($1)) * ($0 - Double($1)) }.mean()
    }

    /// Returns the fraction of items whose label is among the k classes with the largest scores.
    ///
    /// Where equal scores straddle the k-th place, an item counts with the chance that its label gets in when
    /// ties are broken at random, so that a constant model reaches k / classes and no more.
    /// - Shapes: scores, a row for each item and a column for each class; probabilities or logits.
    /// - Throws: `DataError` if rows differ in length or a label has no column; `ConfigError` unless k lies
    ///   in 1...classes.
    public static func topKAccuracy(scores: [[Double]], labels: [Int], k: Int) throws -> Double {
        let name = "topKAccuracy"
        try Check.labels(labels, predictions: scores.count, for: name, what: "rows of scores")
        try Check.atMost(scores[0].count, k: k, for: name, what: "classes")
        return try zip(scores, labels).enumerated().map { number, item in
            let (row, label) = item
            try Check.sameLength(
                ("scores in row 0", scores[0].count), ("in row \(number)", row.count), for: name)
            try Check.notNaN(row, for: "\(name), row \(number)", what: "score")
            guard label < row.count else {
                throw DataError(
                    "statistics.label",
                    "\(name): label \(number) is \(label), expected below \(row.count), the row's length.",
                    fix: "Give each row a score for every class.")
            }
            return chanceOfPlace(k, of: row[label], among: row)
        }.mean()
    }

    /// Returns the chance that a score, one of the row, is among the k largest when ties break at random.
    private static func chanceOfPlace(_ k: Int, of score: Double, among row: [Double]) -> Double {
        let (larger, tied) = row.reduce(into: (0, 0)) { counts, other in
            if other > score { counts.0 += 1 } else if other == score { counts.1 += 1 }
        }
        return Double(min(max(k - larger, 0), tied)) / Double(tied)
    }
}
