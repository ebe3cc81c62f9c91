// The sign test.

import GimbalCore
import Numerics

extension PairedTest {
    /// Tests with the signs of the differences alone: whether their median is zero.
    ///
    /// Asks nothing of how differences are distributed, and finds less than Wilcoxon's test. Exact; pairs
    /// without a difference are left out of the p-value. The statistic is the number of positive differences.
    /// The difference is the median of all differences, and its interval lies between two of them, at least
    /// as wide as the confidence asks. If all differences are equal, the p-value is still that of the signs,
    /// and the result is flagged `isDegenerate`.
    /// - Throws: `DataError` unless both have the same length and finite values, and enough of them that an
    ///   interval of this confidence exists (6 for 95 %); `ConfigError` if the confidence is outside (0, 1).
    /// - Complexity: O(n log n).
    /// - Paper: Conover 1999, "Practical nonparametric statistics", sections 3.2 and 3.4. Deviation: none.
    public static func signTest(
        _ first: [Double], _ second: [Double], confidence: Double = 0.95
    ) throws -> PairedTest {
        let name = "Sign test"
        try Check.confidence(confidence)
        let tail = (1 - confidence) / 2
        // The widest interval, from the smallest difference to the largest, misses with chance 2 · 2⁻ⁿ.
        try Check.count(
            first.count, for: name, minimum: Int((-Double.log2(tail)).rounded(.up)), what: "pair")
        let pairs = try Pairs(first, second, for: name, minimum: 1)
        let ordered = pairs.differences.sorted()
        let below = outside(count: ordered.count, tail: tail)
        let positive = ordered.count(where: { $0 > 0 })
        return PairedTest(
            difference: sortedQuantile(ordered, 0.5), low: ordered[below],
            high: ordered[ordered.count - 1 - below], statistic: pairs.areZero ? nil : Double(positive),
            degreesOfFreedom: nil, pValue: fairCoinPValue(positive, ordered.count(where: { $0 < 0 })),
            isDegenerate: pairs.areEqual)
    }

    /// Returns how many differences lie below the interval: one less than the largest m with P(X < m) ≤ tail.
    private static func outside(count: Int, tail: Double) -> Int {
        var (low, high) = (1, count / 2)
        while low < high {
            let middle = (low + high + 1) / 2
            if fairCoinTail(middle - 1, of: count) <= tail { low = middle } else { high = middle - 1 }
        }
        return low - 1
    }
}
