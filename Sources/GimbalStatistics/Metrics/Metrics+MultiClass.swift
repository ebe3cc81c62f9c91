// Metrics of scores for more than two classes: each class against the rest.

import GimbalCore

extension Metrics {
    /// Returns the area under the receiver operating characteristic, each class against the rest.
    ///
    /// `.macro` is the plain mean over the classes, `.weighted` that by their prevalence; `.micro` ranks the
    /// probabilities of all items and classes together.
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Throws: `DataError` if a row is no distribution, fewer than two classes occur among the labels, or,
    ///   for `.macro`, a class never occurs.
    /// - Complexity: O(classes · n log n).
    public static func rocAUC(
        probabilities: [[Double]], labels: [Int], average: Averaging
    ) throws -> Double {
        let name = "rocAUC"
        return try OneVersusRest(probabilities, labels, for: name)
            .averaged(average, for: name) { try rocAUC(scores: $0, labels: $1) }
    }

    /// Returns the area for each class against the rest; nil where a class never occurs among the labels.
    public static func rocAUCPerClass(probabilities: [[Double]], labels: [Int]) throws -> [Double?] {
        try OneVersusRest(probabilities, labels, for: "rocAUCPerClass")
            .perClass { try rocAUC(scores: $0, labels: $1) }
    }

    /// Returns the average precision, each class against the rest.
    ///
    /// Averages as `rocAUC(probabilities:labels:average:)` does, and throws where that throws.
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Complexity: O(classes · n log n).
    public static func averagePrecision(
        probabilities: [[Double]], labels: [Int], average: Averaging
    ) throws -> Double {
        let name = "averagePrecision"
        return try OneVersusRest(probabilities, labels, for: name)
            .averaged(average, for: name) { try averagePrecision(scores: $0, labels: $1) }
    }

    /// Returns the average precision of each class against the rest; nil where a class never occurs among the
    /// labels.
    public static func averagePrecisionPerClass(
        probabilities: [[Double]], labels: [Int]
    ) throws -> [Double?] {
        try OneVersusRest(probabilities, labels, for: "averagePrecisionPerClass")
            .perClass { try averagePrecision(scores: $0, labels: $1) }
    }
}

/// The binary problems of a multi-class one, checked.
private struct OneVersusRest {
    /// A metric of scores and labels that are 0 or 1.
    typealias BinaryMetric = ([Double], [Int]) throws -> Double

    private let probabilities: [[Double]]
    private let labels: [Int]
    private let counts: [Int]

    init(_ probabilities: [[Double]], _ labels: [Int], for name: String) throws {
        let classCount = try Check.distributions(probabilities, labels, for: name)
        var counts = [Int](repeating: 0, count: classCount)
        for label in labels { counts[label] += 1 }
        guard counts.filter({ $0 > 0 }).count > 1 else {
            throw DataError(
                "statistics.oneClass", "\(name): all labels are \(labels[0]), so the metric is undefined.",
                fix: "Evaluate on items of two classes at least.")
        }
        (self.probabilities, self.labels, self.counts) = (probabilities, labels, counts)
    }

    func perClass(_ metric: BinaryMetric) throws -> [Double?] {
        try counts.indices.map { counts[$0] == 0 ? nil : try value(of: $0, metric) }
    }

    func averaged(_ average: Averaging, for name: String, _ metric: BinaryMetric) throws -> Double {
        switch average {
        case .micro:
            let flags = labels.flatMap { label in counts.indices.map { $0 == label ? 1 : 0 } }
            return try metric(probabilities.flatMap { $0 }, flags)
        case .macro:
            if let missing = counts.firstIndex(of: 0) {
                throw DataError(
                    "statistics.oneClass",
                    "\(name): class \(missing) never occurs among the labels, so its value is undefined.",
                    fix: "Average weighted by prevalence, or evaluate on items of every class.")
            }
            return try counts.indices.map { try value(of: $0, metric) }.mean()
        case .weighted:
            let present = counts.indices.filter { counts[$0] > 0 }
            let sum = try present.reduce(0) { try $0 + Double(counts[$1]) * value(of: $1, metric) }
            return sum / Double(labels.count)
        }
    }

    private func value(of label: Int, _ metric: BinaryMetric) throws -> Double {
        try metric(probabilities.map { $0[label] }, labels.map { $0 == label ? 1 : 0 })
    }
}
