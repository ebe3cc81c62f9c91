// What tests of the log-rank family add up over event times.

import GimbalCore
import Numerics

/// Sums over event times and strata of what each group shows, with the covariance of the scores.
struct LogRankSums {
    /// The numbers of the groups, ascending.
    let groups: [Int]
    private(set) var counts: [Int]
    private(set) var observed: [Int]
    /// Not weighted.
    private(set) var expected: [Double]
    /// Observed minus expected, weighted.
    private(set) var scores: [Double]
    /// The covariance of the scores, row by row.
    private(set) var covariance: [Double]

    init(
        _ outcomes: SurvivalTimes, groups: [Int], strata: [Int]? = nil,
        weight: LogRankTest.Weight = .logRank
    ) throws {
        let name = "LogRankTest"
        try Check.sameLength(("groups", groups.count), ("samples", outcomes.count), for: name)
        if let strata {
            try Check.sameLength(("strata", strata.count), ("samples", outcomes.count), for: name)
        }
        try Check.hasEvent(outcomes, for: name)
        self.groups = Set(groups).sorted()
        let k = self.groups.count
        guard k > 1 else {
            throw DataError(
                "statistics.oneGroup",
                "\(name): all samples are in group \(groups[0]), expected two or more.",
                fix: "Check the column that holds the groups.")
        }
        counts = [Int](repeating: 0, count: k)
        observed = counts
        expected = [Double](repeating: 0, count: k)
        scores = expected
        covariance = [Double](repeating: 0, count: k * k)
        let index = Dictionary(uniqueKeysWithValues: self.groups.enumerated().map { ($1, $0) })
        let codes = groups.map { index[$0, default: 0] }
        for group in codes { counts[group] += 1 }
        for rows in Self.rows(of: strata, count: outcomes.count) {
            try add(outcomes.subset(rows), rows.map { codes[$0] }, weight)
        }
    }

    static var nothingToCompare: DataError {
        DataError(
            "statistics.nothingToCompare",
            "LogRankTest: at no event time samples of two groups were at risk and some of them survived it.",
            fix: "Check that groups and strata overlap in time.")
    }

    private static func rows(of strata: [Int]?, count: Int) -> [[Int]] {
        guard let strata else { return [Array(0..<count)] }
        // In a fixed order, so that sums are the same to the last bit each time.
        return Dictionary(grouping: 0..<count) { strata[$0] }.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func add(_ outcomes: SurvivalTimes, _ codes: [Int], _ weight: LogRankTest.Weight) {
        var atRisk = [Int](repeating: 0, count: groups.count)
        for group in codes { atRisk[group] += 1 }
        var curve = LogRankCurve()
        for range in outcomes.tiedRanges {
            let rows = outcomes.order[range]
            let events = rows.filter { outcomes.events[$0] }
            if !events.isEmpty {
                let n = outcomes.count - range.lowerBound
                let factor = curve.weight(weight, events: events.count, atRisk: n)
                for row in events {
                    observed[codes[row]] += 1
                    scores[codes[row]] += factor
                }
                addExpected(events: events.count, atRisk: atRisk, weight: factor)
            }
            for row in rows { atRisk[codes[row]] -= 1 }
        }
    }

    /// Adds the mean and the covariance of the events of the groups (multivariate hypergeometric).
    private mutating func addExpected(events: Int, atRisk: [Int], weight: Double) {
        let n = Double(atRisk.reduce(0, +))
        let d = Double(events)
        let variance = n > 1 ? weight * weight * d * (n - d) / (n - 1) : 0
        let k = groups.count
        for g in 0..<k where atRisk[g] > 0 {
            let share = Double(atRisk[g]) / n
            expected[g] += d * share
            scores[g] -= weight * d * share
            for h in 0..<k where atRisk[h] > 0 {
                let other = Double(atRisk[h]) / n
                covariance[g * k + h] += variance * (g == h ? share * (1 - share) : -share * other)
            }
        }
    }

    /// scoresᵀ · covariance⁻ · scores with the rank of the covariance.
    ///
    /// Elimination with the largest pivot first; what is left when no pivot is larger than rounding has no part
    /// in the scores, since these lie in the range of the covariance.
    var statistic: (value: Double, rank: Int) {
        let k = groups.count
        var (matrix, right, left) = (covariance, scores, Set(0..<k))
        let rounding = 1e-10 * (0..<k).map { covariance[$0 * k + $0] }.reduce(0, max)
        var (value, rank) = (0.0, 0)
        // The rows of the covariance sum to 0, so that one of the groups is always left over.
        while rank < k - 1 {
            guard let p = left.max(by: { (matrix[$0 * k + $0], $1) < (matrix[$1 * k + $1], $0) }),
                matrix[p * k + p] > rounding
            else { break }
            left.remove(p)
            value += right[p] * right[p] / matrix[p * k + p]
            for g in left {
                let factor = matrix[g * k + p] / matrix[p * k + p]
                right[g] -= factor * right[p]
                for h in left { matrix[g * k + h] -= factor * matrix[p * k + h] }
            }
            rank += 1
        }
        return (value, rank)
    }
}

/// The survival curves from which event times take their weights.
private struct LogRankCurve {
    /// Kaplan-Meier before the time.
    private var survival = 1.0
    /// Π (1 − d / (n + 1)), the time included.
    private var peto = 1.0

    /// Returns the weight of the next event time.
    mutating func weight(_ weight: LogRankTest.Weight, events: Int, atRisk: Int) -> Double {
        let (d, n, before) = (Double(events), Double(atRisk), survival)
        survival *= (n - d) / n
        peto *= 1 - d / (n + 1)
        switch weight {
        case .logRank: return 1
        case .gehan: return n
        case .taroneWare: return n.squareRoot()
        case .peto: return peto
        case .flemingHarrington(let rho, let gamma):
            // Swift Numerics has no 0^0.
            return (rho == 0 ? 1 : .pow(before, rho)) * (gamma == 0 ? 1 : .pow(1 - before, gamma))
        }
    }
}
