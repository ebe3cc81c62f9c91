// Whether confidence can be believed: the reliability table and the calibration errors that follow from it.

import GimbalCore

/// Says how items are put into bins of similar confidence.
public enum CalibrationBinning: Sendable, Codable, Equatable {
    /// So many bins of the same width over 0...1.
    case equalWidth(Int)
    /// So many bins with as nearly as possible the same number of items; equal confidences stay together, so
    /// that there can be fewer.
    case equalMass(Int)

    /// The number of bins asked for.
    public var binCount: Int {
        switch self {
        case .equalWidth(let count), .equalMass(let count): count
        }
    }
}

/// Holds the items of similar confidence.
public struct CalibrationBin: Sendable, Codable, Equatable {
    /// The confidence above which the bin starts; the first bin holds its own lower bound, too.
    public let low: Double
    /// The largest confidence of the bin.
    public let high: Double
    /// The number of items.
    public let count: Int
    /// The mean confidence of the items; nil in an empty bin.
    public let meanConfidence: Double?
    /// The fraction of the items that are right; nil in an empty bin.
    public let accuracy: Double?

    /// |accuracy − mean confidence|; 0 in an empty bin.
    public var gap: Double {
        guard let meanConfidence, let accuracy else { return 0 }
        return abs(accuracy - meanConfidence)
    }
}

/// Sets accuracy beside confidence, bin by bin: the table behind a reliability diagram.
///
/// - Paper: Naeini, Cooper, Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian
///   binning"; Guo et al. 2017, arXiv 1706.04599, eq. 2–5. Deviation: none.
public struct CalibrationTable: Sendable, Codable, Equatable {
    /// The bins in the order of confidence, empty ones included.
    public let bins: [CalibrationBin]

    /// Bins items by confidence.
    ///
    /// - Parameters:
    ///   - confidences: the probability that each item is right, as the model says.
    ///   - isRight: whether it is.
    /// - Throws: `DataError` on empty input, different lengths, or a confidence outside 0...1; `ConfigError`
    ///   unless there is one bin at least.
    /// - Complexity: O(n) for bins of equal width, O(n log n) for bins of equal mass.
    public init(
        confidences: [Double], isRight: [Bool], binning: CalibrationBinning = .equalWidth(15)
    ) throws {
        let name = "calibration"
        try Check.sameLength(("confidences", confidences.count), ("outcomes", isRight.count), for: name)
        try Check.count(confidences.count, for: name, what: "confidence")
        if let position = confidences.firstIndex(where: { !(0...1).contains($0) }) {
            throw DataError(
                "statistics.confidenceRange",
                "\(name): confidence \(position) is \(confidences[position]), expected 0 to 1.",
                fix: "Pass probabilities, not logits or scores.")
        }
        guard (1...Self.binLimit).contains(binning.binCount) else {
            throw ConfigError(
                "statistics.binCount",
                "\(name): found \(binning.binCount) bins, expected 1 to \(Self.binLimit).",
                fix: "15 is usual.")
        }
        switch binning {
        case .equalWidth(let count): bins = Self.equalWidth(count, confidences, isRight)
        case .equalMass(let count): bins = Self.equalMass(count, confidences, isRight)
        }
    }

    /// Bins the predictions of a classifier by the probability of the class that it chose.
    ///
    /// Of equally probable classes the first is chosen.
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Throws: as the initialiser from confidences, and `DataError` if a row is no distribution.
    public init(
        probabilities: [[Double]], labels: [Int], binning: CalibrationBinning = .equalWidth(15)
    ) throws {
        _ = try Check.distributions(probabilities, labels, for: "calibration")
        let chosen = probabilities.map { row in row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 } }
        try self.init(
            confidences: zip(probabilities, chosen).map { min(1, $0[$1]) },
            isRight: zip(chosen, labels).map { $0 == $1 }, binning: binning)
    }

    /// The most bins of a table.
    public static let binLimit = 10_000

    /// The expected calibration error: the mean gap, weighted by the number of items.
    public var expectedError: Double {
        let total = Double(bins.reduce(0) { $0 + $1.count })
        return bins.reduce(0) { $0 + Double($1.count) / total * $1.gap }
    }

    /// The maximum calibration error: the largest gap of any bin.
    public var maximumError: Double { bins.reduce(0) { max($0, $1.gap) } }
}

extension CalibrationTable {
    private static func equalWidth(
        _ count: Int, _ confidences: [Double], _ isRight: [Bool]
    ) -> [CalibrationBin] {
        var tallies = [Tally](repeating: Tally(), count: count)
        for (confidence, right) in zip(confidences, isRight) {
            // Bins hold their upper bound, the double nearest to (i + 1) / count; the product is rounded.
            var bin = min(count - 1, Int(confidence * Double(count)))
            if bin > 0, confidence <= Double(bin) / Double(count) { bin -= 1 }
            if confidence > Double(bin + 1) / Double(count) { bin += 1 }
            tallies[bin].add(confidence, right)
        }
        return tallies.enumerated().map { i, tally in
            tally.bin(low: Double(i) / Double(count), high: Double(i + 1) / Double(count))
        }
    }

    private static func equalMass(
        _ count: Int, _ confidences: [Double], _ isRight: [Bool]
    ) -> [CalibrationBin] {
        let order = confidences.indices.sorted { confidences[$0] < confidences[$1] }
        var bins: [CalibrationBin] = []
        var tally = Tally()
        for (seen, position) in order.enumerated() {
            let confidence = confidences[position]
            tally.add(confidence, isRight[position])
            let isLastOfTie = seen + 1 == order.count || confidences[order[seen + 1]] != confidence
            // The i-th bin is full after i · n / count items, once its last tie is over.
            let isFull = (seen + 1) * count / order.count > (seen + 1 - tally.count) * count / order.count
            guard isLastOfTie, isFull || seen + 1 == order.count else { continue }
            bins.append(tally.bin(low: bins.last?.high ?? 0, high: confidence))
            tally = Tally()
        }
        return bins
    }
}

/// What is summed up for one bin.
private struct Tally {
    private(set) var count = 0
    private var confidence = 0.0
    private var right = 0

    mutating func add(_ confidence: Double, _ isRight: Bool) {
        count += 1
        self.confidence += confidence
        right += isRight ? 1 : 0
    }

    func bin(low: Double, high: Double) -> CalibrationBin {
        let total = Double(count)
        return CalibrationBin(
            low: low, high: high, count: count, meanConfidence: count == 0 ? nil : confidence / total,
            accuracy: count == 0 ? nil : Double(right) / total)
    }
}

extension Metrics {
    /// Returns the expected calibration error of the chosen classes; see `CalibrationTable`.
    ///
    /// - Shapes: probabilities, a row for each item and a column for each class.
    /// - Throws: as `CalibrationTable`.
    public static func expectedCalibrationError(
        probabilities: [[Double]], labels: [Int], binning: CalibrationBinning = .equalWidth(15)
    ) throws -> Double {
        try CalibrationTable(probabilities: probabilities, labels: labels, binning: binning).expectedError
    }
}
