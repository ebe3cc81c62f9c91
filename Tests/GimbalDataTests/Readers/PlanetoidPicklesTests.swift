// The original Planetoid files: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("PlanetoidPickles")
struct PlanetoidPicklesTests {
    private static let suffixes = ["x", "tx", "allx", "y", "ty", "ally", "graph", "test.index"]

    /// Writes the ten-node sample, with changed files or without those that are nil, and calls `body`.
    private func withSample<Result>(
        _ changes: [String: Data?] = [:], name: String = "tiny", _ body: (URL) throws -> Result
    ) throws -> Result {
        try Fixtures.withTemporaryFolder { folder in
            for suffix in Self.suffixes {
                let original = try Data(contentsOf: Fixtures.url("pickle/ind.tiny.\(suffix)"))
                guard let content = changes[suffix] ?? original else { continue }
                try content.write(to: folder.appendingPathComponent("ind.\(name).\(suffix)"))
            }
            return try body(folder)
        }
    }

    private func load(_ changes: [String: Data?] = [:]) throws -> GraphDataSet {
        try withSample(changes) { try GraphDataSet.load("planetoid-pickles:\($0.path)") }
    }

    private func denseRows(_ suffix: String) throws -> [[Float]] {
        let matrix = try #require(try Pickle.read(Fixtures.url("pickle/ind.tiny.\(suffix)")).sparseValue)
        return try matrix.matmul(try Tensor.eye(300)).array2D(of: Float.self)
    }

    @Test("places rows, labels, edges and split as the eight files say")
    func reads() throws {
        let dataSet = try load()
        #expect(dataSet.name == "tiny" && dataSet.graph.nodeCount == 10 && dataSet.graph.isUndirected)
        let known = try denseRows("allx"), test = try denseRows("tx")
        let features = try dataSet.features.dense().array2D(of: Float.self)
        #expect(features == known + [test[1], test[2], test[0]])
        #expect(dataSet.labels == [1, 1, 1, 2, 2, 0, 0, 2, 2, 0])
        let split = try #require(dataSet.publicSplit)
        #expect(split.train == [0, 1, 2, 3] && split.validation == [4, 5, 6] && split.test == [9, 7, 8])
        // A ring: the missing edge from 5 to 4 is added.
        #expect(dataSet.graph.edgeCount == 20)
    }

    @Test("leaves nodes that test.index skips without features and label, and drops self-loops")
    func isolated() throws {
        let loop = Data("(dp0\nI0\n(lp1\nI0\naI1\naI1\nas.".utf8)
        let dataSet = try load(["test.index": Data("9\n7\n11\n".utf8), "graph": loop])
        #expect(dataSet.graph.nodeCount == 12)
        #expect(dataSet.labels[8] == nil && dataSet.labels[10] == nil && dataSet.labels[11] == 2)
        let features = try dataSet.features.dense().array2D(of: Float.self)
        #expect(features[8].allSatisfy { $0 == 0 } && features[10].allSatisfy { $0 == 0 })
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0"])
    }

