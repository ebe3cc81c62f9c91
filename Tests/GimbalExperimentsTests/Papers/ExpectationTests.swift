// Expectations: reading, checking, and errors that name the place.
import Foundation
import GimbalCore
import GimbalExperiments
import Testing

/// Swift Testing has a type of the same name.
private typealias Expectation = GimbalExperiments.Expectation

@Suite("Expectation")
struct ExpectationTests {
    private let values = [
        "a.accuracy": 0.84, "b.accuracy": 0.82, "a.accuracy@cora-ml": 0.9, "g-16.log-loss": 1.5,
    ]

    private func value(_ name: ScalarName) throws -> Double { try #require(values["\(name)"]) }

    @Test(
        "sums and relations are computed as written",
        arguments: [
            ("a.accuracy >= 0.84", 0.84, true), ("a.accuracy > 0.84", 0.84, false),
            ("a.accuracy <= .84", 0.84, true),
            ("a.accuracy < 84e-2", 0.84, false), ("a.accuracy - b.accuracy >= 0.015", 0.02, true),
            ("a.accuracy - b.accuracy + 0.5 >= 0.6", 0.52, false),
            ("- b.accuracy + a.accuracy >= 0", 0.02, true),
            ("a.accuracy@cora-ml >= 0.9", 0.9, true), ("g-16.log-loss < 2", 1.5, true),
            ("a.accuracy >= b.accuracy + 0.01", 0.84, true), ("a.accuracy - b.accuracy ≥ -0.5", 0.02, true),
        ])
    func checks(_ text: String, _ measured: Double, _ holds: Bool) throws {
        let checked = try Expectation(text).check(value)
        #expect(abs(checked.measured - measured) < 1e-12)
        #expect(checked.holds == holds)
        #expect(checked.text == text)
    }

    @Test(
        "what does not fit is named with its place",
        arguments: [
            ("", 1, "the end"), ("a.accuracy", 11, "the end"), ("a.accuracy >= ", 15, "the end"),
            ("a.accuracy => 0.8", 12, "\"=\""), ("a >= 0.8", 1, "\"a\""), ("a.b.c >= 0.8", 1, "\"a.b.c\""),
            ("a.accuracy@ >= 0.8", 1, "\"a.accuracy@\""), ("a.accuracy >= 0.8 0.9", 19, "\"0.9\""),
            ("a.accuracy * 2 >= 0.8", 12, "\"*\""), ("a.accuracy - >= 0.8", 14, "\">=\""),
            ("a.accuracy >= 1..2", 15, "\"1\""),
        ])
    func errors(_ text: String, _ position: Int, _ found: String) throws {
        let error = #expect(throws: ConfigError.self) { try Expectation(text) }
        #expect(error?.code == "config.expectation")
        #expect(
            error?.message.contains("at character \(position) found \(found)") == true,
            "\(error?.message ?? "")")
    }

    @Test("names keep their hyphens, and a minus between spaces subtracts")
    func hyphens() throws {
        let expectation = try Expectation("gcn-16.macro-f1@coauthor-cs - mlp.macro-f1@coauthor-cs > 0")
        let gcn = ScalarName(alias: "gcn-16", metric: "macro-f1", data: "coauthor-cs")
        let mlp = ScalarName(alias: "mlp", metric: "macro-f1", data: "coauthor-cs")
        #expect(expectation.scalars == [gcn, mlp])
    }

    @Test("is a text in JSON")
    func coding() throws {
        let expectation = try Expectation("a.accuracy >= 0.84")
        let data = try JSONEncoder().encode([expectation])
        let texts = try JSONDecoder().decode([String].self, from: data)
        #expect(texts == ["a.accuracy >= 0.84"])
        let back = try JSONDecoder().decode([Expectation].self, from: data)
        #expect(back == [expectation])
    }
}
