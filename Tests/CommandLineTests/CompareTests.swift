// gimbal compare from end to end.
import Foundation
import Testing

@Suite("gimbal compare")
struct CompareTests {
    private static let common = [
        "--methods", "mlp,gcn", "--seeds", "3", "--budget", "8epochs", "--threads", "1",
    ]

    private func compare(_ sandbox: Sandbox, _ data: String, _ more: String...) throws -> Outcome {
        try sandbox.run(["compare", "node-classification", "--data", data] + Self.common + more)
    }

    @Test("prints a ranked table, tests and a verdict for shipped data")
    func shippedData() throws {
        let outcome = try compare(Sandbox(), "cora")
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        for part in [
            "rank", "accuracy %", "macro-f1 %", "parameters", "corrected p", "Verdict: ", "untuned", "paper",
        ] {
            #expect(outcome.output.contains(part), "\(part) is missing in:\n\(outcome.output)")
        }
    }

    @Test("writes the documented JSON object for the user's own data")
    func jsonShape() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let outcome = try compare(sandbox, "graph", "--json")
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let object = try outcome.json()
        #expect(object["task"] as? String == "node-classification")
        #expect(object["data"] as? String == "graph")
        #expect(object["split"] is String)
        #expect(object["metric"] as? String == "accuracy")
        #expect((object["verdict"] as? String)?.isEmpty == false)
        let results = try #require(object["results"] as? [[String: Any]])
        #expect(Set(results.compactMap { $0["method"] as? String }) == ["mlp", "gcn"])
        for result in results {
            #expect(result["specification"] is String)
            #expect((result["options"] as? [String: Any])?["hidden"] is Int)
            #expect(result["preset"] as? String == "untuned")
            #expect(result["parameters"] is Int)
            #expect(result["secondsPerRun"] is Double)
            #expect(result["peakBytes"] is Int)
            let metrics = try #require(result["metrics"] as? [String: [String: Any]])
            let accuracy = try #require(metrics["accuracy"])
            #expect(Set(accuracy.keys).isSuperset(of: ["mean", "deviation", "low", "high", "values"]))
            let values = try #require(accuracy["values"] as? [Double])
            #expect(values.count == 3)
            #expect(values.allSatisfy { (0...1).contains($0) })
        }
        let tests = try #require(object["tests"] as? [[String: Any]])
        #expect(tests.count == 1)
        let keys = ["a", "b", "metric", "difference", "low", "high", "pValue", "corrected"]
        #expect(Set(tests[0].keys).isSuperset(of: keys))
    }

    @Test("gives the same digits again, with a fresh store, and with parallel jobs")
    func sameDigits() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let first = try Digits(compare(sandbox, "graph", "--json"))
        let reused = try Digits(compare(sandbox, "graph", "--json"))
        let fresh = try Digits(compare(sandbox, "graph", "--json", "--fresh"))
        // Two jobs that share two threads have one each, as the single job has.
        let parallel = try Digits(
            sandbox.run(
                ["compare", "node-classification", "--data", "graph"] + Self.common.dropLast()
                    + ["2", "--jobs", "2", "--fresh", "--json"]))
        #expect(reused == first)
        #expect(fresh == first)
        #expect(parallel == first)
    }

    @Test("reuses finished runs and says so")
    func reuse() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        _ = try compare(sandbox, "graph")
        let again = try compare(sandbox, "graph")
        #expect(again.output.contains("6 of 6 runs were taken from the run store"))
        let runs = try sandbox.run("runs", "--json").json()
        #expect((runs["runs"] as? [Any])?.count == 6)
        #expect(try sandbox.run("runs", "search", "gcn").output.contains("finished"))
    }

    @Test("trains nothing in a dry run and shows every option")
    func dryRun() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let outcome = try compare(sandbox, "graph", "--dry-run", "--set", "gcn.hidden=5")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("nothing was trained"))
        #expect(outcome.output.contains("hidden=5"))
        let json = try compare(sandbox, "graph", "--dry-run", "--json").json()
        #expect(json["finishedRunCount"] as? Int == 0)
        #expect(json["runCount"] as? Int == 6)
    }

    @Test("writes every format, to a file if one is named")
    func formats() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        #expect(try compare(sandbox, "graph", "--format", "markdown").output.contains("| rank | method |"))
        #expect(try compare(sandbox, "graph", "--format", "latex").output.contains("\\begin{tabular}"))
        let csv = try compare(sandbox, "graph", "--out", "table.csv")
        #expect(csv.output.isEmpty)
        let lines = try sandbox.read("table.csv").split(separator: "\n")
        #expect(lines.count == 1 + 2 * 6)
        #expect(lines[0].hasPrefix("task,data,split,method,specification,preset,metric,mean,"))
    }

    @Test("gives methods the aliases and options that are asked for")
    func aliases() throws {
        let sandbox = try Sandbox()
        try SmallGraph.write(to: sandbox)
        let outcome = try sandbox.run(
            "compare", "node-classification", "--data", "graph", "--methods", "gcn,wide=gcn[hidden=32]",
            "--seeds", "1",
            "--budget", "3epochs", "--threads", "1", "--set", "wide.dropout=0.1", "--split",
            "ratio:0.5,0.2,0.3", "--json")
        let object = try outcome.json()
        #expect(object["split"] as? String == "ratio:0.5,0.2,0.3")
        let results = try #require(object["results"] as? [[String: Any]])
        let wide = try #require(results.first { $0["method"] as? String == "wide" })
        let options = try #require(wide["options"] as? [String: Any])
        #expect(options["hidden"] as? Int == 32)
        #expect(options["dropout"] as? Double == 0.1)
        // One seed has no spread and allows no test: null and an empty list, not missing keys.
        let accuracy = try #require((wide["metrics"] as? [String: [String: Any]])?["accuracy"])
        #expect(accuracy["deviation"] is NSNull)
        #expect((object["tests"] as? [Any])?.isEmpty == true)
    }
}

/// What must be the same of two comparisons: everything but the cost.
struct Digits: Equatable {
    let values: [String: [String: [Double]]]
    let verdict: String

    init(_ outcome: Outcome, _ location: SourceLocation = #_sourceLocation) throws {
        let object = try outcome.json(location)
        let results = try #require(object["results"] as? [[String: Any]], sourceLocation: location)
        var values: [String: [String: [Double]]] = [:]
        for result in results {
            let method = try #require(result["method"] as? String, sourceLocation: location)
            let metrics = try #require(
                result["metrics"] as? [String: [String: Any]], sourceLocation: location)
            values[method] = metrics.compactMapValues { $0["values"] as? [Double] }
        }
        self.values = values
        verdict = try #require(object["verdict"] as? String, sourceLocation: location)
    }
}
