// Validation of tables: every rule is met by data made for it, and sound data stay without findings.
import Foundation
import GimbalCore
import GimbalData
import Testing

/// Tables made for one rule each.
enum CheckedTables {
    static let count = 200

    /// Numbers that look drawn, the same in every run.
    static func noise(_ seed: Int, count: Int = count) -> [Double] {
        (0..<count).map { row in
            let x = sin(Double(row * 7919 + seed * 104_729) * 12.9898) * 43_758.5453
            return x - x.rounded(.down)
        }
    }

    /// Two features, and a class that neither tells.
    static func sound(
        adding more: [Column] = [], count: Int = count, roles change: (inout TableRoles) -> Void = { _ in }
    ) throws -> TableDataSet {
        var roles = TableRoles()
        roles.targets = ["class"]
        change(&roles)
        let classes = noise(3, count: count).map { Int32($0 < 0.5 ? 0 : 1) }
        return try TableDataSet(
            try Table(
                [
                    try Column("width", .numbers(noise(1, count: count))),
                    try Column(
                        "colour",
                        .categories(noise(2, count: count).map { Int32($0 * 3) }, names: ["r", "g", "b"])),
                ] + more + [try Column("class", .categories(classes, names: ["no", "yes"]))]),
            roles: roles, provenance: Samples.provenance)
    }

    static func findings(
        _ table: TableDataSet, split: DataSplit? = nil, options: ValidationOptions = ValidationOptions()
    ) throws -> [Finding] {
        try DataValidation.findings(in: .table(table), split: split, options: options)
    }

    /// Findings with one more column, a number.
    static func findings(_ name: String, _ values: [Double], isMissing: [Bool]? = nil) throws -> [Finding] {
        try findings(
            try sound(adding: [try Column(name, .numbers(values), isMissing: isMissing)], count: values.count)
        )
    }
}

@Suite("validation of tables")
struct TableValidationTests {
    private typealias Tables = CheckedTables

    @Test("finds nothing in sound data")
    func sound() throws {
        #expect(try Tables.findings(try Tables.sound()) == [])
        let split = try DataSplit(
            train: Array(0..<100), validation: Array(100..<150), test: Array(150..<200), count: 200)
        #expect(try Tables.findings(try Tables.sound(), split: split) == [])
    }

    /// Requires one finding and returns it.
    private func only(_ findings: [Finding], _ rule: DataRule, _ severity: Finding.Severity) throws -> Finding
    {
        #expect(findings.map(\.code) == [rule.code], "\(findings)")
        let finding = try #require(findings.first)
        #expect(finding.severity == severity)
        #expect(!finding.fix.isEmpty && !finding.expected.isEmpty)
        return finding
    }

    @Test("NaN and infinite numbers are errors with their row")
    func notFinite() throws {
        var values = Tables.noise(4)
        values[6] = .nan
        values[9] = .nan
        let nan = try only(try Tables.findings("x", values), .nan, .error)
        #expect(nan.row == 7)
        #expect(nan.column == "x")
        #expect(nan.count == 2)
        values = Tables.noise(4)
        values[11] = -.infinity
        #expect(try only(try Tables.findings("x", values), .infinite, .error).row == 12)
        // A mark says that there is no value, so what is stored does not matter.
        var marks = [Bool](repeating: false, count: values.count)
        marks[11] = true
        let marked = try only(try Tables.findings("x", values, isMissing: marks), .missing, .note)
        #expect(marked.row == 12)
    }

