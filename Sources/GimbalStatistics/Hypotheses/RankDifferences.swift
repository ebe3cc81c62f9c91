// Which methods differ in average rank: the tests that follow a Friedman test.

import GimbalCore
import Numerics

/// Compares average ranks of methods over data sets, all with all or all with one.
///
/// The standard error of a difference of average ranks is √(k (k + 1) / (6 n)) for k methods on n data sets.
/// - Paper: Demšar 2006, "Statistical comparisons of classifiers over multiple data sets", section 3.2.2;
///   Nemenyi 1963; Dunn 1961. Deviation: none.
public struct RankDifferences: Sendable, Codable, Equatable {
    /// The average rank of each method.
    public let averageRanks: [Double]
    /// The number of data sets.
    public let dataSetCount: Int

    /// Creates the comparison.
    ///
    /// - Throws: `DataError` unless there are two methods and two data sets at least, and every rank lies
    ///   between 1 and the number of methods.
    public init(averageRanks: [Double], dataSetCount: Int) throws {
        let name = "RankDifferences"
        try Check.finite(averageRanks, for: name, minimum: 2, what: "average rank")
        try Check.count(max(0, dataSetCount), for: name, minimum: 2, what: "data set")
        let range = 1...Double(averageRanks.count)
        if let position = averageRanks.firstIndex(where: { !range.contains($0) }) {
            throw DataError(
                "statistics.rank",
                "\(name): average rank \(position) is \(averageRanks[position]), expected 1 to "
                    + "\(averageRanks.count), the number of methods.",
                fix: "Pass average ranks, not values.")
        }
        (self.averageRanks, self.dataSetCount) = (averageRanks, dataSetCount)
    }

    /// Creates the comparison that follows a Friedman test.
    public init(_ test: FriedmanTest) {
        (averageRanks, dataSetCount) = (test.averageRanks, test.dataSetCount)
    }

    /// The standard error of the difference of two average ranks.
    public var standardError: Double {
        let k = Double(averageRanks.count)
        return (k * (k + 1) / (6 * Double(dataSetCount))).squareRoot()
    }

    /// Returns the p-value of each pair of methods by Nemenyi's test, which accounts for all pairs.
    ///
    /// - Shapes: `[method][method]`, symmetric, with 1 on the diagonal.
    public func nemenyiPValues() throws -> [[Double]] {
        let distribution = try StudentizedRange(groupCount: averageRanks.count)
        let scale = 2.0.squareRoot() / standardError
        return averageRanks.map { a in
            averageRanks.map { b in a == b ? 1 : distribution.survival(abs(a - b) * scale) }
        }
    }

    /// Returns the smallest difference of average ranks that Nemenyi's test shows at the level 1 −
    /// confidence.
    ///
    /// - Throws: `ConfigError` if the confidence is outside (0, 1).
    public func nemenyiCriticalDifference(confidence: Double = 0.95) throws -> Double {
        try Check.confidence(confidence)
        let quantile = try StudentizedRange(groupCount: averageRanks.count).quantile(confidence)
        return quantile / 2.0.squareRoot() * standardError
    }

    /// Returns the p-value of each method against a control by the test of Bonferroni and Dunn, which
    /// accounts for all methods but the control.
    ///
    /// Finds more than Nemenyi's test where only the control matters.
    /// - Parameter control: the position of the control, whose own p-value is 1.
    /// - Throws: `ConfigError` if there is no such method.
    public func bonferroniDunnPValues(control: Int) throws -> [Double] {
        guard averageRanks.indices.contains(control) else {
            throw ConfigError(
                "statistics.control",
                "Bonferroni-Dunn test: the control is method \(control), expected 0 to "
                    + "\(averageRanks.count - 1).",
                fix: "Pass the position of the control among the average ranks.")
        }
        return averageRanks.enumerated().map { position, rank in
            guard position != control else { return 1 }
            let z = abs(rank - averageRanks[control]) / standardError
            return min(1, 2 * StandardNormal.survival(z) * Double(averageRanks.count - 1))
        }
    }

    /// Returns the smallest difference to the control that the test of Bonferroni and Dunn shows at the level
    /// 1 − confidence.
    ///
    /// - Throws: `ConfigError` if the confidence is outside (0, 1).
    public func bonferroniDunnCriticalDifference(confidence: Double = 0.95) throws -> Double {
        try Check.confidence(confidence)
        let tail = (1 - confidence) / (2 * Double(averageRanks.count - 1))
        return try -StandardNormal.quantile(tail) * standardError
    }
}
