import Foundation
import GimbalStatistics
import Testing

@Suite("Cumulative hazards")
struct HazardTests {
    @Test("Nelson-Aalen agrees with scikit-survival and lifelines", arguments: SurvivalOracle.names)
    func nelsonAalen(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let estimate = try NelsonAalen(oracle.outcomes())
        let shown = oracle.curves.shown
        #expect(areClose(shown.map { estimate.cumulativeHazard[$0] }, oracle.curves.hazard))
        #expect(areClose(shown.map { estimate.variances[$0] }, oracle.curves.hazardVariances))
        for i in shown where estimate.cumulativeHazard[i] > 0 {
            let (low, high) = (estimate.low[i], estimate.high[i])
            let hazard = estimate.cumulativeHazard[i]
            // Symmetric in the logarithm, with the deviation of the logarithm.
            #expect(isClose(low * high, hazard * hazard, relative: 1e-11))
            let half = 1.959963984540054 * estimate.variances[i].squareRoot() / hazard
            #expect(isClose(log(high / hazard), half, relative: 1e-9))
        }
    }

    @Test("adds one over the number at risk, by hand")
    func byHand() throws {
        let outcomes = try SurvivalTimes(
            times: [1, 2, 2, 3, 4], events: [true, true, true, false, true])
        let estimate = try NelsonAalen(outcomes)
        #expect(estimate.times == [1, 2, 3, 4] && estimate.eventCounts == [1, 2, 0, 1])
        #expect(estimate.atRiskCounts == [5, 4, 2, 1])
        #expect(areClose(estimate.cumulativeHazard, [0.2, 0.7, 0.7, 1.7]))
        #expect(areClose(estimate.variances, [0.04, 0.165, 0.165, 1.165]))
        #expect(estimate.cumulativeHazard(at: 0.5) == 0 && isClose(estimate.cumulativeHazard(at: 3.5), 0.7))
        #expect(isClose(estimate.survival(at: 1), 0.8187307530779818))
        let none = try NelsonAalen(SurvivalTimes(times: [1], events: [false]))
        #expect(none.low == [0] && none.high == [0])
    }

    @Test("Breslow's baseline agrees with scikit-survival", arguments: SurvivalOracle.names)
    func breslow(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let risks = oracle.metrics.risks.map { Double($0) / oracle.metrics.scale }
        let baseline = try BreslowBaseline(oracle.outcomes(), risks: risks)
        let hazards = oracle.curves.curveTimes.map { baseline.cumulativeHazard(at: $0) }
        #expect(areClose(hazards, oracle.curves.baseline, relative: 1e-10))
    }

    @Test("with equal risks the baseline is the estimator of Nelson and Aalen")
    func equalRisks() throws {
        let outcomes = try Freireich.outcomes()
        let hazard = try NelsonAalen(outcomes)
        let baseline = try BreslowBaseline(outcomes, risks: [Double](repeating: 0, count: outcomes.count))
        for time in stride(from: 0.0, through: 40, by: 0.5) {
            let value = baseline.cumulativeHazard(at: time)
            #expect(isClose(value, hazard.cumulativeHazard(at: time), absolute: 1e-15))
        }
    }

    @Test("two samples, by hand: the predicted curves follow from the risk sets")
    func predictedByHand() throws {
        let outcomes = try SurvivalTimes(times: [1, 2], events: [true, true])
        let ratio = log(3.0)
        let baseline = try BreslowBaseline(outcomes, risks: [ratio, 0])
        // H₀ = 1/4 at time 1, and 1/4 + 1 at time 2.
        #expect(areClose([1, 2].map { baseline.cumulativeHazard(at: $0) }, [0.25, 1.25]))
        let survival = try baseline.survival(risks: [0, ratio], at: [0, 1, 2, 9])
        #expect(areClose(survival[0], [1, exp(-0.25), exp(-1.25), exp(-1.25)]))
        #expect(areClose(survival[1], [1, exp(-0.75), exp(-3.75), exp(-3.75)]))
    }

    @Test("a shift of all risks changes no prediction, whatever its size", arguments: [-5000.0, 3, 5000])
    func shift(by shift: Double) throws {
        let random = try RandomOutcomes(seed: 4, count: 60)
        let risks = random.risks.map { $0 / 4 }
        let times = [0.0, 1, 4, 7, 20]
        let plain = try BreslowBaseline(random.outcomes, risks: risks).survival(risks: risks, at: times)
        let shifted = risks.map { $0 + shift }
        let moved = try BreslowBaseline(random.outcomes, risks: shifted).survival(risks: shifted, at: times)
        for (a, b) in zip(plain, moved) { #expect(areClose(a, b, relative: 1e-9)) }
        for row in plain { #expect(zip(row, row.dropFirst()).allSatisfy { $0 >= $1 }) }
    }

    @Test("say what is wrong with their input, and survive a round trip through JSON")
    func errors() throws {
        let outcomes = try SurvivalTimes(times: [1, 2], events: [false, false])
        #expect(
            errorText { _ = try BreslowBaseline(outcomes, risks: [0, 0]) }
                == "BreslowBaseline: no event was seen, all 2 samples are censored. "
                + "Check which value of the event column marks an event.")
        let seen = try SurvivalTimes(times: [1, 2], events: [false, true])
        #expect(
            errorText { _ = try BreslowBaseline(seen, risks: [0]) }
                == "BreslowBaseline: 1 risks but 2 samples, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try BreslowBaseline(seen, risks: [0, .nan]) }
                == "BreslowBaseline: risk 1 is nan, expected a finite number. "
                + "Look for the run or the input that diverged, and leave it out or repair it.")
        let baseline = try BreslowBaseline(seen, risks: [0, 1])
        #expect(
            errorText { _ = try baseline.survival(risks: [.infinity], at: [1]) }
                .hasPrefix("BreslowBaseline.survival: risk 0 is inf"))
        #expect(
            errorText { _ = try baseline.survival(risks: [1], at: [.nan]) }
                .hasPrefix("BreslowBaseline.survival: time 0 is nan"))
        #expect(errorText { _ = try NelsonAalen(seen, confidence: 1) }.hasPrefix("Confidence is 1.0"))
        let data = try JSONEncoder().encode(baseline)
        #expect(try JSONDecoder().decode(BreslowBaseline.self, from: data) == baseline)
    }
}
