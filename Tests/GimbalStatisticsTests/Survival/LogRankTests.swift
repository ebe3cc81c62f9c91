import Foundation
import GimbalStatistics
import Testing

@Suite("Log-rank tests")
struct LogRankTests {
    private static let weights: [(String, LogRankTest.Weight)] = [
        ("logRank", .logRank), ("gehan", .gehan), ("taroneWare", .taroneWare), ("peto", .peto),
        ("flemingHarrington10", .flemingHarrington(rho: 1)),
        ("flemingHarrington01", .flemingHarrington(rho: 0.5, gamma: 2)),
    ]

    @Test("agree with lifelines and scikit-survival, strata with NumPy", arguments: SurvivalOracle.names)
    func oracle(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let outcomes = try oracle.outcomes()
        for (key, weight) in Self.weights {
            let expected = try #require(oracle.tests.logRank[key])
            let test = try LogRankTest(outcomes, groups: oracle.groups, weight: weight)
            #expect(isClose(test.statistic, expected[0], relative: 1e-10), "\(key)")
            #expect(isClose(test.pValue, expected[1], relative: 1e-9), "\(key)")
            let stratified = try LogRankTest(
                outcomes, groups: oracle.groups, strata: oracle.strata, weight: weight)
            #expect(isClose(stratified.statistic, expected[2], relative: 1e-10), "\(key) with strata")
            #expect(isClose(stratified.pValue, expected[3], relative: 1e-9), "\(key) with strata")
        }
        let test = try LogRankTest(outcomes, groups: oracle.groups)
        #expect(test.groups.map(\.observed) == oracle.tests.observed)
        #expect(areClose(test.groups.map(\.expected), oracle.tests.expected))
        #expect(test.groups.map(\.count).reduce(0, +) == outcomes.count)
        #expect(test.degreesOfFreedom == test.groups.count - 1)
    }

    @Test("two groups of two, by hand")
    func byHand() throws {
        let outcomes = try SurvivalTimes(times: [1, 3, 2, 4], events: [true, true, true, true])
        // Expected in the first group: 1/2 + 1/3 + 1/2; variance: 1/4 + 2/9 + 1/4.
        let test = try LogRankTest(outcomes, groups: [7, 7, 9, 9])
        #expect(test.groups.map(\.group) == [7, 9] && test.groups.map(\.observed) == [2, 2])
        #expect(areClose(test.groups.map(\.expected), [4.0 / 3, 8.0 / 3]))
        #expect(isClose(test.statistic, 8.0 / 13) && test.degreesOfFreedom == 1)
        // Weights 4, 3, 2, 1: score 4/2 − 3/3 + 2/2, variance 16/4 + 9 · 2/9 + 4/4.
        let gehan = try LogRankTest(outcomes, groups: [7, 7, 9, 9], weight: .gehan)
        #expect(isClose(gehan.statistic, 4.0 / 7))
    }

    @Test("the remissions of Freireich et al. give the published statistics")
    func published() throws {
        let (outcomes, groups) = (try Freireich.outcomes(), Freireich.groups)
        let test = try LogRankTest(outcomes, groups: groups)
        #expect(isClose(test.statistic, 16.79, absolute: 0.005))
        #expect(test.groups.map(\.observed) == [9, 21])
        #expect(isClose(test.groups[0].expected, 19.25, absolute: 0.005))
        let gehan = try LogRankTest(outcomes, groups: groups, weight: .gehan)
        #expect(isClose(gehan.statistic, 13.46, absolute: 0.005))
    }

