import Foundation
import GimbalStatistics
import Testing

/// The shape that programs read from `compare --json`.
private struct ComparisonRows: Decodable {
    struct Result: Decodable {
        let method: String
        let mean, deviation, low, high: Double
        let values: [Double]
    }
    struct Test: Decodable {
        let a, b, metric: String
        let difference, low, high, pValue, corrected: Double
    }
    let results: [Result]
    let tests: [Test]
}

@Suite("Comparison")
struct ComparisonTests {
    @Test("summaries, tests and corrected p-values agree with SciPy, whatever the order given")
    func oracle() throws {
        let rows: ComparisonRows = try fixture("comparison")
        let methods = rows.results.reversed().map { MethodValues(method: $0.method, values: $0.values) }
        let comparison = try Comparison(metric: "accuracy", methods: methods)
        #expect(comparison.methods.map(\.method) == ["dagnn", "gcn", "mlp"])
        for (ranked, row) in zip(comparison.methods, rows.results) {
            let summary = ranked.summary
            #expect(isClose(summary.mean, row.mean) && summary.values == row.values)
            #expect(isClose(try #require(summary.deviation), row.deviation))
            #expect(isClose(try #require(summary.low), row.low))
            #expect(isClose(try #require(summary.high), row.high))
        }
        #expect(comparison.tests.count == 3)
        for (test, row) in zip(comparison.tests, rows.tests) {
            #expect(test.a == row.a && test.b == row.b && test.metric == row.metric)
            #expect(isClose(test.difference, row.difference, relative: 1e-10))
            #expect(isClose(test.low, row.low, relative: 1e-10))
            #expect(isClose(test.high, row.high, relative: 1e-10))
            #expect(isClose(test.pValue, row.pValue, relative: 1e-9))
            #expect(isClose(test.corrected, row.corrected, relative: 1e-9))
        }
        #expect(comparison.verdict.finding == .best)
    }

    @Test("tests have the published JSON names, and a comparison survives a round trip")
    func json() throws {
        let rows: ComparisonRows = try fixture("comparison")
        let methods = rows.results.map { MethodValues(method: $0.method, values: $0.values) }
        let rule = ComparisonRule(margin: 0.005, resampling: .resampled(testToTrainRatio: 0.25))
        let comparison = try Comparison(metric: "accuracy", methods: methods, rule: rule)
        let data = try JSONEncoder().encode(comparison)
        #expect(try JSONDecoder().decode(Comparison.self, from: data) == comparison)
        let tests = try JSONDecoder().decode(
            [ComparisonRows.Test].self, from: JSONEncoder().encode(comparison.tests))
        #expect(tests.map(\.corrected) == comparison.tests.map(\.corrected))
    }

    @Test("a summary of one value writes null for what is unknown")
    func singleValue() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(Summary([0.5])), as: UTF8.self)
        #expect(text == #"{"deviation":null,"high":null,"low":null,"mean":0.5,"rank":null,"values":[0.5]}"#)
    }

    @Test("lower is better turns the order, the ranks and the winner")
    func direction() throws {
        let methods = [
            MethodValues(method: "slow", values: [3, 3.1, 3.2, 2.9]),
            MethodValues(method: "fast", values: [1, 1.2, 1.1, 1.3]),
        ]
        let comparison = try Comparison(
            metric: "error", methods: methods, rule: ComparisonRule(direction: .lowerIsBetter))
        #expect(comparison.methods.map(\.method) == ["fast", "slow"])
        #expect(comparison.methods.map(\.summary.rank) == [1, 2])
        #expect(comparison.tests[0].difference < 0)
        #expect(comparison.tests[0].outcome == .firstIsBetter)
        #expect(comparison.verdict.leader == "fast")
    }

    @Test("resampled splits widen intervals and raise p-values")
    func resampling() throws {
        let methods = [
            MethodValues(method: "a", values: [0.80, 0.83, 0.82, 0.85, 0.81]),
            MethodValues(method: "b", values: [0.79, 0.80, 0.80, 0.82, 0.80]),
        ]
        let plain = try Comparison(metric: "accuracy", methods: methods)
        let rule = ComparisonRule(resampling: .resampled(testToTrainRatio: 0.25))
        let corrected = try Comparison(metric: "accuracy", methods: methods, rule: rule)
        // √((1/5 + 1/4) / (1/5)) = 1.5
        let (narrow, wide) = (plain.tests[0], corrected.tests[0])
        #expect(isClose((wide.high - wide.low) / (narrow.high - narrow.low), 1.5))
        #expect(wide.pValue > narrow.pValue)
        let (low, high) = (corrected.methods[0].summary, plain.methods[0].summary)
        #expect(low.mean == high.mean && low.deviation == high.deviation)
        #expect(try #require(low.low) < #require(high.low))
    }

    @Test("says what is wrong with its input")
    func errors() {
        let good = MethodValues(method: "a", values: [1, 2])
        #expect(
            errorText { _ = try Comparison(metric: "m", methods: []) }
                == "Comparison: found 0, expected at least 1 method. Check that the input is not empty.")
        #expect(
            errorText { _ = try Comparison(metric: "m", methods: [good, good]) }
                == "Comparison: two methods are called \"a\". Give each its own alias.")
        #expect(
            errorText {
                _ = try Comparison(metric: "m", methods: [good, MethodValues(method: "b", values: [1])])
            }
                == "Comparison, method \"b\": found 1 values, expected 2 like \"a\". "
                + "Run every method with the same seeds; tests are paired by seed.")
        #expect(
            errorText {
                _ = try Comparison(metric: "m", methods: [MethodValues(method: "b", values: [1, .nan])])
            }
                == "Comparison, method \"b\": value 1 is nan, expected a finite number. "
                + "Look for the run or the input that diverged, and leave it out or repair it.")
        #expect(
            errorText { _ = try Comparison(metric: "m", methods: [good], rule: ComparisonRule(margin: -1)) }
                == "The margin is -1.0, expected 0 or more. "
                + "Pass the smallest difference that matters, in the unit of the metric.")
        #expect(
            errorText { try ComparisonRule(resampling: .resampled(testToTrainRatio: .nan)).validate() }
                .hasPrefix("testToTrainRatio is nan"))
        #expect(errorText { try ComparisonRule(confidence: 95).validate() }.hasSuffix("Did you mean 0.95?"))
    }
}
