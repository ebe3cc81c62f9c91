// Metrics of predicted classes that take chance into account.

import GimbalCore

/// Says how much a disagreement between two classes weighs.
public enum KappaWeights: String, Sendable, Codable, CaseIterable {
    /// Every disagreement the same.
    case none
    /// The distance of the class numbers, for ordered classes.
    case linear
    /// The squared distance of the class numbers, for ordered classes.
    case quadratic

    fileprivate func weight(_ a: Int, _ b: Int) -> Double {
        let distance = Double(a - b)
        return switch self {
        case .none: a == b ? 0 : 1
        case .linear: abs(distance)
        case .quadratic: distance * distance
        }
    }
}

extension Metrics {
    /// Returns the Matthews correlation of predictions and labels, for any number of classes.
    ///
    /// (n · right − Σ predicted · actual) / √((n² − Σ predicted²) (n² − Σ actual²)), the sums over the
    /// classes. From −1 to 1; 0 where one class is predicted for every item.
    /// - Throws: `DataError` if all labels are equal, too.
    /// - Paper: Gorodkin 2004, "Comparing two K-category assignments by a K-category correlation
    ///   coefficient", eq. 8. Deviation: none.
    public static func matthewsCorrelation(predicted: [Int], labels: [Int]) throws -> Double {
        let counts = try ClassCounts(predicted, labels, for: "matthewsCorrelation")
        let n = Double(labels.count)
        let (p, t) = (counts.classes.map { Double($0.predicted) }, counts.classes.map { Double($0.actual) })
        let actual = n * n - t.reduce(0) { $0 + $1 * $1 }
        guard actual > 0 else {
            throw DataError(
                "statistics.oneClass",
                "matthewsCorrelation: all labels are \(labels[0]), so the metric is undefined.",
                fix: "Evaluate on items of two classes at least.")
        }
        let chosen = n * n - p.reduce(0) { $0 + $1 * $1 }
        guard chosen > 0 else { return 0 }
        let right = Double(counts.classes.reduce(0) { $0 + $1.right })
        let covariance = n * right - zip(p, t).reduce(0) { $0 + $1.0 * $1.1 }
        return covariance / (chosen.squareRoot() * actual.squareRoot())
    }

    /// Returns Cohen's kappa, 1 − disagreement / disagreement by chance with the same class counts.
    ///
    /// 1 is full agreement, 0 that of chance. Neither side needs to be the truth.
    /// - Throws: `DataError` if both sides give one and the same class to every item, too.
    /// - Complexity: O(n + classes²).
    /// - Paper: Cohen 1960, "A coefficient of agreement for nominal scales"; weights by Cohen 1968.
    ///   Deviation: none.
    public static func cohensKappa(
        predicted: [Int], labels: [Int], weights: KappaWeights = .none
    ) throws -> Double {
        let counts = try ClassCounts(predicted, labels, for: "cohensKappa")
        let occurring = counts.index.map { (label: $0.key, count: counts.classes[$0.value]) }
        let observed = zip(predicted, labels).reduce(0) { $0 + weights.weight($1.0, $1.1) }
        var chance = 0.0
        for a in occurring where a.count.predicted > 0 {
            for b in occurring where b.count.actual > 0 {
                chance +=
                    weights.weight(a.label, b.label) * Double(a.count.predicted) * Double(b.count.actual)
            }
        }
        guard chance > 0 else {
            throw DataError(
                "statistics.oneClass",
                "cohensKappa: all labels and predictions are \(labels[0]), so the metric is undefined.",
                fix: "Evaluate on items of two classes at least.")
        }
        return 1 - observed * Double(labels.count) / chance
    }
}
