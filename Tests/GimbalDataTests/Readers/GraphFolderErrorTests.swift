// Malformed tables: each error names file, line, column, finding and fix.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("GraphFolder errors")
struct GraphFolderErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let changes: [String: String?]
        let code: String
        let hints: [String]

        init(_ changes: [String: String?], _ code: String, _ hints: String...) {
            self.changes = changes
            self.code = code
            self.hints = hints
        }

        var testDescription: String { "\(code): \(hints.joined(separator: ", "))" }
    }

    static let cases = [
        Case(["edges.csv": nil], "folder.edges", "edges.csv"),
        Case(["edges.csv": ""], "csv.empty", "edges.csv is empty"),
        Case(["edges.csv": "\n \n"], "csv.empty", "edges.csv is empty"),
        Case(["edges.csv": "ann,bob\nbob,dan\n"], "csv.node", "line 2", "\"dan\"", "Add it there"),
        Case(["edges.csv": "begin,end\nann,bob\n"], "csv.node", "line 1", "\"begin\"", "header"),
        Case(
            ["edges.csv": "begin,end\n1,2\n", "nodes.csv": nil, "labels.csv": nil], "csv.header", "\"begin\""),
        Case(["edges.csv": "source,target\n", "nodes.csv": nil, "labels.csv": nil], "csv.rows", "no rows"),
        Case(["edges.csv": "ann,bob\nbob\n"], "csv.ragged", "line 2", "1 fields, expected 2"),
        Case(["edges.csv": "ann,bob,1,2\n"], "csv.edge", "4 fields", "data.yaml"),
        Case(["edges.csv": "ann\nbob\n"], "csv.edge", "one field"),
        Case(["edges.csv": "ann,bob\n,cem\n"], "csv.id", "line 2", "lacks a node"),
        Case(["edges.csv": "ann,bob,heavy\n"], "csv.number", "line 1, column \"weight\"", "\"heavy\""),
        Case(["edges.csv": "ann,bob,inf\n"], "csv.finite", "found inf"),
        Case(
            ["nodes.csv": "id,age,height\nann,31,tall\nbob,1,1\ncem,1,1\n"], "csv.number",
            "line 2, column \"height\"", "\"tall\"", "ignore"),
        Case(["nodes.csv": "id,age,height\nann,31,\nbob,1,1\ncem,1,1\n"], "csv.number", "the field is empty"),
        Case(["nodes.csv": "id,age,height\nann,31,nan\nbob,1,1\ncem,1,1\n"], "csv.finite", "found nan"),
        Case(["nodes.csv": "id,age,height\nann,31,1e60\nbob,1,1\ncem,1,1\n"], "csv.finite", "1e60"),
        Case(
            ["nodes.csv": "id,age\nann,1\nbob,2\nann,3\n"], "csv.duplicate", "line 4", "\"ann\" appears twice"
        ),
        Case(["nodes.csv": "id,age\nann,1\n,2\n"], "csv.id", "line 3", "no id"),
        Case(["nodes.csv": "id,age\n"], "csv.rows", "no rows"),
        Case(["nodes.csv": "id,age\nann,\"1\nbob,2\n"], "csv.quote", "line 2", "never closed"),
        Case(["nodes.csv": "id,age\nann,\"1\"2\n"], "csv.quote", "closing quote"),
        Case(["nodes.csv": "PK\u{3}\u{4}\0"], "csv.binary", "no text file", "CSV"),
        Case(["features.csv": "ann,1\n"], "folder.nodes", "nodes.csv and features.csv"),
        Case(["labels.csv": "id,label\nann,red\ndan,red\n"], "csv.node", "line 3", "\"dan\""),
        Case(["labels.csv": "id,label\nann,red\nann,blue\n"], "csv.duplicate", "line 3", "\"ann\""),
        Case(["labels.csv": "ann\nbob\n"], "csv.fields", "one field"),
        Case(["split.csv": "ann,train\nbob,trian\n"], "csv.part", "line 2", "\"trian\"", "\"train\""),
        Case(["split.csv": "ann,train\nbob,test\n"], "split.empty", "the validation part is empty"),
        Case(
            ["data.yaml": "format: graph-folder\nlabels: {file: lables.csv}\n"], "file.missing", "lables.csv",
            "\"labels.csv\""),
        Case(
            ["data.yaml": "format: graph-folder\nnodes: {file: nodes.csv, label: heigth}\n"], "csv.column",
            "\"heigth\"", "\"height\""),
        Case(
            ["data.yaml": "format: graph-folder\nnodes: {file: nodes.csv, lable: x}\n"], "card.key", "line 2",
            "\"nodes.lable\"", "\"label\""),
        Case(
            ["data.yaml": "format: graph-folder\nname: a\nnmae: b\n"], "card.key", "line 3", "\"nmae\"",
            "\"name\""),
        Case(
            ["data.yaml": "format: graph-fodler\n"], "format.unknown", "\"graph-fodler\"", "\"graph-folder\""),
        Case(["data.yaml": "name: a\n"], "card.value", "\"format\" is missing"),
        Case(["data.yaml": "format: graph-folder\ndirected: perhaps\n"], "card.value", "\"directed\""),
        Case(["data.yaml": "format: [unclosed\n"], "card.yaml", "no valid YAML"),
        Case(["data.yaml": ""], "card.empty", "is empty"),
        Case(["data.yaml": "just text"], "card.yaml", "keys and values"),
        Case(["data.yaml": "format: planetoid\n"], "card.file", "\"file\""),
        Case(["data.yaml": "format: planetoid\nfile: edges.csv\n"], "zip.open", "edges.csv"),
    ]

    @Test("names file, place, finding and fix", arguments: cases)
    func refuses(wanted: Case) throws {
        try Samples.withFolder(wanted.changes) { folder in
            let error = #expect(throws: DataError.self) { try GraphDataSet.load(folder.path) }
            #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
            for hint in wanted.hints {
                #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
            }
            #expect(error?.fix.isEmpty == false)
        }
    }

    @Test("finds the line of text that is not UTF-8")
    func encoding() throws {
        try Samples.withFolder([:]) { folder in
            try (Data("ann,bob\n".utf8) + Data([0xFC, 0x2C, 0x62, 0x0A])).write(
                to: folder.appendingPathComponent("edges.csv"))
            let error = #expect(throws: DataError.self) { try GraphDataSet.load(folder.path) }
            #expect(error?.message.contains("line 2: the text is not valid UTF-8") == true)
        }
    }

    @Test("survives random damage: an error or a valid data set, never a crash")
    func fuzz() throws {
        var state: UInt64 = 11
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        let alphabet = Array(",\"\n\r;\t ab1.-\u{FC}\u{0}".utf8)
        try Samples.withFolder([:]) { folder in
            for _ in 0..<1000 {
                let name = ["edges.csv", "nodes.csv", "labels.csv"][next() % 3]
                var bytes = Array((Samples.folder[name] ?? "").utf8)
                for _ in 0..<(1 + next() % 4) {
                    bytes[next() % bytes.count] = alphabet[next() % alphabet.count]
                }
                try overwrite(folder.appendingPathComponent(name), bytes)
                do { _ = try GraphDataSet.load(folder.path) } catch is DataError {}
                try overwrite(folder.appendingPathComponent(name), Array((Samples.folder[name] ?? "").utf8))
            }
        }
    }

    /// Replaces a file's content; unlike `Data.write`, without waiting for the disk.
    private func overwrite(_ url: URL, _ bytes: [UInt8]) throws {
        let file = try FileHandle(forWritingTo: url)
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    @Test("refuses a single class and missing labels when nodes are to be classified")
    func classes() throws {
        let single = try Samples.withFolder(["labels.csv": "ann,red\nbob,red\n"]) {
            try GraphDataSet.load($0.path)
        }
        let one = #expect(throws: DataError.self) {
            try SplitStrategy.standard(for: single).split(single, seed: 0)
        }
        #expect(one?.code == "data.labels.single")
        let none = try Samples.withFolder(["labels.csv": nil]) { try GraphDataSet.load($0.path) }
        let missing = #expect(throws: DataError.self) { try SplitStrategy.random.split(none, seed: 0) }
        #expect(missing?.code == "data.labels.missing")
    }
}