    @Test("asks which set is meant when a folder holds several, and takes a name or one of its files")
    func several() throws {
        try withSample { first in
            try withSample(name: "other") { second in
                for file in try FileManager.default.contentsOfDirectory(atPath: first.path) {
                    try FileManager.default.copyItem(
                        at: first.appendingPathComponent(file), to: second.appendingPathComponent(file))
                }
                let error = #expect(throws: DataError.self) {
                    try GraphDataSet.load("planetoid-pickles:\(second.path)")
                }
                #expect(error?.code == "data.planetoid-pickles.several")
                #expect(error?.message.contains("ind.other, ind.tiny") == true)
                let named = "\(second.path)/ind.other"
                #expect(try GraphDataSet.load("planetoid-pickles:\(named)").name == "other")
                #expect(try GraphDataSet.load("\(named).graph").name == "other")
                try Data("format: planetoid-pickles\nfile: ind.tiny\nname: small\n".utf8).write(
                    to: second.appendingPathComponent("data.yaml"))
                #expect(try GraphDataSet.load(second.path).name == "small")
            }
        }
    }

    private static let malformed: [(change: [String: String?], code: String, hint: String)] = [
        (["allx": nil], "missing", "ind.tiny.allx is missing"),
        (["tx": "I1\n."], "kind", "a sparse matrix"),
        (["y": "I1\n."], "kind", "a row per node and a column per class"),
        (["graph": "I1\n."], "kind", "a dictionary of neighbours"),
        (["graph": "(dp0\nI0\nI1\ns."], "entry", "the entry 0 is no list"),
        (
            ["graph": "(dp0\nI0\n(lp1\nI10\nas."], "edge",
            "node 0 has the neighbour 10, expected nodes in 0..<10"
        ),
        (["test.index": "9\n7\n"], "count", "2 nodes, expected 3 as tx has rows"),
        (["test.index": "9\n7\n6\n"], "node", "line 3: node 6, expected a number from 7"),
        (["test.index": "9\n7\n7\n"], "twice", "line 3: node 7 comes twice"),
        (["test.index": "9\nseven\n8\n"], "integer", "line 2, field 1: found \"seven\""),
    ]

    @Test("refuses malformed files, naming file, place and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) {
            try load(wanted.change.mapValues { text in text.map { Data($0.utf8) } })
        }
        #expect(error?.code == "data.planetoid-pickles." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses files that do not fit each other")
    func mismatched() throws {
        for (suffix, other, code) in [("ty", "ally", "rows"), ("y", "ally", "rows"), ("x", "allx", "rows")] {
            let content = try Data(contentsOf: Fixtures.url("pickle/ind.tiny.\(other)"))
            let error = #expect(throws: DataError.self) { try load([suffix: content]) }
            #expect(error?.code == "data.planetoid-pickles." + code)
            #expect(error?.message.contains("ind.tiny.\(suffix)") == true)
        }
    }

    @Test(
        "reads Cora and CiteSeer as the arrays made from them",
        .enabled(if: TestEnvironment.dataFolder != nil))
    func citations() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("planetoid").path
        for (name, edges, unlabelled) in [("cora", 10_556, 0), ("citeseer", 9104, 15)] {
            let original = try GraphDataSet.load("planetoid-pickles:\(folder)/ind.\(name)")
            let arrays = try GraphDataSet.load("planetoid:\(folder)/\(name).npz")
            #expect(original.graph.edgeCount == edges && original.labels.count { $0 == nil } == unlabelled)
            #expect(try original.edgeTexts() == arrays.edgeTexts())
            #expect(original.labels == arrays.labels)
            // The order of the test nodes is that of the file, which has no meaning.
            #expect(original.publicSplit?.train == arrays.publicSplit?.train)
            #expect(original.publicSplit?.validation == arrays.publicSplit?.validation)
            #expect(original.publicSplit?.test.sorted() == arrays.publicSplit?.test.sorted())
            #expect(try original.features.dense().isEqual(to: arrays.features.dense()))
        }
    }

    @Test(
        "says which file of PubMed is missing and where it can be had",
        .enabled(if: TestEnvironment.dataFolder != nil))
    func pubmed() throws {
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("planetoid").path
        let error = #expect(throws: DataError.self) {
            try GraphDataSet.load("planetoid-pickles:\(folder)/ind.pubmed")
        }
        #expect(error?.message.contains("ind.pubmed.allx is missing") == true)
        #expect(
            error?.fix.contains("https://github.com/kimiyoung/planetoid/raw/master/data/ind.pubmed.allx")
                == true)
        let partial = #expect(throws: DataError.self) {
            try GraphDataSet.load("planetoid:\(folder)/pubmed-partial.npz")
        }
        #expect(partial?.code == "data.npz.partial")
    }
}
