// gimbal train and predict from end to end.
import Foundation
import Testing

@Suite("gimbal train and predict")
struct ModelTests {
    private func trained(_ sandbox: Sandbox) throws -> Outcome {
        try SmallGraph.write(to: sandbox)
        return try sandbox.run(
            "train", "gcn[hidden=8]", "--data", "graph", "--save", "model", "--seed", "3", "--budget",
            "40epochs",
            "--threads", "1", "--json")
    }

    @Test("saves a model that predicts on raw data in another process, with the same bytes each time")
    func roundTrip() throws {
        let sandbox = try Sandbox()
        let training = try trained(sandbox)
        try #require(training.exitCode == 0, "\(training.errors)")
        let result = try #require(training.json()["result"] as? [String: Any])
        #expect(result["epochs"] as? Int == 40)
        #expect((result["metrics"] as? [String: Double])?["accuracy"] != nil)
        for name in ["config.json", "weights.safetensors", "preprocessing.json", "card.md"] {
            #expect(FileManager.default.fileExists(atPath: sandbox.path("model/\(name)")))
        }
        let first = try sandbox.run(
            "predict", "--model", "model", "--data", "graph", "--out", "p.csv", "--threads", "1")
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(first.output.isEmpty)
        let second = try sandbox.run("predict", "--model", "model", "--data", "graph", "--threads", "1")
        #expect(try sandbox.read("p.csv") == second.output)
        let lines = second.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        #expect(lines[0] == ["node", "prediction", "probability of even", "probability of odd"])
        #expect(lines.count == 81)
        for line in lines.dropFirst() {
            #expect(line[0].hasPrefix("p"))
            let probabilities = line.dropFirst(2).compactMap(Double.init)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
            #expect(line[1] == (probabilities[0] >= probabilities[1] ? "even" : "odd"))
        }
    }

    @Test("predicts for nodes without labels and for another graph with the same columns")
    func otherGraph() throws {
        let sandbox = try Sandbox()
        _ = try trained(sandbox)
        try SmallGraph.write(to: sandbox, folder: "new")
        try FileManager.default.removeItem(atPath: sandbox.path("new/labels.csv"))
        let outcome = try sandbox.run(
            "predict", "--model", "model", "--data", "new", "--json", "--threads", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let object = try outcome.json()
        #expect(object["sample"] as? String == "node")
        #expect((object["ids"] as? [Any])?.count == 80)
        #expect(object["knownCount"] as? Int == 0)
        let columns = try #require(object["columns"] as? [[String: Any]])
        #expect(
            columns.map { $0["name"] as? String } == [
                "prediction", "probability of even", "probability of odd",
            ])
    }

    @Test("replaces a model, but no other folder")
    func replacing() throws {
        let sandbox = try Sandbox()
        _ = try trained(sandbox)
        #expect(try trained(sandbox).exitCode == 0)
        try sandbox.write("mine", to: "precious/notes.txt")
        let refused = try sandbox.run(
            "train", "gcn", "--data", "graph", "--save", "precious", "--threads", "1")
        #expect(refused.exitCode == 4)
        #expect(refused.errors.contains("is no saved model"))
        #expect(try sandbox.read("precious/notes.txt") == "mine")
        let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path)
        #expect(!names.contains { $0.hasSuffix(".partial") || $0.hasSuffix(".former") })
    }

    @Test("shows the plan in a dry run")
    func dryRun() throws {
        let outcome = try Sandbox().run(
            "train", "dagnn", "--data", "cora", "--set", "hops=3", "--dry-run", "--threads", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("hops=3"))
        #expect(outcome.output.contains("nothing was trained"))
    }
}
