// Scores of survival: perfect and reversed order, what is left out where it is undefined, curves by hand.
import Foundation
import GimbalCore
import GimbalTasks
import Testing

@Suite("Scores of survival")
struct SurvivalScoresTests {
    private let names = ["c-index", "uno-c-index", "time-dependent-auc", "integrated-brier", "accuracy"]

    private func training(_ count: Int = 40) throws -> SurvivalScores.Training {
        let times = (1...count).map(Double.init)
        return try SurvivalScores.Training(
            risks: times.map { -$0 / 10 }, times: times, events: (0..<count).map { $0 % 4 != 3 })
    }

    @Test("risks in the order of events are perfect, reversed ones the opposite")
    func order() throws {
        let times = (1...20).map { Double($0) + 0.5 }
        let events = Array(repeating: true, count: 20)
        let good = try SurvivalScores(
            risks: times.map { -$0 / 10 }, times: times, events: events, training: training()
        ).metrics(names)
        #expect(good["c-index"] == 1)
        for name in ["uno-c-index", "time-dependent-auc"] {
            let value = try #require(good[name])
            #expect(abs(value - 1) < 1e-12)
        }
        #expect(good.count == 4)
        let bad = try SurvivalScores(
            risks: times.map { $0 / 10 - 3 }, times: times, events: events, training: training()
        )
        .metrics(names)
        #expect(bad["c-index"] == 0)
        let area = try #require(bad["time-dependent-auc"])
        #expect(abs(area) < 1e-12)
        let (goodError, badError) = try (
            #require(good["integrated-brier"]), #require(bad["integrated-brier"])
        )
        #expect(badError > goodError)
    }

    @Test("without training samples only Harrell's index is known")
    func withoutTraining() throws {
        let scores = try SurvivalScores(risks: [3, 2, 1], times: [1, 2, 3], events: [true, true, false])
        #expect(try scores.metrics(names) == ["c-index": 1])
        #expect(scores.timeGrid.isEmpty)
    }

    @Test("what no sample defines is left out")
    func undefined() throws {
        let censored = try SurvivalScores(
            risks: [1, 2], times: [1, 2], events: [false, false], training: training())
        #expect(try censored.metrics(names).isEmpty)
        // All events lie beyond what the training samples saw.
        let late = try SurvivalScores(
            risks: [3, 2, 1], times: [100, 110, 120], events: [true, true, true], training: training())
        #expect(try late.metrics(names) == ["c-index": 1])
    }

    @Test("times are tenths of the events' times within both follow-ups")
    func grid() throws {
        let times = (1...100).map(Double.init)
        let scores = try SurvivalScores(
            risks: times, times: times, events: Array(repeating: true, count: 100), training: training(45))
        #expect(scores.timeGrid == [11, 21, 31, 41])
    }

    @Test("risks that are not finite, or too few, are refused")
    func refusals() throws {
        let error = #expect(throws: DataError.self) {
            try SurvivalScores(risks: [1, .nan], times: [1, 2], events: [true, true])
        }
        #expect(error?.message == "2 risks for 2 samples, of which 1 are not finite.")
        #expect(throws: DataError.self) {
            try SurvivalScores(risks: [1], times: [1, 2], events: [true, true])
        }
    }

    @Test("the median of a curve is the first time at which it falls to a half")
    func median() throws {
        // Equal risks of 0: cumulative hazard 1/4, then 1/4 + 1/3 = 0.583, 1.083, 2.083.
        let baseline = try SurvivalBaseline(
            risks: [0, 0, 0, 0], times: [1, 2, 3, 4], events: [true, true, true, true])
        // exp(-0.583) = 0.558, exp(-1.083) = 0.339.
        #expect(baseline.medianSurvival(risk: 0) == 3)
        // A hazard of a third: 0.694 at the last time, where log 2 is 0.693.
        #expect(baseline.medianSurvival(risk: log(1 / 3.0)) == 4)
        #expect(baseline.medianSurvival(risk: log(0.3)) == nil)
        #expect(baseline.times == [1.75, 2.5, 3.25])
    }
}
