// The JSON of a comparison: the names that programs rely on.
import Foundation
import GimbalExperiments
import Testing

@Suite("ComparisonOutcome")
struct ComparisonOutcomeTests {
    private let result: ComparisonOutcome

    init() throws { result = try runner().run(try smallPlan("mlp,gcn[hidden=8]")) }

    private func object() throws -> [String: Any] {
        let data = try JSONEncoder().encode(result)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("has task, data, split, metric, results, tests and verdict")
    func top() throws {
        let object = try object()
        #expect(object["task"] as? String == "node-classification")
        #expect(object["data"] as? String == "cora")
        #expect(object["split"] as? String == "public")
        #expect(object["metric"] as? String == "accuracy")
        #expect(object["verdict"] as? String == result.verdict)
        #expect((object["results"] as? [Any])?.count == 2)
        #expect((object["tests"] as? [Any])?.count == 1)
    }

    @Test("a result has alias, specification, options, metrics with values per seed, and costs")
    func results() throws {
        let results = try #require(try object()["results"] as? [[String: Any]])
        for entry in results {
            #expect(["mlp", "gcn"].contains(entry["method"] as? String ?? ""))
            #expect(entry["specification"] is String)
            #expect((entry["options"] as? [String: Any])?["hidden"] is NSNumber)
            #expect((entry["parameters"] as? Int ?? 0) > 1000)
            #expect((entry["secondsPerRun"] as? Double ?? 0) > 0)
            #expect((entry["peakBytes"] as? Int ?? 0) > 1_000_000)
            let metrics = try #require(entry["metrics"] as? [String: [String: Any]])
            let names = ["accuracy", "macro-f1", "log-loss"]
            #expect(Set(metrics.keys) == Set(names + names.map { "validation-\($0)" }))
            for (_, summary) in metrics {
                #expect(Set(summary.keys).isSuperset(of: ["mean", "deviation", "low", "high", "values"]))
                #expect((summary["values"] as? [Double])?.count == 2)
            }
        }
    }

    @Test("methods are ranked best first, and fractions stay fractions")
    func ranking() {
        let means = result.results.compactMap { $0.metrics["accuracy"]?.mean }
        #expect(means == means.sorted(by: >))
        #expect(means.allSatisfy { (0...1).contains($0) })
    }

    @Test("a test names both methods, the metric, the difference with its interval, and both p-values")
    func tests() throws {
        let test = try #require((try object()["tests"] as? [[String: Any]])?.first)
        for key in ["a", "b", "metric", "difference", "low", "high", "pValue", "corrected"] {
            #expect(test[key] != nil, "\(key)")
        }
    }

    @Test("reads back to the same value")
    func roundTrip() throws {
        let data = try JSONEncoder().encode(result)
        #expect(try JSONDecoder().decode(ComparisonOutcome.self, from: data) == result)
    }
}
