// Metrics of scores that should put class 1 above class 0.

import GimbalCore

extension Metrics {
    /// Returns the area under the receiver operating characteristic.
    ///
    /// The chance that a positive item scores above a negative one; equal scores count half (midranks).
    /// - Parameter labels: 1 for positive items, 0 for negative ones.
    /// - Throws: `DataError` if one of the two classes is missing, too.
    /// - Complexity: O(n log n).
    public static func rocAUC(scores: [Double], labels: [Int]) throws -> Double {
        try Check.binary(scores, labels, for: "rocAUC")
        let positives = labels.reduce(0, +)
        let negatives = labels.count - positives
        guard positives > 0, negatives > 0 else {
            throw missingClass(positives == 0 ? 1 : 0, for: "rocAUC")
        }
        let rankSum = zip(midranks(scores), labels).reduce(0) { $0 + ($1.1 == 1 ? $1.0 : 0) }
        let least = Double(positives) * Double(positives + 1) / 2
        return (rankSum - least) / (Double(positives) * Double(negatives))
    }

    /// Returns the average precision: precision at each threshold, weighted by the recall that it adds.
    ///
    /// Items with equal scores enter together. Not interpolated.
    /// - Parameter labels: 1 for positive items, 0 for negative ones.
    /// - Throws: `DataError` if no item is positive, too.
    /// - Complexity: O(n log n).
    public static func averagePrecision(scores: [Double], labels: [Int]) throws -> Double {
        try Check.binary(scores, labels, for: "averagePrecision")
        let positives = labels.reduce(0, +)
        guard positives > 0 else { throw missingClass(1, for: "averagePrecision") }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var (found, counted, sum) = (0, 0, 0.0)
        for (seen, position) in order.enumerated() {
            found += labels[position]
            let isLastOfTie = seen + 1 == order.count || scores[order[seen + 1]] != scores[position]
            guard isLastOfTie else { continue }
            sum += Double(found - counted) * Double(found) / Double(seen + 1)
            counted = found
        }
        return sum / Double(positives)
    }

    private static func missingClass(_ label: Int, for name: String) -> DataError {
        DataError(
            "statistics.oneClass", "\(name): no label is \(label), so the metric is undefined.",
            fix: "Evaluate on items of both classes.")
    }
}
