// gimbal data from end to end: fetching, inspecting, validating, splitting.
import Foundation
import Testing

@Suite("Data commands")
struct DataTests {
    @Test("inspect a table, save its card, and validate it with what the card says")
    func table() throws {
        let sandbox = try Sandbox()
        let rows = (0..<60).map {
            "\($0),\($0 % 7 == 0 ? "" : "\(Double($0) * 0.37)"),\($0 % 3 == 0 ? "yes" : "no")"
        }
        try sandbox.write("id,size,sick\n" + rows.joined(separator: "\n") + "\n", to: "my.csv")
        let inspected = try sandbox.run("data", "inspect", "my.csv", "--save", "data.yaml")
        #expect(inspected.exitCode == 0, "\(inspected.errors)")
        #expect(inspected.output.contains("rows") && inspected.output.contains("60"))
        let card = try sandbox.read("data.yaml")
        #expect(card.contains("format: table") && card.contains("sick"))
        let validated = try sandbox.run("data", "validate", "data.yaml", "--json").json()
        #expect(validated["valid"] as? Bool == true)
        let findings = try #require(validated["findings"] as? [[String: Any]])
        let columns = findings.compactMap { $0["column"] as? String }
        #expect(columns.contains("id") && columns.contains("size"))
    }

    @Test("end with 3 and name row and column when data cannot be used")
    func unusable() throws {
        let sandbox = try Sandbox()
        let rows = (0..<20).map { "\($0 % 5 == 3 ? "nan" : "\($0)"),a" }
        try sandbox.write("x,class\n" + rows.joined(separator: "\n") + "\n", to: "my.csv")
        let outcome = try sandbox.run("data", "validate", "my.csv")
        #expect(outcome.exitCode == 3)
        #expect(outcome.output.contains("error: column \"x\", row 4"))
        let text = try sandbox.run("data", "validate", "my.csv", "--json")
        #expect(text.exitCode == 3)
        #expect(try text.json()["valid"] as? Bool == false)
    }

    @Test("save a split that is used again, and refuse it for other data")
    func split() throws {
        let sandbox = try Sandbox()
        let saved = try sandbox.run(
            "data", "split", "german-credit", "--split", "k-fold:5", "--seed", "2", "--save", "fold.json")
        #expect(saved.exitCode == 0, "\(saved.errors)")
        #expect(saved.output.contains("200 test of 1000"))
        let used = try sandbox.run("data", "validate", "german-credit", "--split", "fold.json", "--json")
            .json()
        #expect(used["split"] as? String == "k-fold:5")
        let other = try sandbox.run("data", "validate", "hepatitis", "--split", "fold.json")
        #expect(other.exitCode == 3)
        #expect(other.errors.contains("1000 samples"))
        let table = try sandbox.run("data", "split", "cora", "--save", "split.csv")
        #expect(table.exitCode == 0)
        #expect(try sandbox.read("split.csv").split(separator: "\n").count == 1 + 140 + 500 + 1000)
    }

    @Test("fetch from a mirror into the data folder, where the set is found afterwards")
    func fetch() throws {
        let sandbox = try Sandbox()
        // A mirror of one file: Cora under the name that the catalogue gives it in data folders.
        let cora = Checkout.root.appendingPathComponent("Data/cora/cora.npz")
        let folder = sandbox.folder.appendingPathComponent("mirror/planetoid")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: cora, to: folder.appendingPathComponent("cora.npz"))
        let shipped = try sandbox.run("data", "fetch", "mutag")
        #expect(shipped.output == "mutag ships with Gimbal\n")
        let fetched = try sandbox.run("data", "fetch", "cora", "--mirror", "mirror", "--to", "data")
        #expect(fetched.exitCode == 0, "\(fetched.errors)")
        #expect(fetched.output.contains("fetched 1 of 1 files"))
        let again = try sandbox.run("data", "fetch", "cora", "--to", "data", "--json").json()
        let files = try #require(again["cora"] as? [[String: Any]])
        #expect(files.map { $0["outcome"] as? String } == ["present"])
    }
}
