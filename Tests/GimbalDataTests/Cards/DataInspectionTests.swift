// Inspection: what is recognised, what is proposed, and that the proposal works.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("data inspection")
struct DataInspectionTests {
    @Test("proposes a card that loads the same data")
    func proposal() throws {
        let changes: [String: String?] = [
            "labels.csv": nil, "nodes.csv": "id,age,class\nann,31,red\nbob,27,blue\ncem,44,red\n",
        ]
        try Samples.withFolder(changes) { folder in
            let inspection = try DataInspection.inspect(folder)
            #expect(inspection.format == "graph-folder")
            #expect(inspection.card.nodes?.label == "class")
            #expect(inspection.summary.classes.map(\.count) == [1, 2])
            let yaml = try inspection.card.yaml()
            #expect(yaml.contains("file: edges.csv"))
            #expect(!yaml.contains("null"))
            let before = try GraphDataSet.load(folder.path)
            try Data(yaml.utf8).write(to: folder.appendingPathComponent("data.yaml"))
            let after = try GraphDataSet.load(folder.path)
            #expect(try after.summary() == before.summary())
            #expect(try DataCard(yaml: yaml, source: "test") == inspection.card)
        }
    }

    @Test("recognises .npz files by their arrays")
    func npz() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(try Samples.planetoid(), to: url)
            #expect(try DataInspection.inspect(url).format == "planetoid")
            try NPZ.write(try Samples.benchmark(), to: url)
            let inspection = try DataInspection.inspect(url)
            #expect(inspection.format == "gnn-benchmark")
            #expect(inspection.card.file == "a.npz")
            #expect(inspection.remarks.contains { $0.contains("No split of its own") })
            try NPZ.write(["embedding": try Tensor([1.0])], to: url)
            let error = #expect(throws: DataError.self) { try DataInspection.inspect(url) }
            #expect(error?.code == "data.format.unrecognized")
            #expect(error?.message.contains("archive of embedding") == true)
        }
    }

    @Test("says what a file is that it cannot read")
    func unrecognized() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("notes.txt")
            let absent = #expect(throws: DataError.self) { try DataInspection.inspect(url) }
            #expect(absent?.code == "data.file.missing")
            try Data("hello".utf8).write(to: url)
            let text = #expect(throws: DataError.self) { try DataInspection.inspect(url) }
            #expect(text?.message.contains("a file of 5 bytes") == true)
            let other = #expect(throws: DataError.self) { try DataInspection.inspect(folder) }
            #expect(other?.message.contains("a folder of notes.txt") == true)
        }
    }

    @Test("prints one line per fact")
    func summaryText() throws {
        let text = try Samples.withFolder([:]) { try DataInspection.inspect($0).summary.description }
        #expect(text.contains("nodes         3\n"))
        #expect(text.contains("edges         4 (undirected, each counted in both directions)\n"))
        #expect(text.contains("features      2 (dense)\n"))
        #expect(text.contains("classes       2 (blue 1, red 2)\n"))
    }
}
