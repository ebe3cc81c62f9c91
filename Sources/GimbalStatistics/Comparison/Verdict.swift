// What a comparison shows, as a value and as a sentence.

/// Says what a comparison shows.
public struct Verdict: Sendable, Codable, Equatable {
    /// The kinds of result.
    public enum Finding: String, Sendable, Codable, CaseIterable {
        /// The leader is better than every other method.
        case best
        /// The contenders are equivalent within the margin.
        case equivalent
        /// At least one method is not shown to be worse than the leader.
        case noDifferenceShown
        /// One method or one seed only.
        case noTestPossible
    }

    /// The kind of result.
    public let finding: Finding
    /// The alias of the method with the best mean.
    public let leader: String
    /// The aliases of the leader and of all methods not shown to be worse, best mean first.
    public let contenders: [String]
    /// The result in English.
    public let sentence: String

    init(methods: [RankedMethod], tests: [PairwiseTest], rule: ComparisonRule, format: MetricFormat) {
        let leader = methods[0].method
        let words = VerdictWords(rule: rule, format: format, testCount: tests.count)
        self.leader = leader
        guard !tests.isEmpty else {
            finding = .noTestPossible
            contenders = methods.map(\.method)
            sentence = words.noTest(methods)
            return
        }
        // Tests stand in the order of the methods, so those of the leader come first and it is always their
        // `a`.
        let ofLeader = tests.filter { $0.a == leader }
        let open = ofLeader.filter { $0.outcome != .firstIsBetter }
        let beaten = ofLeader.filter { $0.outcome == .firstIsBetter }
        contenders = [leader] + open.map(\.b)
        guard let nearest = open.first else {
            finding = .best
            sentence = words.best(beaten[0])
            return
        }
        let names = Set(contenders)
        let amongContenders = tests.filter { names.contains($0.a) && names.contains($0.b) }
        finding = amongContenders.allSatisfy { $0.outcome == .equivalent } ? .equivalent : .noDifferenceShown
        let main =
            open.count == 1
            ? words.pair(nearest)
            : words.group(contenders, nearest: nearest, areEquivalent: finding == .equivalent)
        sentence = main + words.beaten(beaten.map(\.b), by: leader)
    }
}

/// Writes the sentences of a verdict.
struct VerdictWords {
    let rule: ComparisonRule
    let format: MetricFormat
    let testCount: Int

    func noTest(_ methods: [RankedMethod]) -> String {
        let leader = methods[0]
        let value = format.text(leader.summary.mean)
        guard methods.count > 1 else {
            return "no test is possible with a single method: \(leader.method) has \(value)."
        }
        return "no test is possible with a single seed: \(leader.method) has the best value (\(value)), "
            + "but how much seeds differ is unknown. Run at least 2 seeds, better 10."
    }

    func best(_ test: PairwiseTest) -> String {
        let words = difference(test)
        return "\(test.a) is best: \(words.size) \(side(of: test)) \(test.b) "
            + "(\(words.evidence)).\(note(test))"
    }

    func pair(_ test: PairwiseTest) -> String {
        let (a, b, words) = (test.a, test.b, difference(test))
        switch test.outcome {
        case .equivalent where test.isDegenerate && test.difference == 0:
            return "\(a) and \(b) are equivalent: they gave the same value on every seed."
        case .equivalent:
            return "\(a) and \(b) are equivalent within the margin of \(margin) "
                + "(difference \(words.size), \(words.evidence)).\(note(test))"
        case .belowMargin:
            return "no difference that matters shown between \(a) and \(b): "
                + "\(a) is \(words.size) \(side(of: test)) \(b) (\(words.evidence)), "
                + "less than the margin of \(margin).\(note(test))"
        case .notShown, .firstIsBetter, .secondIsBetter:
            return "no difference shown between \(a) and \(b) "
                + "(\(words.size), \(words.evidence)).\(note(test))"
        }
    }

    func group(_ contenders: [String], nearest: PairwiseTest, areEquivalent: Bool) -> String {
        if areEquivalent {
            let bound =
                rule.margin > 0
                ? " within the margin of \(margin)" : ": they gave the same value on every seed"
            return "\(list(contenders, "and")) are equivalent\(bound)."
        }
        let words = difference(nearest)
        let size = rule.margin > 0 ? " by the margin of \(margin) or more" : ""
        let others = list(Array(contenders.dropFirst()), "or")
        return "no method is shown to be best: \(nearest.a) has the best mean, "
            + "but is not shown to be better than \(others)\(size) "
            + "(\(words.size) \(side(of: nearest)) \(nearest.b), \(words.evidence)).\(note(nearest))"
    }

    func beaten(_ methods: [String], by leader: String) -> String {
        methods.isEmpty ? "" : " \(leader) is better than \(list(methods, "and"))."
    }

    private var margin: String { format.differenceText(rule.margin) }

    private func difference(_ test: PairwiseTest) -> (size: String, evidence: String) {
        let words = format.difference(test.difference, Interval(low: test.low, high: test.high))
        let confidence = rule.confidence * 100
        let isWhole = abs(confidence - confidence.rounded()) < 1e-9
        let percent = fixed(confidence, decimals: isWhole ? 0 : 1)
        let name = testCount > 1 ? "corrected p" : "p"
        return (words.size, "\(percent) % interval \(words.interval), \(name) \(pValueText(test.corrected))")
    }

    private func side(of test: PairwiseTest) -> String { test.difference < 0 ? "below" : "above" }

    private func note(_ test: PairwiseTest) -> String {
        guard test.isDegenerate else { return "" }
        return " Every seed gave the same difference, so its spread is unknown and the p-value is nominal."
    }

    private func list(_ names: [String], _ conjunction: String) -> String {
        guard names.count > 1 else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) \(conjunction) \(names[names.count - 1])"
    }
}
