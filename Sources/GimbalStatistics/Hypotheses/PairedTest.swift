// Paired tests: two methods measured on the same splits and seeds.

import GimbalCore

/// Reports whether two methods that were measured in pairs differ.
///
/// Differences count as equal when they agree to rounding (a few units in the last place of the values). Then
/// the spread is zero, the result is flagged `isDegenerate` and has no statistic: the p-value of a t-test is
/// 1 if the common difference is zero, else 0, and the interval has no width. A p-value of 0 then says that
/// the pairs agree, not that the evidence is infinite.
public struct PairedTest: Sendable, Codable, Equatable {
    /// The estimated difference, first minus second.
    public let difference: Double
    /// The lower bound of the difference.
    public let low: Double
    /// The upper bound of the difference.
    public let high: Double
    /// The test statistic: t, the sum of positive ranks, or the number of positive differences; nil where it
    /// is undefined.
    public let statistic: Double?
    /// The degrees of freedom of a t-test; nil for a test of ranks or signs.
    public let degreesOfFreedom: Double?
    /// The two-sided p-value.
    public let pValue: Double
    /// Whether all pairs had the same difference, so that no spread could be estimated.
    public let isDegenerate: Bool
}

extension PairedTest {
    /// Tests the mean difference with Student's paired t-test.
    ///
    /// Right when the runs are independent given the data: same split every time, only the seed of training
    /// changes.
    /// - Throws: `DataError` unless both have the same length, at least 2, and finite values; `ConfigError`
    ///   if the confidence is outside (0, 1).
    public static func tTest(_ first: [Double], _ second: [Double], confidence: Double = 0.95) throws
        -> PairedTest
    {
        try tTest(first, second, confidence: confidence, resampling: .none)
    }

    /// Tests the mean difference over resampled splits of one data set.
    ///
    /// Training sets that overlap make a plain t-test overconfident; the variance factor 1/n becomes
    /// 1/n + testToTrainRatio.
    /// - Parameter testToTrainRatio: test size / training size, for example 1/9 in ten-fold cross-validation.
    /// - Throws: as `tTest`, and `ConfigError` unless the ratio is positive and finite.
    /// - Paper: Nadeau, Bengio 2003, "Inference for the generalization error", section 3. Deviation: none.
    public static func correctedResampledTTest(
        _ first: [Double], _ second: [Double], testToTrainRatio: Double, confidence: Double = 0.95
    ) throws -> PairedTest {
        try tTest(
            first, second, confidence: confidence, resampling: .resampled(testToTrainRatio: testToTrainRatio))
    }

    /// Tests the mean difference, with the correction that the way of splitting asks for.
    public static func tTest(
        _ first: [Double], _ second: [Double], confidence: Double = 0.95, resampling: Resampling
    ) throws -> PairedTest {
        try Check.confidence(confidence)
        let pairs = try Pairs(first, second, for: "Paired t-test", minimum: 2)
        let center = try pairs.differences.mean()
        let degrees = Double(first.count - 1)
        guard !pairs.areEqual else {
            return PairedTest(
                difference: center, low: center, high: center, statistic: nil, degreesOfFreedom: degrees,
                pValue: pairs.areZero ? 1 : 0, isDegenerate: true)
        }
        let factor = try resampling.varianceFactor(count: first.count)
        let error = try pairs.differences.standardDeviation() * factor.squareRoot()
        let interval = try studentInterval(
            around: center, error: error, degreesOfFreedom: degrees, confidence: confidence)
        let t = center / error
        return PairedTest(
            difference: center, low: interval.low, high: interval.high, statistic: t,
            degreesOfFreedom: degrees,
            pValue: 2 * (try StudentT(degreesOfFreedom: degrees).survival(abs(t))), isDegenerate: false)
    }
}

/// Says how the runs that are compared were split.
public enum Resampling: Sendable, Codable, Equatable {
    /// The same split for every seed: only training is repeated.
    case none
    /// A new split for every seed, drawn from one data set; the ratio is test size / training size.
    case resampled(testToTrainRatio: Double)

    /// Returns the variance of a mean of n runs, in units of the variance of one run.
    ///
    /// - Throws: `ConfigError` unless the ratio is positive and finite.
    public func varianceFactor(count: Int) throws -> Double {
        guard case .resampled(let ratio) = self else { return 1 / Double(count) }
        guard ratio > 0, ratio.isFinite else {
            throw ConfigError(
                "statistics.testToTrainRatio", "testToTrainRatio is \(ratio), expected a positive number.",
                fix: "Pass test size / training size, for example 1/9 in ten-fold cross-validation.")
        }
        return 1 / Double(count) + ratio
    }
}

/// Two samples of the same length, checked, with their differences.
struct Pairs {
    /// First minus second; differences that agree to rounding are made equal.
    let differences: [Double]
    let areEqual: Bool
    let areZero: Bool

    init(_ first: [Double], _ second: [Double], for name: String, minimum: Int) throws {
        try Check.sameLength(("values", first.count), ("values", second.count), for: name)
        try Check.count(first.count, for: name, minimum: minimum, what: "pair")
        try Check.finite(first, for: name)
        try Check.finite(second, for: name)
        differences = Self.withoutRounding(first, second)
        areEqual = differences.allSatisfy { [first = differences[0]] in $0 == first }
        areZero = areEqual && differences[0] == 0
    }

    /// Returns the differences, with sizes that agree to rounding made equal, and zero where only rounding is
    /// left.
    ///
    /// 0.85 − 0.83 and 0.84 − 0.82 differ in the last place: neither a spread nor a difference of ranks.
    private static func withoutRounding(_ first: [Double], _ second: [Double]) -> [Double] {
        var differences = zip(first, second).map { $0 - $1 }
        let rounding = zip(first, second).map { 2 * (abs($0) + abs($1)) * Double.ulpOfOne }
        var shared = (size: 0.0, rounding: 0.0)
        for i in differences.indices.sorted(by: { abs(differences[$0]) < abs(differences[$1]) }) {
            let size = abs(differences[i])
            if size - shared.size > rounding[i] + shared.rounding { shared = (size, rounding[i]) }
            differences[i] = differences[i] < 0 ? -shared.size : shared.size
        }
        return differences
    }
}
