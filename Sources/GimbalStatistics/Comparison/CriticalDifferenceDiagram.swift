// What a critical-difference diagram shows: methods in rank order, and which are not told apart.

import GimbalCore

/// Orders methods by their average rank over data sets, and groups those that Nemenyi's test does not tell
/// apart.
///
/// - Paper: Demšar 2006, "Statistical comparisons of classifiers over multiple data sets", section 3.2.4.
///   Deviation: none.
public struct CriticalDifferenceDiagram: Sendable, Codable, Equatable {
    /// The methods, best average rank first; equal ranks stay in the order given.
    public let methods: [String]
    /// The average rank of each method, ascending.
    public let averageRanks: [Double]
    /// The Friedman test of the methods in this order; without its evidence the groups say little.
    public let friedman: FriedmanTest
    /// The smallest difference of average ranks that is shown.
    public let criticalDifference: Double
    /// Positions in `methods` that are not told apart.
    ///
    /// The longest runs whose ranks differ by less than the critical difference, two methods at least. Runs
    /// can overlap.
    public let groups: [Range<Int>]

    /// Compares methods over data sets.
    ///
    /// - Parameter methods: the values of each method, one for each data set in the same order.
    /// - Throws: `DataError` unless there are two methods and two data sets at least, all with finite values;
    ///   `ConfigError` if two methods have the same alias or the confidence is outside (0, 1).
    public init(
        _ methods: [MethodValues], direction: MetricDirection = .higherIsBetter, confidence: Double = 0.95
    ) throws {
        try MethodValues.check(methods, for: "CriticalDifferenceDiagram", unit: "data set")
        let higherIsBetter = direction == .higherIsBetter
        let ranks = try FriedmanTest(Self.table(methods), higherIsBetter: higherIsBetter).averageRanks
        // The standard library's sort is stable, so equal ranks stay in the order given.
        let order = methods.indices.sorted { ranks[$0] < ranks[$1] }
        let ordered = order.map { methods[$0] }
        friedman = try FriedmanTest(Self.table(ordered), higherIsBetter: higherIsBetter)
        self.methods = ordered.map(\.method)
        averageRanks = friedman.averageRanks
        criticalDifference = try RankDifferences(friedman).nemenyiCriticalDifference(confidence: confidence)
        groups = Self.groups(averageRanks, criticalDifference)
    }

    private static func table(_ methods: [MethodValues]) -> [[Double]] {
        methods[0].values.indices.map { row in methods.map { $0.values[row] } }
    }

    /// Returns the longest runs of ascending ranks that differ by less than the critical difference.
    private static func groups(_ ranks: [Double], _ difference: Double) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        for start in ranks.indices {
            let end = ranks[start...].firstIndex { $0 - ranks[start] >= difference } ?? ranks.count
            if end - start > 1, end > groups.last?.upperBound ?? 0 { groups.append(start..<end) }
        }
        return groups
    }
}
