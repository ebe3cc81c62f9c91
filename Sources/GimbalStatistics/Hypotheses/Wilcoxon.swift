// The Wilcoxon signed-rank test.

import GimbalCore
import Numerics

extension PairedTest {
    /// The fewest pairs that the signed-rank test accepts: with fewer even its smallest p-value is large.
    public static let wilcoxonMinimumCount = 8
    /// The most pairs with an exact null distribution; beyond, the normal approximation serves.
    public static let wilcoxonExactLimit = 50

    /// Tests with Wilcoxon's signed ranks: whether the differences are symmetric around zero.
    ///
    /// Pairs without a difference are left out of the p-value. Up to 50 pairs it is exact, ties included (all
    /// signs of the midranks that occurred); beyond, normal with tie and continuity correction. The statistic
    /// is the sum of positive ranks. The difference is the median of all pairwise means (Hodges and Lehmann),
    /// and its interval holds what the test without ties would not reject. If all differences are equal, the
    /// p-value is still that of the signs, and the result is flagged `isDegenerate`.
    /// - Throws: `DataError` unless both have the same length, at least 8, and finite values; `ConfigError`
    ///   if the confidence is outside (0, 1).
    /// - Complexity: O(n² log n), and O(n³) for the exact distribution.
    /// - Paper: Wilcoxon 1945, "Individual comparisons by ranking methods"; interval by Hodges, Lehmann 1963.
    ///   Deviation: none.
    public static func wilcoxon(
        _ first: [Double], _ second: [Double], confidence: Double = 0.95
    ) throws -> PairedTest {
        let name = "Wilcoxon signed-rank test"
        try Check.confidence(confidence)
        try Check.sameLength(("values", first.count), ("values", second.count), for: name)
        guard first.count >= wilcoxonMinimumCount else {
            throw DataError(
                "statistics.tooFew",
                "\(name): found \(first.count) pairs, expected at least \(wilcoxonMinimumCount).",
                fix: "Run more seeds, or use the paired t-test.")
        }
        let pairs = try Pairs(first, second, for: name, minimum: wilcoxonMinimumCount)
        let signed = SignedRanks(pairs.differences.filter { $0 != 0 })
        let means = pairwiseMeans(pairs.differences)
        let k = try SignedRanks.lowerCritical(count: first.count, tail: (1 - confidence) / 2)
        return PairedTest(
            difference: sortedQuantile(means, 0.5), low: means[k - 1], high: means[means.count - k],
            statistic: pairs.areZero ? nil : signed.positiveSum, degreesOfFreedom: nil, pValue: signed.pValue,
            isDegenerate: pairs.areEqual)
    }

    /// Returns the sorted means of all pairs of values, each value with itself included.
    private static func pairwiseMeans(_ values: [Double]) -> [Double] {
        values.indices.flatMap { i in values[i...].map { values[i] / 2 + $0 / 2 } }.sorted()
    }
}

/// The ranks of the sizes of differences that are not zero, and their null distribution.
struct SignedRanks {
    private let ranks: [Double]
    let positiveSum: Double

    init(_ differences: [Double]) {
        ranks = midranks(differences.map(abs))
        positiveSum = zip(differences, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    }

    /// The two-sided p-value; 1 without differences.
    var pValue: Double {
        if ranks.isEmpty { return 1 }
        let smaller = min(positiveSum, ranks.reduce(0, +) - positiveSum)
        let tail = ranks.count <= PairedTest.wilcoxonExactLimit ? exactTail(smaller) : normalTail(smaller)
        return min(1, 2 * tail)
    }

    /// Returns P(sum ≤ w) over all assignments of signs to these ranks.
    private func exactTail(_ w: Double) -> Double {
        // Midranks are halves, so doubled ranks are whole and also ties are exact.
        let counts = Self.signCounts(ranks.map { Int(2 * $0) })
        return counts[...Int(2 * w)].reduce(0, +) / .exp2(Double(ranks.count))
    }

    private func normalTail(_ w: Double) -> Double {
        let n = Double(ranks.count)
        let variance = ranks.reduce(0) { $0 + $1 * $1 } / 4  // midranks carry the tie correction
        return StandardNormal.cdf((w - n * (n + 1) / 4 + 0.5) / variance.squareRoot())
    }

    /// Returns for each sum how many subsets of the weights have it; exact below 2⁵³ subsets.
    private static func signCounts(_ weights: [Int]) -> [Double] {
        var counts = [Double](repeating: 0, count: weights.reduce(0, +) + 1)
        counts[0] = 1
        var reach = 0
        for weight in weights {
            reach += weight
            for sum in stride(from: reach, through: weight, by: -1) { counts[sum] += counts[sum - weight] }
        }
        return counts
    }

    /// Returns the largest k ≥ 1 with P(sum < k) ≤ tail without ties: the k-th pairwise mean bounds the
    /// difference.
    static func lowerCritical(count: Int, tail: Double) throws -> Int {
        guard count > PairedTest.wilcoxonExactLimit else {
            let counts = signCounts(Array(1...count))
            var (k, below) = (0, counts[0])
            while below <= tail * .exp2(Double(count)) {
                k += 1
                below += counts[k]
            }
            return max(1, k)
        }
        let n = Double(count)
        let deviation = (n * (n + 1) * (2 * n + 1) / 24).squareRoot()
        let critical = try n * (n + 1) / 4 + StandardNormal.quantile(tail) * deviation + 0.5
        return max(1, Int(critical))
    }
}
