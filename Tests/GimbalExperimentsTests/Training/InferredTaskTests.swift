// Which task data and method are for.
import Foundation
import GimbalCatalogue
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import Testing

@Suite("InferredTask")
struct InferredTaskTests {
    /// A table with a category, a number, few and many whole numbers, and a time with its event.
    private func table() throws -> DataSet {
        try withStoreFile { file in
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let rows = (0..<60).map {
                "\(Double($0) * 0.5),\($0 % 3 == 0 ? "a" : "b"),\($0 % 4),\($0),\($0 % 2)"
            }
            let url = folder.appendingPathComponent("table.csv")
            try (["real,word,few,many,seen"] + rows).joined(separator: "\n").write(
                to: url, atomically: true, encoding: .utf8)
            return try DataSet.load(url)
        }
    }

    private func task(_ data: DataSet, _ columns: ColumnRoles?, _ method: String = "mlp") throws -> String {
        try InferredTask(data, columns: columns, method: Catalogue.methods.entry(method).card).task.id
    }

    @Test("of a table is what its target is, or survival where time and event are known")
    func tables() throws {
        let data = try table()
        #expect(try task(data, ColumnRoles(target: "word")) == "tabular-classification")
        #expect(try task(data, ColumnRoles(target: "few")) == "tabular-classification")
        #expect(try task(data, ColumnRoles(target: "many")) == "tabular-regression")
        #expect(try task(data, ColumnRoles(target: "real")) == "tabular-regression")
        #expect(try task(data, ColumnRoles(time: "many", event: "seen")) == "survival")
        #expect(try task(data, ColumnRoles(time: "many", event: "not seen")) == "survival")
    }

    @Test("of a graph is its nodes' classes, of many graphs their classes")
    func graphs() throws {
        #expect(try task(DataSet.load("cora"), nil, "gcn") == "node-classification")
        #expect(try task(DataSet.load("mutag"), nil, "gcn") == "graph-classification")
    }

    @Test("is refused where there is no target or the method takes none of the tasks, with the reason")
    func refusals() throws {
        let data = try table()
        let noTarget = #expect(throws: DataError.self) { try task(data, nil) }
        #expect(noTarget?.code == "data.target")
        #expect(noTarget?.fix.contains("--target COLUMN") == true)
        let other = #expect(throws: ConfigError.self) { try task(data, ColumnRoles(target: "word"), "dagnn") }
        #expect(other?.message.contains("its target \"word\" is a category") == true)
        #expect(other?.fix.contains("--task tabular-classification") == true)
        let missing = #expect(throws: DataError.self) { try task(data, ColumnRoles(target: "wrod")) }
        #expect(missing?.message.contains("wrod") == true)
    }
}
