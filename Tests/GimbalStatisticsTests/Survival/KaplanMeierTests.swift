import Foundation
import GimbalStatistics
import Testing

@Suite("Kaplan-Meier")
struct KaplanMeierTests {
    @Test("agrees with scikit-survival and lifelines", arguments: SurvivalOracle.names)
    func oracle(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let (outcomes, expected) = (try oracle.outcomes(), oracle.curves)
        let estimate = try KaplanMeier(outcomes)
        #expect(expected.shown.map { estimate.times[$0] } == expected.curveTimes)
        #expect(expected.shown.map { estimate.atRiskCounts[$0] } == expected.atRisk)
        #expect(expected.shown.map { estimate.eventCounts[$0] } == expected.eventCounts)
        #expect(areClose(expected.shown.map { estimate.survival[$0] }, expected.survival))
        #expect(areClose(expected.shown.map { estimate.variances[$0] }, expected.variances))
        #expect(areClose(expected.shown.map { estimate.low[$0] }, expected.low))
        #expect(areClose(expected.shown.map { estimate.high[$0] }, expected.high))
        let plain = try KaplanMeier(outcomes, band: .plain)
        #expect(areClose(expected.shown.map { plain.low[$0] }, expected.plainLow))
        #expect(areClose(expected.shown.map { plain.high[$0] }, expected.plainHigh))
        let censoring = try KaplanMeier.censoring(outcomes)
        #expect(areClose(expected.shown.map { censoring.survival[$0] }, expected.censoring))
    }

