// Groups of samples with low and high predicted risk, as reports compare them.

import GimbalCore

/// Splits samples by predicted risk into groups of about the same size.
///
/// Thresholds come from reference risks, usually those of the training set, and serve for new samples, too. A
/// risk that equals a threshold belongs to the lower group.
public struct RiskGroups: Sendable, Codable, Equatable {
    /// How many groups there are.
    public enum Split: String, Sendable, Codable, CaseIterable {
        /// Two groups, low and high.
        case median
        /// Three groups, low, middle and high.
        case tertiles
        /// Four groups.
        case quartiles

        var count: Int {
            switch self {
            case .median: 2
            case .tertiles: 3
            case .quartiles: 4
            }
        }
    }

    /// The risks above which the next group begins, ascending.
    public let thresholds: [Double]

    /// Finds the thresholds, the quantiles of the reference risks.
    ///
    /// - Throws: `DataError` if there are no risks, one is not finite, or so many are equal that a group would
    ///   be empty.
    public init(_ split: Split, of referenceRisks: [Double]) throws {
        try Check.finite(referenceRisks, for: "RiskGroups", what: "reference risk")
        let count = split.count
        thresholds = try referenceRisks.quantiles((1..<count).map { Double($0) / Double(count) })
        let sizes = try groups(of: referenceRisks).reduce(into: [Int](repeating: 0, count: count)) {
            $0[$1] += 1
        }
        guard let empty = sizes.firstIndex(of: 0) else { return }
        throw DataError(
            "statistics.constant",
            "RiskGroups: group \(empty) of \(count) would be empty, since many of the "
                + "\(referenceRisks.count) risks are equal.",
            fix: "Use fewer groups, or a model whose risks differ.")
    }

    /// Returns the group of each risk, 0 for the lowest; usable as groups of `LogRankTest`.
    ///
    /// - Throws: `DataError` if there are no risks or one is not finite.
    public func groups(of risks: [Double]) throws -> [Int] {
        try Check.finite(risks, for: "RiskGroups", what: "risk")
        return risks.map { risk in thresholds.partitionPoint { $0 >= risk } }
    }
}
