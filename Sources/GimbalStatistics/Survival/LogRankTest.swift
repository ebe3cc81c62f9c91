// Tests of whether groups have the same survival curve.

import GimbalCore

/// Tests whether groups have the same hazard at all times.
///
/// The statistic compares the events of each group with those expected if all groups shared one hazard, and is
/// chi-square with (groups − 1) degrees of freedom. With strata, samples are compared within their stratum only.
/// Groups that were never at risk of an event say nothing and lower the degrees of freedom.
/// - Paper: Mantel 1966; weights by Gehan 1965, Tarone, Ware 1977, Peto, Peto 1972 (with the estimate of
///   survival of Andersen et al. 1982) and Fleming, Harrington 1991. Deviation: none.
public struct LogRankTest: Sendable, Codable, Equatable {
    /// How much an event time counts.
    public enum Weight: Sendable, Codable, Equatable {
        /// All the same: best where hazards are proportional.
        case logRank
        /// By the number at risk n (generalised Wilcoxon): early differences count most.
        case gehan
        /// By √n.
        case taroneWare
        /// By a survival estimate, Π (1 − d / (n + 1)), which unlike n does not depend on the censoring.
        case peto
        /// By S(t−)^rho (1 − S(t−))^gamma: with rho early, with gamma late differences count; both 0 or more.
        case flemingHarrington(rho: Double, gamma: Double = 0)
    }

    /// What was seen in one group.
    public struct Group: Sendable, Codable, Equatable {
        /// The number by which the input calls the group.
        public let group: Int
        /// The number of samples.
        public let count: Int
        /// The number of events.
        public let observed: Int
        /// The number of events expected if all groups shared one hazard, not weighted.
        public let expected: Double
    }

    /// The groups in ascending order of their number.
    public let groups: [Group]
    /// The test statistic.
    public let statistic: Double
    /// The degrees of freedom.
    public let degreesOfFreedom: Int
    /// The p-value.
    public let pValue: Double

    /// Tests the groups.
    ///
    /// - Parameters:
    ///   - groups: the group of each sample, any numbers.
    ///   - strata: the stratum of each sample, any numbers; nil for a single stratum.
    /// - Throws: `DataError` if counts differ, there is one group only, no event was seen, or all events came
    ///   when nothing was left to compare; `ConfigError` if rho or gamma is negative or not finite.
    /// - Complexity: O(n + T k²) for T distinct event times and k groups.
    public init(
        _ outcomes: SurvivalTimes, groups: [Int], strata: [Int]? = nil, weight: Weight = .logRank
    ) throws {
        try weight.validate()
        let sums = try LogRankSums(outcomes, groups: groups, strata: strata, weight: weight)
        let (statistic, rank) = sums.statistic
        guard rank > 0 else { throw LogRankSums.nothingToCompare }
        self.statistic = statistic
        degreesOfFreedom = rank
        pValue = try ChiSquare(degreesOfFreedom: Double(rank)).survival(statistic)
        self.groups = sums.groups.indices.map { g in
            Group(
                group: sums.groups[g], count: sums.counts[g], observed: sums.observed[g],
                expected: sums.expected[g])
        }
    }
}

extension LogRankTest.Weight {
    fileprivate func validate() throws {
        guard case .flemingHarrington(let rho, let gamma) = self else { return }
        guard !(rho >= 0 && rho.isFinite && gamma >= 0 && gamma.isFinite) else { return }
        throw ConfigError(
            "statistics.weight",
            "LogRankTest: rho is \(rho) and gamma \(gamma), expected 0 or more for both.",
            fix: "Rho 1 stresses early differences, gamma 1 late ones.")
    }
}
