// Validation of tables: targets, leaks, and what splits must keep apart.
import Foundation
import GimbalCore
import GimbalData
import Testing

@Suite("validation of targets and leaks")
struct LeakValidationTests {
    private typealias Tables = CheckedTables

    private func codes(_ findings: [Finding]) -> [DataRule] { findings.compactMap(\.rule) }

    /// A table of one noisy feature and given classes.
    private func table(classes: [Int32], names: [String]) throws -> TableDataSet {
        var roles = TableRoles()
        roles.targets = ["class"]
        return try TableDataSet(
            try Table([
                try Column("x", .numbers(Tables.noise(1, count: classes.count))),
                try Column("class", .categories(classes, names: names), isMissing: classes.map { $0 < 0 }),
            ]), roles: roles, provenance: Samples.provenance)
    }

    @Test("classes: single, rare, unequal, without samples, without labels")
    func classes() throws {
        let single = try Tables.findings(
            try table(classes: [Int32](repeating: 1, count: 40), names: ["a", "b"]))
        #expect(codes(single) == [.singleClass])
        #expect(single[0].found.contains("\"b\""))
        let rare = try Tables.findings(
            try table(classes: (0..<60).map { $0 < 4 ? 2 : $0 % 2 }, names: ["a", "b", "c", "d"]))
        #expect(codes(rare) == [.rareClass, .emptyClass])
        #expect(rare[0].count == 4)
        let unequal = try Tables.findings(
            try table(classes: (0..<300).map { $0 % 20 == 0 ? 1 : 0 }, names: ["a", "b"]))
        #expect(codes(unequal) == [.imbalance])
        #expect(unequal[0].found.contains("95 %"))
        let gaps = try Tables.findings(try table(classes: (0..<60).map { $0 % 3 - 1 }, names: ["a", "b"]))
        #expect(codes(gaps) == [.unlabelled])
        #expect(gaps[0].row == 1)
        #expect(gaps[0].count == 20)
        var options = ValidationOptions()
        options.foldCount = 4
        let enough = try Tables.findings(
            try table(classes: (0..<60).map { $0 < 4 ? 2 : $0 % 2 }, names: ["a", "b", "c"]), options: options
        )
        #expect(codes(enough) == [])
    }

    @Test("numbers to be predicted: constant, of two values, of another kind")
    func numbers() throws {
        func findings(_ values: Column.Values) throws -> [DataRule] {
            var roles = TableRoles()
            roles.targets = ["y"]
            let columns = [try Column("x", .numbers(Tables.noise(1))), try Column("y", values)]
            return codes(
                try Tables.findings(
                    try TableDataSet(try Table(columns), roles: roles, provenance: Samples.provenance)))
        }
        #expect(try findings(.numbers(Tables.noise(2))) == [])
        #expect(try findings(.numbers([Double](repeating: 1, count: 200))) == [.constant])
        #expect(try findings(.numbers(Tables.noise(2).map { $0 < 0.5 ? 0 : 1 })) == [.binaryTarget])
        #expect(try findings(.texts(TextValues(Tables.noise(2).map { "\($0)" }))) == [.unlabelled])
    }

    @Test("columns that are the target under another name")
    func copies() throws {
        let classes = Tables.noise(3).map { Int32($0 < 0.5 ? 0 : 1) }
        let renamed = try Column("code", .categories(classes.map { 1 - $0 }, names: ["J", "N"]))
        let byName = try Tables.findings(try Tables.sound(adding: [renamed]))
        #expect(codes(byName) == [.copyOfTarget])
        #expect(byName[0].severity == .error)
        #expect(byName[0].column == "code")
        #expect(codes(try Tables.findings("code", classes.map { Double($0) * 5 + 1 })) == [.copyOfTarget])
    }