    @Test("constant and empty columns, and columns that repeat another one")
    func tellNothing() throws {
        let constant = try only(
            try Tables.findings("x", [Double](repeating: 4, count: 200)), .constant, .warning)
        #expect(
            constant.description == """
                warning: column "x": found "4" in every row, expected values that differ. Leave the column out \
                (columns: ignore): it tells nothing. [data.check.constant]
                """)
        let empty = [Bool](repeating: true, count: 200)
        _ = try only(try Tables.findings("x", Tables.noise(4), isMissing: empty), .emptyColumn, .warning)
        let copy = try only(try Tables.findings("x", Tables.noise(1)), .duplicateColumn, .note)
        #expect(copy.found.contains("\"width\""))
        let text = try Column("t", .texts(TextValues(repeatElement("same", count: 200))))
        _ = try only(try Tables.findings(try Tables.sound(adding: [text])), .constant, .warning)
    }

    @Test("identifiers: consecutive or rising whole numbers, texts and categories that are all distinct")
    func identifiers() throws {
        let shuffled = (0..<200).map { Double(($0 * 77) % 200 + 5) }
        let finding = try only(try Tables.findings("x", shuffled), .identifier, .warning)
        #expect(finding.found.contains("5 to 204"))
        _ = try only(try Tables.findings("x", (0..<200).map { Double($0 * $0 + 3) }), .identifier, .warning)
        let names = (0..<200).map { "row \($0)" }
        let texts = try Column("t", .texts(TextValues(names)))
        _ = try only(try Tables.findings(try Tables.sound(adding: [texts])), .identifier, .warning)
        let categories = try Column("t", .categories((0..<200).map { Int32($0) }, names: names))
        _ = try only(try Tables.findings(try Tables.sound(adding: [categories])), .identifier, .warning)
        // Measured numbers that rise, and whole numbers that repeat, are none.
        #expect(try Tables.findings("x", (0..<200).map { Double($0) * 0.37 + 0.1 }) == [])
        #expect(try Tables.findings("x", (0..<200).map { Double(($0 * 77) % 150) }) == [])
    }

    @Test("values outside the range that a name promises")
    func ranges() throws {
        for (name, value) in [
            ("probability", 1.5), ("share_percent", 120), ("Age", -1), ("itemCount", -3), ("latitude", 91),
            ("longitude", 361), ("pixel17", 256),
        ] {
            var values = Tables.noise(4)
            values[3] = value
            let findings = try Tables.findings(name, values).filter { $0.rule == .outOfRange }
            #expect(findings.first?.row == 4, "\(name)")
        }
        // Centred columns and changes may be negative; other words promise nothing.
        #expect(
            try Tables.findings("age", Tables.noise(4).flatMap { [$0, -$0] }).allSatisfy {
                $0.rule != .outOfRange
            })
        #expect(try Tables.findings("change percent", Tables.noise(4).map { $0 * 10 - 200 }) == [])
        #expect(try Tables.findings("stage", Tables.noise(4).map { $0 - 3 }) == [])
    }

    @Test("placeholders and outliers")
    func outliers() throws {
        var values = Tables.noise(4)
        values[20] = -999
        values[30] = -999
        let placeholder = try only(try Tables.findings("x", values), .placeholder, .warning)
        #expect(placeholder.row == 21)
        #expect(placeholder.count == 2)
        values = Tables.noise(4)
        values[50] = 60
        #expect(try only(try Tables.findings("x", values), .outlier, .note).row == 51)
        // A heavy tail is no outlier.
        #expect(try Tables.findings("x", Tables.noise(4).map { 1 / ($0 + 1e-6) }) == [])
    }

    @Test("dates in the future, and dates that stand for none")
    func dates() throws {
        let day = 86_400.0
        var dates = Tables.noise(4).map { ($0 * 1000).rounded() * day + 1.5e9 }
        var options = ValidationOptions(now: Date(timeIntervalSince1970: 1.6e9))
        #expect(
            try Tables.findings(try Tables.sound(adding: [try Column("d", .dates(dates))]), options: options)
                == [])
        options.now = Date(timeIntervalSince1970: 1.5e9 + 999 * day)
        dates[8] = 1.5e9 + 1000.5 * day
        let future = try Tables.findings(
            try Tables.sound(adding: [try Column("d", .dates(dates))]), options: options)
        #expect(
            try only(future.filter { $0.row == 9 || $0.rule != .futureDate }, .futureDate, .warning).count
                == 1)
        options.now = Date(timeIntervalSince1970: 2e9)
        for row in [3, 4, 5] { dates[row] = 0 }
        let zero = try Tables.findings(
            try Tables.sound(adding: [try Column("d", .dates(dates))]), options: options)
        #expect(try only(zero, .placeholder, .warning).found.contains("1970-01-01 in 3 rows"))
    }

    @Test("missing values: what the policy will do")
    func missing() throws {
        let marks = (0..<200).map { $0 % 4 == 0 }
        let table = try Tables.sound(adding: [try Column("x", .numbers(Tables.noise(4)), isMissing: marks)])
        func finding(_ policy: MissingPolicy?, _ severity: Finding.Severity) throws -> Finding {
            try only(
                try Tables.findings(table, options: ValidationOptions(missing: policy)), .missing, severity)
        }
        #expect(try finding(nil, .note).fix.contains("leaves 150 of 200"))
        #expect(try finding(.error, .error).count == 50)
        #expect(try finding(.drop, .note).fix.contains("150 of 200"))
        #expect(try finding(.impute, .note).fix.contains("25 %"))
        let most = try Column("x", .numbers(Tables.noise(4)), isMissing: marks.map { !$0 })
        let mostly = try Tables.findings(
            try Tables.sound(adding: [most]), options: ValidationOptions(missing: .drop))
        #expect(try only(mostly, .missing, .warning).fix.contains("leaves 50 of 200"))
    }

    @Test("no rows, and at most as many findings of a rule as are worth reading")
    func limits() throws {
        let empty = try Tables.findings(try Tables.sound(count: 0))
        #expect(try only(empty, .empty, .error).count == 0)
        let constants = try (0..<30).map {
            try Column("c\($0)", .numbers([Double](repeating: Double($0), count: 200)))
        }
        let many = try Tables.findings(try Tables.sound(adding: constants))
        #expect(many.count == 21)
        #expect(many.last?.count == 10)
        #expect(many.last?.found == "the same 10 more times")
    }

    @Test("findings are ordered by severity, then by rule, and read back from JSON")
    func order() throws {
        var nan = Tables.noise(4)
        nan[0] = .nan
        let table = try Tables.sound(adding: [
            try Column("id", .numbers((0..<200).map(Double.init))), try Column("nan", .numbers(nan)),
            try Column("gaps", .numbers(Tables.noise(5)), isMissing: (0..<200).map { $0 == 0 }),
            try Column("one", .numbers([Double](repeating: 1, count: 200))),
        ])
        let findings = try Tables.findings(table)
        #expect(findings.compactMap(\.rule) == [.nan, .constant, .identifier, .missing])
        let data = try JSONEncoder().encode(findings)
        #expect(try JSONDecoder().decode([Finding].self, from: data) == findings)
    }
}
