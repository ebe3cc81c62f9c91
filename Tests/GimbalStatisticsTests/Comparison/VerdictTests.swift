import GimbalStatistics
import Testing

/// Values around a mean with a fixed pattern of noise, turned by `shift` so that methods are not perfectly
/// correlated.
private func values(_ mean: Double, noise: Double, shift: Int) -> [Double] {
    let pattern = [0.3, -1.2, 0.8, 1.5, -0.4, -0.9, 0.1, 1.1, -1.6, 0.3]
    return pattern.indices.map { mean + noise * pattern[($0 * 3 + shift) % pattern.count] }
}

private func compare(
    _ methods: KeyValuePairs<String, [Double]>, margin: Double = 0, format: MetricFormat = .percent,
    direction: MetricDirection = .higherIsBetter
) throws -> Comparison {
    try Comparison(
        metric: "metric", methods: methods.map { MethodValues(method: $0.key, values: $0.value) },
        rule: ComparisonRule(direction: direction, margin: margin), format: format)
}

@Suite("Verdict")
struct VerdictTests {
    private let high = values(0.844, noise: 0.004, shift: 0)
    private let middle = values(0.822, noise: 0.004, shift: 1)
    private let near = values(0.843, noise: 0.004, shift: 2)
    private let low = values(0.571, noise: 0.01, shift: 3)

    @Test("names the best method, with size, interval and p-value")
    func best() throws {
        let verdict = try compare(["mlp": low, "dagnn": high, "gcn": middle]).verdict
        #expect(verdict.finding == .best && verdict.leader == "dagnn" && verdict.contenders == ["dagnn"])
        #expect(
            verdict.sentence
                == "dagnn is best: 2.2 points above gcn (95 % interval 1.7 to 2.7, corrected p < 0.0001).")
    }

    @Test("says that no difference is shown, and who is beaten all the same")
    func notShown() throws {
        let verdict = try compare(["a": high, "b": near, "mlp": low]).verdict
        #expect(verdict.finding == .noDifferenceShown && verdict.contenders == ["a", "b"])
        #expect(
            verdict.sentence
                == "no difference shown between a and b "
                + "(0.10 points, 95 % interval -0.41 to 0.61, corrected p = 0.67). "
                + "a is better than mlp.")
    }

    @Test("says equivalent when the interval lies inside the margin")
    func equivalent() throws {
        let comparison = try compare(["a": high, "b": near], margin: 0.01)
        #expect(comparison.tests[0].outcome == .equivalent)
        #expect(comparison.verdict.finding == .equivalent)
        #expect(
            comparison.verdict.sentence
                == "a and b are equivalent within the margin of 1.0 points "
                + "(difference 0.10 points, 95 % interval -0.41 to 0.61, p = 0.67).")
    }

    @Test("a shown difference below the margin does not make a method best")
    func belowMargin() throws {
        let comparison = try compare(["a": high, "b": middle], margin: 0.024)
        #expect(comparison.tests[0].outcome == .belowMargin)
        #expect(comparison.verdict.finding == .noDifferenceShown)
        #expect(
            comparison.verdict.sentence
                == "no difference that matters shown between a and b: a is 2.2 points above b "
                + "(95 % interval 1.7 to 2.7, p < 0.0001), less than the margin of 2.4 points.")
    }

    @Test("three contenders share one sentence")
    func group() throws {
        let third = values(0.8435, noise: 0.004, shift: 6)
        let open = try compare(["a": high, "b": near, "c": third, "d": low]).verdict
        #expect(open.contenders == ["a", "c", "b"] && open.finding == .noDifferenceShown)
        #expect(
            open.sentence.hasPrefix(
                "no method is shown to be best: a has the best mean, "
                    + "but is not shown to be better than c or b ("
            ))
        #expect(open.sentence.hasSuffix("a is better than d."))
        let close = try compare(["a": high, "b": near, "c": third], margin: 0.02).verdict
        #expect(close.finding == .equivalent)
        #expect(close.sentence == "a, c and b are equivalent within the margin of 2.0 points.")
    }

    @Test("lower is better, in the unit of the metric")
    func lowerIsBetter() throws {
        let verdict = try compare(
            ["a": values(5, noise: 0.1, shift: 0), "b": values(5.5, noise: 0.1, shift: 1)],
            format: .number(unit: "ms"), direction: .lowerIsBetter
        ).verdict
        #expect(verdict.sentence == "a is best: 0.500 ms below b (95 % interval 0.384 to 0.616, p < 0.0001).")
    }

    @Test("one method or one seed allow no test")
    func noTest() throws {
        let single = try compare(["a": high])
        #expect(single.tests.isEmpty && single.verdict.finding == .noTestPossible)
        #expect(single.verdict.sentence == "no test is possible with a single method: a has 84.4 %.")
        let seed = try compare(["a": [0.8], "b": [0.9]])
        #expect(seed.verdict.leader == "b" && seed.verdict.contenders == ["b", "a"])
        #expect(
            seed.verdict.sentence
                == "no test is possible with a single seed: b has the best value (90.0 %), "
                + "but how much seeds differ is unknown. Run at least 2 seeds, better 10.")
    }

    @Test("methods without any spread are judged, and the sentence says so")
    func degenerate() throws {
        let same = try compare(["a": [0.5, 0.6], "b": [0.5, 0.6]])
        #expect(same.verdict.finding == .equivalent)
        #expect(same.verdict.sentence == "a and b are equivalent: they gave the same value on every seed.")
        let shifted = try compare(["a": [0.5, 0.6], "b": [0.7, 0.8]])
        #expect(shifted.tests[0].isDegenerate)
        #expect(
            shifted.verdict.sentence
                == "b is best: 20.0 points above a (95 % interval 20.0 to 20.0, p < 0.0001). "
                + "Every seed gave the same difference, so its spread is unknown and the p-value is nominal.")
    }

    @Test("needs both the corrected p-value and the interval")
    func correctionDecides() throws {
        // Uncorrected p of the leading pair is 0.02 to 0.05; with six pairs Holm's correction takes it above
        // the level.
        let noise = [0.9, -0.6, 1.4, 0.2, 1.6, -0.3]
        let leader = noise.map { 0.8 + 0.01 * $0 }
        let flat = [Double](repeating: 0.795, count: 6)
        let two = try compare(["a": leader, "b": flat])
        let four = try compare([
            "a": leader, "b": flat, "c": flat.map { $0 - 0.0001 }, "d": flat.map { $0 - 0.0002 },
        ])
        let (alone, inFamily) = (two.tests[0], four.tests[0])
        #expect(alone.pValue == inFamily.pValue && inFamily.corrected > alone.corrected)
        #expect(alone.pValue < 0.05 && inFamily.corrected > 0.05)
        #expect(alone.outcome == .firstIsBetter && inFamily.outcome == .notShown)
    }
}

