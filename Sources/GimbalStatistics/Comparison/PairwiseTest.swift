// The test of one pair of methods within a comparison.

/// Reports what was found between two methods of a comparison.
public struct PairwiseTest: Sendable, Codable, Equatable {
    /// What the rule of the comparison makes of a pair.
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        /// The first method is better, by at least the margin.
        case firstIsBetter
        /// The second method is better, by at least the margin.
        case secondIsBetter
        /// The interval of the difference lies inside the margin, or all values are the same.
        case equivalent
        /// A difference is shown, but its estimate is smaller than the margin.
        case belowMargin
        /// No difference is shown.
        case notShown
    }

    /// The alias of the first method, the one with the better mean.
    public let a: String
    /// The alias of the second method.
    public let b: String
    /// The metric compared.
    public let metric: String
    /// The mean difference, a minus b.
    public let difference: Double
    /// The lower bound of the difference.
    public let low: Double
    /// The upper bound of the difference.
    public let high: Double
    /// The two-sided p-value.
    public let pValue: Double
    /// The p-value after Holm's correction over all pairs of the comparison.
    public let corrected: Double
    /// Whether every seed gave the same difference, so that no spread could be estimated.
    public let isDegenerate: Bool
    /// What the rule makes of it.
    public let outcome: Outcome

    init(_ a: String, _ b: String, metric: String, test: PairedTest, corrected: Double, rule: ComparisonRule)
    {
        self.a = a
        self.b = b
        self.metric = metric
        self.corrected = corrected
        (difference, low, high) = (test.difference, test.low, test.high)
        (pValue, isDegenerate) = (test.pValue, test.isDegenerate)
        outcome = Self.outcome(of: test, corrected: corrected, rule: rule)
    }

    private static func outcome(of test: PairedTest, corrected: Double, rule: ComparisonRule) -> Outcome {
        let areSame = test.isDegenerate && test.difference == 0
        if areSame || (-rule.margin < test.low && test.high < rule.margin) { return .equivalent }
        let excludesZero = test.low > 0 || test.high < 0
        guard excludesZero, corrected < 1 - rule.confidence else { return .notShown }
        // A difference of 0.02 that was computed as 0.01999… reaches a margin of 0.02.
        guard abs(test.difference) >= rule.margin * (1 - 1e-9) else { return .belowMargin }
        return (test.difference > 0) == (rule.direction == .higherIsBetter) ? .firstIsBetter : .secondIsBetter
    }
}
