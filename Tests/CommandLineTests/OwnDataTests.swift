// Data of the user's own from comparison to predictions, vectors and weights.
import Foundation
import Testing

@Suite("The user's own data")
struct OwnDataTests {
    @Test(
        "are compared, trained on, predicted, embedded and exported",
        arguments: [OwnData.classes, .numbers, .graph])
    func whole(_ kind: OwnData) throws {
        let sandbox = try Sandbox()
        try kind.write(sandbox)
        try compare(kind, sandbox)
        try train(kind, sandbox)
        try predict(kind, sandbox)
        try embed(kind, sandbox)
        try export(sandbox)
    }

    private func compare(_ kind: OwnData, _ sandbox: Sandbox) throws {
        let outcome = try sandbox.run(
            ["compare", kind.task, "--data", kind.data, "--methods", kind.methods] + kind.columns + [
                "--seeds", "2", "--budget", "3epochs", "--threads", "1", "--json",
            ])
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let results = try #require(outcome.json()["results"] as? [[String: Any]])
        #expect(results.count == 2)
        for result in results {
            let metrics = try #require(result["metrics"] as? [String: [String: Any]])
            let values = try #require(
                metrics[outcome.json()["metric"] as? String ?? ""]?["values"] as? [Double])
            #expect(values.count == 2)
        }
        #expect(sandbox.names("home/checkpoints").isEmpty, "finished runs need no checkpoint")
    }

    private func train(_ kind: OwnData, _ sandbox: Sandbox) throws {
        let outcome = try sandbox.run(
            ["train", kind.method, "--data", kind.data] + kind.columns + [
                "--save", "model", "--budget", "20epochs", "--threads", "1", "--json",
            ])
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("task: \(kind.task), because "), "\(outcome.errors)")
        let result = try #require(outcome.json()["result"] as? [String: Any])
        #expect(result["task"] as? String == kind.task)
        #expect((result["metrics"] as? [String: Double])?.isEmpty == false)
    }

    private func predict(_ kind: OwnData, _ sandbox: Sandbox) throws {
        let outcome = try sandbox.run(
            "predict", "--model", "model", "--data", kind.newData, "--out", "p.csv", "--threads", "1")
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let lines = try sandbox.read("p.csv").split(separator: "\n").map { $0.split(separator: ",") }
        #expect(lines[0].prefix(2).map(String.init) == kind.titles)
        #expect(lines.count == 1 + kind.newCount)
    }

    private func embed(_ kind: OwnData, _ sandbox: Sandbox) throws {
        let table = try sandbox.run(
            "embed", "--model", "model", "--data", kind.newData, "--out", "v.csv", "--threads", "1", "--json")
        try #require(table.exitCode == 0, "\(table.errors)")
        let width = try #require(try table.json()["width"] as? Int)
        let lines = try sandbox.read("v.csv").split(separator: "\n").map { $0.split(separator: ",") }
        #expect(width > 0)
        #expect(lines.count == 1 + kind.newCount)
        #expect(lines.allSatisfy { $0.count == 1 + width })
        for name in ["v.npy", "v.npz", "v.safetensors"] {
            let outcome = try sandbox.run(
                "embed", "--model", "model", "--data", kind.newData, "--out", name, "--threads", "1")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        let ids = try sandbox.read("v.ids.csv").split(separator: "\n").map(String.init)
        #expect(ids == lines.map { String($0[0]) })
        // A header, and then four bytes for each number.
        #expect(try sandbox.bytes("v.npy").count % 64 == kind.newCount * width * 4 % 64)
    }

    private func export(_ sandbox: Sandbox) throws {
        for name in ["w.safetensors", "w.npz", "w.pt", "w.csv"] {
            let outcome = try sandbox.run("export", "--model", "model", "--out", name, "--json")
            try #require(outcome.exitCode == 0, "\(outcome.errors)")
            let tensors = try #require(outcome.json()["tensors"] as? [[String: Any]])
            #expect(tensors.contains { ($0["name"] as? String)?.hasSuffix("weight") == true })
            #expect(try sandbox.bytes(name).count > 100)
        }
        let counted = try sandbox.run("export", "--model", "model", "--to", "csv", "--out", "w", "--json")
            .json()
        let shapes = (counted["tensors"] as? [[String: Any]])?.compactMap { $0["shape"] as? [Int] } ?? []
        let lines = try sandbox.read("w").split(separator: "\n")
        #expect(lines.count == 1 + shapes.map { $0.reduce(1, *) }.reduce(0, +))
    }
}