@Suite("MetricFormat")
struct MetricFormatTests {
    @Test("writes values")
    func values() {
        #expect(MetricFormat.percent.text(0.8441) == "84.4 %")
        #expect(MetricFormat.number(unit: "").text(0.661600167117878, deviation: 1.4e-16) == "0.662 ± 0.000")
        #expect(MetricFormat.percent.text(1) == "100.0 %")
        #expect(MetricFormat.percent.text(0) == "0.0 %")
        #expect(MetricFormat.number(unit: "s").text(0.53249) == "0.532 s")
        #expect(MetricFormat.number(unit: "").text(12345.6) == "12346")
        #expect(MetricFormat.number(unit: "").text(-0.00123456) == "-0.00123")
        #expect(MetricFormat.number(unit: "").text(1e300) == "1e+300")
        #expect(MetricFormat.number(unit: "").text(1e-20) == "0.000000000000000")
    }

    @Test("writes means with deviations in the same decimals")
    func deviations() {
        #expect(MetricFormat.percent.text(0.844, deviation: 0.0052) == "84.4 ± 0.5 %")
        #expect(MetricFormat.percent.text(0.844, deviation: 0.00052) == "84.40 ± 0.05 %")
        #expect(MetricFormat.percent.text(0.844, deviation: nil) == "84.4 %")
        #expect(MetricFormat.number(unit: "ms").text(12.34, deviation: 0.5) == "12.34 ± 0.50 ms")
        #expect(MetricFormat.percent.text(0.844, deviation: 0) == "84.4 ± 0.0 %")
    }

    @Test("writes differences without their sign, the interval turned along")
    func differences() {
        let down = MetricFormat.percent.difference(-0.023, Interval(low: -0.027, high: -0.018))
        #expect(down.size == "2.3 points" && down.interval == "1.8 to 2.7")
        let small = MetricFormat.percent.difference(0.0004, Interval(low: -0.003, high: 0.0038))
        #expect(small.size == "0.04 points" && small.interval == "-0.30 to 0.38")
        let plain = MetricFormat.number(unit: "").difference(0.0231, Interval(low: 0.0187, high: 0.0275))
        #expect(plain.size == "0.0231" && plain.interval == "0.0187 to 0.0275")
    }

    @Test("writes margins without idle zeros")
    func margins() {
        #expect(MetricFormat.percent.differenceText(0.005) == "0.5 points")
        #expect(MetricFormat.percent.differenceText(0.0025) == "0.25 points")
        #expect(MetricFormat.percent.differenceText(0.01) == "1.0 points")
        #expect(MetricFormat.number(unit: "ms").differenceText(0.5) == "0.5 ms")
        #expect(MetricFormat.number(unit: "ms").differenceText(20) == "20 ms")
    }
}
