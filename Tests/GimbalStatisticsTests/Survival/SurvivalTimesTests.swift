import Foundation
import GimbalStatistics
import Testing

@Suite("Survival times")
struct SurvivalTimesTests {
    @Test("keeps the rows in the order of time, equal times as given")
    func order() throws {
        let outcomes = try SurvivalTimes(times: [3, 0, 3, 1], events: [true, false, false, true])
        #expect(outcomes.order == [1, 3, 0, 2])
        #expect(outcomes.count == 4 && outcomes.eventCount == 2)
        let part = try outcomes.subset([2, 0])
        #expect(part.times == [3, 3] && part.events == [false, true] && part.order == [0, 1])
    }

    @Test("names the row of a time that no sample can have")
    func errors() throws {
        #expect(
            errorText { _ = try SurvivalTimes(times: [1, -2, .nan], events: [true, true, true]) }
                == "SurvivalTimes: the time of row 1 is -2.0, expected a finite number, 0 or more. "
                + "Correct the row or leave it out.")
        #expect(
            errorText { _ = try SurvivalTimes(times: [.nan], events: [true]) }
                .hasPrefix("SurvivalTimes: the time of row 0 is nan"))
        #expect(
            errorText { _ = try SurvivalTimes(times: [1, .infinity], events: [true, true]) }
                .hasPrefix("SurvivalTimes: the time of row 1 is inf"))
        #expect(
            errorText { _ = try SurvivalTimes(times: [1], events: []) }
                == "SurvivalTimes: 1 times but 0 events, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try SurvivalTimes(times: [], events: []) }
                == "SurvivalTimes: found 0, expected at least 1 time. Check that the input is not empty.")
        let outcomes = try SurvivalTimes(times: [1, 2], events: [true, true])
        #expect(
            errorText { _ = try outcomes.subset([0, 2]) }
                == "SurvivalTimes.subset: row 1 of the choice is 2, expected 0 to 1. Number the rows from 0.")
        #expect(errorText { _ = try outcomes.subset([]) }.contains("at least 1 time"))
    }

    @Test("the oracle's columns of Rossi's table are those of the shipped file")
    func rossi() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let file = root.appending(path: "Data/rossi/rossi.csv").standardizedFileURL
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        // week, arrest, fin, age, race, wexp, mar, paro, prio
        let rows = try lines.map { try $0.split(separator: ",").map { try #require(Int($0)) } }
        let oracle = try SurvivalOracle.named("rossi")
        #expect(rows.map { Double($0[0]) } == oracle.times)
        #expect(rows.map { $0[1] } == oracle.events)
        #expect(rows.map { $0[2] } == oracle.groups)
        #expect(rows.map { $0[4] } == oracle.strata)
        #expect(rows.map { 10 * $0[8] - 6 * $0[3] - 38 * $0[2] } == oracle.metrics.risks)
    }
}
