// Compares methods over the same seeds: from values to ranks, tests and a verdict.

import GimbalCore

/// Holds the summary of one method of a comparison.
public struct RankedMethod: Sendable, Codable, Equatable {
    /// The alias of the method.
    public let method: String
    /// What its runs gave.
    public let summary: Summary
}

/// Compares methods on one metric: summaries in order, a test of each pair, and a verdict.
///
/// Tests are paired by seed: Student's t-test, or the corrected resampled t-test where each seed has a split
/// of its own. See `ComparisonRule` for what a verdict needs.
public struct Comparison: Sendable, Codable, Equatable {
    /// The metric compared.
    public let metric: String
    /// What a verdict needs.
    public let rule: ComparisonRule
    /// The methods, best mean first; equal means stay in the order given.
    public let methods: [RankedMethod]
    /// All pairs in the order of the methods; empty with a single method or a single seed.
    public let tests: [PairwiseTest]
    /// What follows from the tests.
    public let verdict: Verdict

    /// Compares methods.
    ///
    /// - Throws: `DataError` if there are no methods, values are missing or not finite, or methods differ in
    ///   their number of values; `ConfigError` if two methods have the same alias or a setting of the rule is
    ///   out of range.
    public init(
        metric: String, methods: [MethodValues], rule: ComparisonRule = ComparisonRule(),
        format: MetricFormat = .percent
    ) throws {
        try rule.validate()
        try MethodValues.check(methods, for: "Comparison", unit: "seed")
        self.metric = metric
        self.rule = rule
        self.methods = try Self.ranked(methods, rule)
        tests = try Self.tests(self.methods, metric: metric, rule: rule)
        verdict = Verdict(methods: self.methods, tests: tests, rule: rule, format: format)
    }

    private static func ranked(_ methods: [MethodValues], _ rule: ComparisonRule) throws -> [RankedMethod] {
        let higherIsBetter = rule.direction == .higherIsBetter
        let seeds = methods[0].values.indices.map { seed in methods.map { $0.values[seed] } }
        let ranks = try averageRanks(seeds, higherIsBetter: higherIsBetter)
        let summarised = try zip(methods, ranks).map { method, rank in
            RankedMethod(
                method: method.method,
                summary: try Summary(
                    method.values, confidence: rule.confidence, resampling: rule.resampling, rank: rank))
        }
        // The standard library's sort is stable, so equal means stay in the order given.
        return summarised.sorted {
            higherIsBetter ? $0.summary.mean > $1.summary.mean : $0.summary.mean < $1.summary.mean
        }
    }

    private static func tests(
        _ methods: [RankedMethod], metric: String, rule: ComparisonRule
    ) throws -> [PairwiseTest] {
        guard methods[0].summary.values.count > 1 else { return [] }
        let pairs = methods.indices.flatMap { i in methods[(i + 1)...].map { (methods[i], $0) } }
        let results = try pairs.map { a, b in
            try PairedTest.tTest(
                a.summary.values, b.summary.values, confidence: rule.confidence, resampling: rule.resampling)
        }
        let corrected = holmCorrected(results.map(\.pValue))
        return zip(pairs, zip(results, corrected)).map { pair, result in
            PairwiseTest(
                pair.0.method, pair.1.method, metric: metric, test: result.0, corrected: result.1, rule: rule)
        }
    }
}