    @Test("quantiles and the restricted mean agree with lifelines", arguments: SurvivalOracle.names)
    func summaries(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let estimate = try KaplanMeier(oracle.outcomes())
        for row in oracle.curves.quantiles {
            let quantile = try estimate.quantile(try #require(row[0]))
            #expect(quantile.time == row[1] && quantile.low == row[2] && quantile.high == row[3])
        }
        let mean = try estimate.restrictedMean(until: oracle.curves.horizon)
        #expect(isClose(mean.mean, oracle.curves.restrictedMean))
        #expect(isClose(mean.standardError, oracle.curves.restrictedMeanError, relative: 1e-11))
        let half = mean.high - mean.mean
        #expect(isClose(half, 1.959963984540054 * mean.standardError, relative: 1e-10))
        #expect(isClose(mean.mean - mean.low, half, relative: 1e-10))
    }

    @Test("the remissions of Freireich et al. give the textbook's curve and deviations")
    func textbook() throws {
        // Klein, Moeschberger 2003, tables 4.1A and 4.1B.
        let estimate = try KaplanMeier(Freireich.treatedOutcomes())
        let times: [Double] = [6, 7, 10, 13, 16, 22, 23]
        let survivors: [Double] = [18, 16, 14, 11, 10, 6, 5]
        let atRisk: [Double] = [21, 17, 15, 12, 11, 7, 6]
        let deviations = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
        var survival = 1.0
        for (step, time) in times.enumerated() {
            survival *= survivors[step] / atRisk[step]
            #expect(isClose(estimate.survival(at: time), survival))
            let position = try #require(estimate.times.firstIndex(of: time))
            let deviation = estimate.variances[position].squareRoot()
            #expect(isClose(deviation, deviations[step], absolute: 5e-5))
        }
        #expect(estimate.median.time == 23 && estimate.median.high == nil)
    }

    @Test("is a step function: right-continuous, 1 before the first event")
    func steps() throws {
        let estimate = try KaplanMeier(SurvivalTimes(times: [2, 4], events: [true, true]))
        #expect(estimate.survival(at: 0) == 1 && estimate.survival(at: 1.999) == 1)
        #expect(estimate.survival(before: 2) == 1 && estimate.survival(at: 2) == 0.5)
        #expect(estimate.survival(before: 4) == 0.5 && estimate.survival(at: 4) == 0)
        #expect(estimate.survival(at: 1e9) == 0 && estimate.survival(at: .nan).isNaN)
        #expect(estimate.survival(before: .nan).isNaN)
        #expect(estimate.interval(at: 1) == Interval(low: 1, high: 1))
        let middle = estimate.interval(at: 3)
        #expect(middle.low < 0.5 && 0.5 < middle.high)
        // At 0 no spread can be estimated, but the curve cannot have risen.
        #expect(estimate.interval(at: 4) == Interval(low: 0, high: middle.high))
        #expect(estimate.curve.times == [2, 4] && estimate.curve.values == [0.5, 0])
    }

    @Test("without censoring it is one minus the distribution, and the means are those of the values")
    func uncensored() throws {
        let times = [5.0, 1, 8, 1, 3, 9, 4, 4, 4, 7]
        let estimate = try KaplanMeier(SurvivalTimes(times: times, events: times.map { _ in true }))
        for (position, time) in estimate.times.enumerated() {
            let share = Double(times.count { $0 > time }) / 10
            #expect(isClose(estimate.survival[position], share, absolute: 1e-15))
            #expect(isClose(estimate.variances[position], share * (1 - share) / 10, absolute: 1e-15))
        }
        let mean = try estimate.restrictedMean(until: 9)
        #expect(isClose(mean.mean, 4.6))
        // The variance of the mean with the divisor n.
        let spread = times.reduce(0) { $0 + ($1 - 4.6) * ($1 - 4.6) } / 100
        #expect(isClose(mean.standardError, spread.squareRoot()))
        #expect(isClose(try estimate.restrictedMean(until: 50).mean, 4.6))
        #expect(isClose(try estimate.restrictedMean(until: 0.5).mean, 0.5))
    }

    @Test("survival times the chance not to be censored is the fraction still observed")
    func product() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let outcomes = try RandomOutcomes(seed: seed, count: 80).outcomes
            let (survival, censoring) = (try KaplanMeier(outcomes), try KaplanMeier.censoring(outcomes))
            for (position, time) in survival.times.enumerated() {
                let observed = Double(outcomes.times.count { $0 > time }) / 80
                let both = survival.survival[position] * censoring.survival[position]
                #expect(isClose(both, observed, absolute: 1e-14))
            }
            #expect(censoring.eventCounts == survival.censoredCounts)
        }
    }

    @Test("does not depend on the order of samples; scaled times give scaled quantiles and means")
    func invariance() throws {
        let outcomes = try SurvivalOracle.named("larynx").outcomes()
        let estimate = try KaplanMeier(outcomes)
        #expect(try KaplanMeier(outcomes.subset((0..<outcomes.count).reversed())) == estimate)
        let scaled = try KaplanMeier(
            SurvivalTimes(times: outcomes.times.map { $0 * 4 }, events: outcomes.events))
        #expect(scaled.survival == estimate.survival && scaled.high == estimate.high)
        #expect(scaled.median.time == estimate.median.time.map { $0 * 4 })
        let (mean, wide) = (try estimate.restrictedMean(until: 5), try scaled.restrictedMean(until: 20))
        #expect(isClose(wide.mean, 4 * mean.mean) && isClose(wide.standardError, 4 * mean.standardError))
    }

    @Test("a wider confidence gives a wider band; both kinds hold the estimate")
    func bands() throws {
        let outcomes = try SurvivalOracle.named("lung").outcomes()
        for band in KaplanMeier.Band.allCases {
            let narrow = try KaplanMeier(outcomes, confidence: 0.9, band: band)
            let wide = try KaplanMeier(outcomes, confidence: 0.99, band: band)
            for i in narrow.times.indices {
                #expect(wide.low[i] <= narrow.low[i] && narrow.low[i] <= narrow.survival[i])
                #expect(narrow.survival[i] <= narrow.high[i] && narrow.high[i] <= wide.high[i])
                #expect(wide.low[i] >= 0 && wide.high[i] <= 1)
            }
        }
    }

    @Test("a product that should be one half counts as one half, and extremes are defined")
    func quantiles() throws {
        // 3/4 · 2/3 is not 0.5 in binary.
        let estimate = try KaplanMeier(
            SurvivalTimes(times: [1, 2, 3, 4], events: [true, true, false, false]))
        #expect(estimate.median.time == 2)
        #expect(try estimate.quantile(0).time == 0)
        #expect(try estimate.quantile(0.9).time == nil)
        let full = try KaplanMeier(SurvivalTimes(times: [1, 2], events: [true, true]))
        #expect(try full.quantile(1).time == 2)
        let none = try KaplanMeier(SurvivalTimes(times: [1, 2], events: [false, false]))
        #expect(none.survival == [1, 1] && none.median.time == nil)
        #expect(try none.restrictedMean(until: 2).standardError == 0)
    }

    @Test("says what is wrong, and survives a round trip through JSON")
    func errors() throws {
        let outcomes = try Freireich.treatedOutcomes()
        let estimate = try KaplanMeier(outcomes)
        #expect(
            errorText { _ = try estimate.restrictedMean(until: 36) }
                == "KaplanMeier.restrictedMean: the horizon is 36.0, expected above 0 and at most 35.0, "
                + "the last time. Choose a time at which samples were still observed.")
        #expect(errorText { _ = try estimate.restrictedMean(until: 0) }.contains("the horizon is 0.0"))
        #expect(errorText { _ = try estimate.restrictedMean(until: .nan) }.contains("the horizon is nan"))
        #expect(
            errorText { _ = try estimate.quantile(50) }
                == "KaplanMeier.quantile: the probability is 50.0, expected 0 to 1. "
                + "Pass a fraction, not a percentage.")
        #expect(
            errorText { _ = try KaplanMeier(outcomes, confidence: 95) }
                == "Confidence is 95.0, expected a number between 0 and 1. Did you mean 0.95?")
        #expect(errorText { _ = try KaplanMeier.censoring(outcomes, confidence: 0) }.hasPrefix("Confidence"))
        let data = try JSONEncoder().encode(estimate)
        #expect(try JSONDecoder().decode(KaplanMeier.self, from: data) == estimate)
    }
}