    @Test("keep their value when samples, numbers of groups or the scale of time change")
    func invariance() throws {
        let oracle = try SurvivalOracle.named("larynx")
        let outcomes = try oracle.outcomes()
        let transformed = try SurvivalTimes(
            times: oracle.times.map { ($0 * $0).squareRoot() + $0 * $0 }, events: outcomes.events)
        let rows = Array((0..<outcomes.count).reversed())
        for (key, weight) in Self.weights {
            let test = try LogRankTest(outcomes, groups: oracle.groups, weight: weight)
            let renamed = try LogRankTest(
                outcomes, groups: oracle.groups.map { -5 * $0 }, weight: weight)
            #expect(isClose(renamed.statistic, test.statistic, relative: 1e-11), "\(key)")
            #expect(try LogRankTest(transformed, groups: oracle.groups, weight: weight) == test)
            let turned = try LogRankTest(
                outcomes.subset(rows), groups: rows.map { oracle.groups[$0] }, weight: weight)
            #expect(isClose(turned.statistic, test.statistic, relative: 1e-12), "\(key)")
            let oneStratum = try LogRankTest(
                outcomes, groups: oracle.groups, strata: oracle.groups.map { _ in 3 }, weight: weight)
            #expect(oneStratum == test, "\(key)")
        }
        let zero = LogRankTest.Weight.flemingHarrington(rho: 0, gamma: 0)
        #expect(
            try LogRankTest(outcomes, groups: oracle.groups, weight: zero)
                == LogRankTest(outcomes, groups: oracle.groups))
    }

    @Test("identical groups have statistic 0")
    func identical() throws {
        let times = [1.0, 2, 3, 5, 1, 2, 3, 5]
        let events = [true, true, false, true, true, true, false, true]
        let outcomes = try SurvivalTimes(times: times, events: events)
        let test = try LogRankTest(outcomes, groups: [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(isClose(test.statistic, 0, absolute: 1e-28) && isClose(test.pValue, 1, absolute: 1e-13))
    }

    @Test("a group that was never at risk of an event says nothing")
    func neverAtRisk() throws {
        let outcomes = try SurvivalTimes(
            times: [2, 4, 3, 5, 1, 1], events: [true, true, true, true, false, false])
        let test = try LogRankTest(outcomes, groups: [0, 0, 1, 1, 2, 2])
        let without = try LogRankTest(outcomes.subset([0, 1, 2, 3]), groups: [0, 0, 1, 1])
        #expect(test.degreesOfFreedom == 1 && isClose(test.statistic, without.statistic))
        #expect(test.groups[2].observed == 0 && test.groups[2].expected == 0)
    }

    @Test("strata that each hold one pair of groups have the degrees of freedom of their comparisons")
    func chains() throws {
        // Stratum 0 compares groups 0 and 1, stratum 1 groups 2 and 3: nothing connects them.
        let outcomes = try SurvivalTimes(
            times: [1, 3, 2, 4, 1, 2, 3, 4], events: [Bool](repeating: true, count: 8))
        let test = try LogRankTest(
            outcomes, groups: [0, 0, 1, 1, 2, 2, 3, 3], strata: [0, 0, 0, 0, 1, 1, 1, 1])
        let first = try LogRankTest(outcomes.subset([0, 1, 2, 3]), groups: [0, 0, 1, 1])
        let second = try LogRankTest(outcomes.subset([4, 5, 6, 7]), groups: [2, 2, 3, 3])
        #expect(test.degreesOfFreedom == 2)
        #expect(isClose(test.statistic, first.statistic + second.statistic))
    }

    @Test("say what is wrong with their input")
    func errors() throws {
        let outcomes = try SurvivalTimes(times: [1, 2], events: [true, true])
        #expect(
            errorText { _ = try LogRankTest(outcomes, groups: [4, 4]) }
                == "LogRankTest: all samples are in group 4, expected two or more. "
                + "Check the column that holds the groups.")
        #expect(
            errorText { _ = try LogRankTest(outcomes, groups: [4]) }
                .hasPrefix("LogRankTest: 1 groups but 2 samples"))
        #expect(
            errorText { _ = try LogRankTest(outcomes, groups: [4, 5], strata: [1]) }
                .hasPrefix("LogRankTest: 1 strata but 2 samples"))
        let nothing =
            "LogRankTest: at no event time samples of two groups were at risk and some of them "
            + "survived it. Check that groups and strata overlap in time."
        #expect(
            errorText { _ = try LogRankTest(outcomes, groups: [4, 5], strata: [1, 2]) } == nothing)
        #expect(
            errorText { _ = try PetoHazardRatio(outcomes, exposed: [true, false], strata: [1, 2]) } == nothing
        )
        let censored = try SurvivalTimes(times: [1, 2], events: [false, false])
        #expect(
            errorText { _ = try LogRankTest(censored, groups: [4, 5]) }
                == "LogRankTest: no event was seen, all 2 samples are censored. "
                + "Check which value of the event column marks an event.")
        #expect(
            errorText {
                _ = try LogRankTest(
                    outcomes, groups: [4, 5], weight: .flemingHarrington(rho: -1, gamma: 0.5))
            }
                == "LogRankTest: rho is -1.0 and gamma 0.5, expected 0 or more for both. "
                + "Rho 1 stresses early differences, gamma 1 late ones.")
    }
}

@Suite("Peto's hazard ratio")
struct PetoHazardRatioTests {
    @Test("agrees with the definition in NumPy, with and without strata", arguments: SurvivalOracle.names)
    func oracle(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let outcomes = try oracle.outcomes()
        let largest = try #require(oracle.groups.max())
        let exposed = oracle.groups.map { $0 == largest }
        for (row, strata) in zip(oracle.tests.peto, [nil, oracle.strata]) {
            let ratio = try PetoHazardRatio(outcomes, exposed: exposed, strata: strata)
            let found = [
                Double(ratio.observed), ratio.expected, ratio.ratio, ratio.low, ratio.high,
                ratio.logStandardError,
            ]
            #expect(areClose(found, row, relative: 1e-10))
        }
    }

    @Test("has the p-value of the log-rank test; the other group has the inverse ratio")
    func symmetry() throws {
        let (outcomes, groups) = (try Freireich.outcomes(), Freireich.groups)
        let ratio = try PetoHazardRatio(outcomes, exposed: groups.map { $0 == 1 }, confidence: 0.9)
        let inverse = try PetoHazardRatio(outcomes, exposed: groups.map { $0 == 0 }, confidence: 0.9)
        #expect(ratio.ratio > 4 && ratio.low > 1)
        #expect(isClose(ratio.ratio * inverse.ratio, 1) && isClose(ratio.low * inverse.high, 1))
        let pValue = try LogRankTest(outcomes, groups: groups).pValue
        #expect(isClose(ratio.pValue, pValue, relative: 1e-10) && isClose(inverse.pValue, ratio.pValue))
    }

    @Test("one event, by hand, and the errors")
    func byHand() throws {
        // One event among two exposed and two others: score 1 − 1/2, variance 1/4.
        let outcomes = try SurvivalTimes(times: [1, 2, 2, 2], events: [true, false, false, false])
        let ratio = try PetoHazardRatio(outcomes, exposed: [true, true, false, false])
        #expect(isClose(ratio.ratio, exp(2)) && ratio.logStandardError == 2 && ratio.expected == 0.5)
        #expect(
            errorText { _ = try PetoHazardRatio(outcomes, exposed: [true, true, true, true]) }
                .contains("all samples are in group 1"))
        #expect(
            errorText {
                _ = try PetoHazardRatio(outcomes, exposed: [true, true, false, false], confidence: 2)
            }.hasPrefix("Confidence is 2.0"))
    }
}
