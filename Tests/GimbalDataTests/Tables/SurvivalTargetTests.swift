// Times and events: what columns may hold, and what they may not.
import GimbalCore
import GimbalData
import Testing

@Suite("SurvivalTarget")
struct SurvivalTargetTests {
    private func table(_ time: Column.Values, _ event: Column.Values, missing: [Bool]? = nil) throws -> Table
    {
        try Table([try Column("t", time), try Column("e", event, isMissing: missing)])
    }

    private static let meanings: [(event: Column.Values, events: [Bool])] = [
        (.numbers([0, 1, 1]), [false, true, true]), (.numbers([1, 2, 1]), [false, true, false]),
        (.numbers([1, 1, 1]), [true, true, true]),
        (.categories([0, 1, 1], names: ["0", "1"]), [false, true, true]),
        (.categories([0, 1, 0], names: ["2", "1"]), [true, false, true]),
        (.categories([0, 1, 0], names: ["Alive", "Dead"]), [false, true, false]),
        (.categories([0, 1, 0], names: ["TRUE", "FALSE"]), [true, false, true]),
        (.categories([0, 1, 1], names: ["censored", "event", "unused"]), [false, true, true]),
        (.categories([0, 1, 1], names: ["no", "yes"]), [false, true, true]),
    ]

    @Test("understands what events are called", arguments: meanings.indices)
    func understands(index: Int) throws {
        let wanted = Self.meanings[index]
        let table = try table(.numbers([3, 0, 2.5]), wanted.event)
        let target = try SurvivalTarget(table, time: "t", event: "e")
        #expect(target.events == wanted.events)
        #expect(target.times == [3, 0, 2.5])
        #expect(target.eventCount == wanted.events.count { $0 })
        if wanted.events.contains(false) {
            let reversed = try SurvivalTarget(table, time: "t", event: "e", eventMeansCensored: true)
            #expect(reversed.events == wanted.events.map { !$0 })
        }
    }

    private static let malformed: [(time: Column.Values, event: Column.Values, code: String, hint: String)] =
        [
            (.numbers([1, -2]), .numbers([1, 0]), "survival.time", "row 2: the time is -2.0"),
            (.numbers([.nan, 2]), .numbers([1, 0]), "survival.time", "row 1: the time is nan"),
            (.numbers([1, .infinity]), .numbers([1, 0]), "survival.time", "row 2: the time is inf"),
            (.texts(["a", "b"]), .numbers([1, 0]), "survival.time", "column \"t\" holds texts"),
            (.numbers([1, 2]), .numbers([0, 0]), "survival.censored", "all 2 samples are censored"),
            (.numbers([1, 2]), .numbers([0, 3]), "survival.event", "column \"e\", row 2: found 3.0"),
            (.numbers([1, 2]), .numbers([0, 0.5]), "survival.event", "row 2: found 0.5"),
            (
                .numbers([1, 2]), .categories([1, 0], names: ["transplanted", "dead"]), "survival.event",
                "row 2: found transplanted"
            ),
            (.numbers([1, 2]), .dates([0, 1]), "survival.event", "found dates"),
        ]

    @Test("names the row of what has no meaning", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let table = try table(wanted.time, wanted.event)
        let error = #expect(throws: DataError.self) { try SurvivalTarget(table, time: "t", event: "e") }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses missing events, unequal counts and missing roles")
    func further() throws {
        let table = try table(.numbers([1, 2]), .numbers([1, 0]), missing: [false, true])
        let missing = #expect(throws: DataError.self) { try SurvivalTarget(table, time: "t", event: "e") }
        #expect(missing?.message.contains("column \"e\", row 2: the value is missing") == true)
        let counts = #expect(throws: DataError.self) {
            try SurvivalTarget(times: [1], events: [true, false])
        }
        #expect(counts?.code == "data.survival.count")
        let dataSet = try TableDataSet(table, provenance: Samples.provenance)
        let roles = #expect(throws: DataError.self) { try dataSet.survivalTarget() }
        #expect(roles?.code == "data.survival.roles")
    }
}