    @Test("columns that give the target away, and strong features that do not")
    func giveaways() throws {
        let classes = Tables.noise(3).map { Int32($0 < 0.5 ? 0 : 1) }
        // Four categories, of which two occur with each class.
        let parts = zip(classes, Tables.noise(5)).map { $0 * 2 + Int32($1 * 2) }
        let ward = try Column("ward", .categories(parts, names: ["a", "b", "c", "d"]))
        let category = try Tables.findings(try Tables.sound(adding: [ward]))
        #expect(codes(category) == [.givesTargetAway])
        #expect(category[0].found.contains("100 of 100"))
        let apart = zip(classes, Tables.noise(5)).map { Double($0) + 0.9 * $1 }
        let number = try Tables.findings("score", apart)
        #expect(codes(number) == [.givesTargetAway])
        #expect(number[0].found.contains("1.0000"))
        // Nine rows in ten right is a good feature, no leak.
        let good = zip(classes, Tables.noise(5)).map { $1 < 0.1 ? 1 - $0 : $0 }
        let colour = try Column("good", .categories(good, names: ["p", "q"]))
        #expect(codes(try Tables.findings(try Tables.sound(adding: [colour]))) == [])
        #expect(
            codes(try Tables.findings("strong", zip(classes, Tables.noise(5)).map { Double($0) + 1.3 * $1 }))
                == [])
    }

    @Test("three classes in an interval each, and a number that is nearly the target")
    func intervals() throws {
        let classes = Tables.noise(3).map { Int32($0 * 3) }
        func table(_ x: [Double], _ target: Column) throws -> TableDataSet {
            var roles = TableRoles()
            roles.targets = ["y"]
            return try TableDataSet(
                try Table([try Column("x", .numbers(x)), try Column("z", .numbers(Tables.noise(9))), target]),
                roles: roles, provenance: Samples.provenance)
        }
        let target = try Column("y", .categories(classes, names: ["a", "b", "c"]))
        let apart = zip(classes, Tables.noise(5)).map { Double($0) * 2 + $1 }
        #expect(codes(try Tables.findings(try table(apart, target))) == [.givesTargetAway])
        var mixed = apart
        mixed.swapAt(classes.firstIndex(of: 0) ?? 0, classes.firstIndex(of: 1) ?? 0)
        #expect(codes(try Tables.findings(try table(mixed, target))) == [])
        let y = Tables.noise(6)
        let number = try Column("y", .numbers(y))
        #expect(codes(try Tables.findings(try table(y, number))) == [.copyOfTarget])
        let near = zip(y, Tables.noise(5)).map { $0 * -3 + $1 * 0.01 }
        #expect(codes(try Tables.findings(try table(near, number))) == [.givesTargetAway])
        let noisy = zip(y, Tables.noise(5)).map { $0 * -3 + $1 * 0.5 }
        #expect(codes(try Tables.findings(try table(noisy, number))) == [])
    }

    @Test("survival data: times, events, and columns that tell the outcome")
    func survival() throws {
        func findings(_ times: [Double], _ events: [Double], _ more: String = "size") throws -> [Finding] {
            var roles = TableRoles()
            roles.time = "months"
            roles.event = "died"
            return try Tables.findings(
                try TableDataSet(
                    try Table([
                        try Column(more, .numbers(Tables.noise(1))), try Column("months", .numbers(times)),
                        try Column("died", .numbers(events)),
                    ]), roles: roles, provenance: Samples.provenance))
        }
        let times = Tables.noise(2)
        let events = Tables.noise(3).map { $0 < 0.5 ? 0.0 : 1 }
        #expect(try findings(times, events) == [])
        var zero = times
        zero[4] = 0
        #expect(codes(try findings(zero, events)) == [.eventTime])
        zero[4] = -2
        #expect(try findings(zero, events).map(\.code) == ["data.survival.time"])
        #expect(try findings(times, events.map { _ in 0 }).map(\.code).contains("data.survival.censored"))
        #expect(codes(try findings(times, events.map { _ in 1 })).contains(.noCensoring))
        #expect(codes(try findings(times, events, "censored_at")) == [.survivalColumn])
        #expect(try findings(times, events, "er_status") == [])
    }

    @Test("rows that come again: a warning where chance cannot explain it")
    func duplicates() throws {
        var x = Tables.noise(1)
        var classes = Tables.noise(3).map { Int32($0 < 0.5 ? 0 : 1) }
        for row in 0..<5 { (x[100 + row], classes[100 + row]) = (x[row], classes[row]) }
        func table(_ values: [Double]) throws -> TableDataSet {
            var roles = TableRoles()
            roles.targets = ["class"]
            return try TableDataSet(
                try Table([
                    try Column("x", .numbers(values)),
                    try Column("class", .categories(classes, names: ["a", "b"])),
                ]), roles: roles, provenance: Samples.provenance)
        }
        let again = try Tables.findings(try table(x))
        #expect(codes(again) == [.duplicate])
        #expect(again[0].severity == .warning)
        #expect(again[0].row == 101)
        #expect(again[0].count == 5)
        let coarse = try Tables.findings(try table(x.map { ($0 * 4).rounded() }))
        #expect(coarse.allSatisfy { $0.severity == .note })
        #expect(codes(coarse) == [.duplicate, .conflictingLabels])
        classes[100] = 1 - classes[100]
        classes[101] = 1 - classes[101]
        classes[102] = 1 - classes[102]
        let conflict = try Tables.findings(try table(x))
        #expect(
            codes(conflict) == [.duplicate, .conflictingLabels]
                || codes(conflict) == [.conflictingLabels, .duplicate])
        #expect(conflict.first { $0.rule == .conflictingLabels }?.count == 6)

        let train = Array(0..<100), test = Array(100..<200)
        let split = try DataSplit(train: train, validation: [], test: test, count: 200)
        let leaked = try Tables.findings(try table(x), split: split).first {
            $0.rule == .duplicateAcrossParts
        }
        #expect(leaked?.severity == .warning)
        #expect(leaked?.count == 5)
        #expect(leaked?.row == 101)
    }

    @Test("splits: groups in two parts, training rows from the future, classes on one side")
    func splits() throws {
        let split = try DataSplit(
            train: Array(0..<120), validation: Array(120..<150), test: Array(150..<200), count: 200)
        let patients = try Column(
            "patient", .categories((0..<200).map { Int32($0 / 4) }, names: (0..<50).map { "p\($0)" }))
        let grouped = try Tables.sound(adding: [patients]) { $0.group = "patient" }
        let torn = try Tables.findings(grouped, split: split)
        #expect(codes(torn) == [.groupAcrossParts])
        #expect(torn[0].count == 1)
        #expect(torn[0].row == 151)
        #expect(torn[0].found.contains("\"p37\" in validation and test"))

        let time = try Column("when", .numbers((0..<200).map { Double(200 - $0) + 0.5 }))
        let ordered = try Tables.sound(adding: [time]) { $0.order = "when" }
        let future = try Tables.findings(ordered, split: split)
        #expect(codes(future) == [.futureInTraining])
        #expect(future[0].count == 120)

        let sorted = try table(classes: (0..<200).map { $0 < 150 ? $0 % 2 : 2 }, names: ["a", "b", "c"])
        #expect(
            codes(try Tables.findings(sorted, split: split)) == [
                .classNotInTraining, .classNotInTest, .classNotInTest,
            ])
    }
}
