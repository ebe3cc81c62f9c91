// Proposed cards: written beside the data, they load the same data again, whatever the format.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("proposed cards")
struct ProposalTests {
    /// Inspects files, writes the proposed card beside them, loads the folder by it, and compares.
    @discardableResult
    private func roundTrip(_ files: [String: Data], opened: String? = nil) throws -> DataInspection {
        try Fixtures.withTemporaryFolder { parent in
            // The folder's name is the name of the data, where files have none of their own.
            let folder = parent.appendingPathComponent("sample")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
            let inspection = try DataInspection.inspect(
                opened.map { folder.appendingPathComponent($0) } ?? folder)
            let card = folder.appendingPathComponent(DataCard.fileName)
            try Data(try inspection.card.yaml().utf8).write(to: card)
            let again = try DataInspection.inspect(folder)
            #expect(again.format == inspection.format)
            #expect(again.card == inspection.card)
            #expect(again.summary.figures.differences(from: inspection.summary.figures) == [])
            #expect(again.summary.classes == inspection.summary.classes)
            #expect(again.summary.name == inspection.summary.name)
            #expect(again.summary.provenance.checksum == inspection.summary.provenance.checksum)
            return inspection
        }
    }

    private func texts(_ files: [String: String]) -> [String: Data] { files.mapValues { Data($0.utf8) } }

    @Test("of tables name kinds, target, gaps, and what may be groups or order")
    func tables() throws {
        let lines = (0..<40).map { row in
            "p\(row % 9),2024-01-\(row % 28 < 9 ? "0" : "")\(row % 28 + 1),\(row == 3 ? "NA" : "0.\(row)"),\(row % 2 == 0 ? "red" : "blue")"
        }
        let text = "patient,day,size,class\n" + lines.joined(separator: "\n") + "\n"
        let found = try roundTrip(texts(["t.csv": text]), opened: "t.csv")
        #expect(found.format == "table")
        #expect(found.card.targets == ["class"])
        #expect(found.card.columns?["day"] == .date)
        #expect(found.card.columns?["size"] == .number)
        #expect(found.card.missing == .impute)
        #expect(found.remarks.contains { $0.contains("group: patient") })
        #expect(found.remarks.contains { $0.contains("order: day") })
    }

    @Test("of survival tables name time and event")
    func survival() throws {
        let lines = (0..<30).map { "\($0 + 1),\($0 % 2),0.\($0)1" }
        let text = "time,status,size\n" + lines.joined(separator: "\n") + "\n"
        let found = try roundTrip(texts(["t.csv": text]), opened: "t.csv")
        #expect(found.card.time == "time")
        #expect(found.card.event == "status")
    }

    @Test("of ARFF files and lists of edges")
    func textFiles() throws {
        let arff = "@relation s\n@attribute a real\n@attribute class {x,y}\n@data\n1,x\n2,y\n3.5,x\n"
        #expect(try roundTrip(texts(["a.arff": arff]), opened: "a.arff").format == "arff")
        let edges = try roundTrip(texts(["a.edgelist": "0 1\n1 2\n2 3\n"]), opened: "a.edgelist")
        #expect(edges.summary[.nodes] == 4)
    }

    @Test("of folders: tables of a graph, collections, images")
    func folders() throws {
        #expect(try roundTrip(texts(Samples.folder)).format == "graph-folder")
        let tu = [
            "S_A.txt": "1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 4\n", "S_graph_indicator.txt": "1\n1\n1\n2\n2\n",
            "S_graph_labels.txt": "1\n-1\n", "S_node_labels.txt": "0\n2\n0\n2\n2\n",
        ]
        #expect(try roundTrip(texts(tu)).summary[.graphs] == 2)
        let images = try roundTrip(ImageFixtures.idxFolder().compactMapValues { $0 })
        #expect(images.summary[.images] == 12)
        #expect(try roundTrip(ImageFixtures.cifarFolder().compactMapValues { $0 }).summary[.channels] == 3)
    }

    @Test("of arrays and of MATLAB's graphs")
    func arrays() throws {
        let npz = try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(try Samples.planetoid(), to: url)
            return try Data(contentsOf: url)
        }
        #expect(try roundTrip(["a.npz": npz], opened: "a.npz").format == "planetoid")
        let kinds = try Data(contentsOf: Fixtures.url("matlab/kinds.mat"))
        #expect(try roundTrip(["kinds.mat": kinds], opened: "kinds.mat").summary.classes.count == 2)
    }
}
