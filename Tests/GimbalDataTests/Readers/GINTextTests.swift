// Collections in the text format of GIN: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("GINText")
struct GINTextTests {
    private static let sample = "2\n3 5\n7 1 1\n0 2 0 2\n7 1 1\n2 -1\n0 1 1\n0 0\n"

    private func load(_ text: String = sample, folds: [String: String] = [:]) throws -> GraphCollection {
        try Samples.withFolder([:], base: ["S.txt": text]) { folder in
            let inner = folder.appendingPathComponent("10fold_idx/S")
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            for (name, content) in folds {
                try Data(content.utf8).write(to: inner.appendingPathComponent(name))
            }
            return try DataSet.load("gin-text:\(folder.path)/S.txt").content(
                as: GraphCollection.self, "graphs")
        }
    }

    @Test("gives each graph its nodes, edges, indicators of tags and class")
    func reads() throws {
        let set = try load()
        #expect(set.graphs.map(\.nodeCount) == [3, 2] && set.graphs.map(\.edgeCount) == [4, 2])
        #expect(set.featureNames == ["label 0", "label 7"])
        #expect(try set.features[0].dense().floats() == [0, 1, 1, 0, 0, 1])
        guard case .classes(let labels) = set.targets else { throw DataError("test", "no classes") }
        #expect(labels.classes == [1, 0] && labels.classNames == ["-1", "5"])
        let degrees = try set.oneHotDegrees()
        #expect(degrees.featureNames == ["degree 1", "degree 2"])
        #expect(try degrees.features[0].dense().floats() == [1, 0, 0, 1, 1, 0])
        #expect(degrees.targets.count == 2 && degrees.graphs.count == 2)
    }

    @Test("reads attributes after the neighbours")
    func attributes() throws {
        let set = try load("1\n2 0\n0 1 1 0.5 -2\n0 1 0 1 3\n")
        #expect(set.featureNames == ["attribute 1", "attribute 2", "label 0"])
        #expect(try set.features[0].dense().floats() == [0.5, -2, 1, 1, 3, 1])
    }

    @Test("takes the folds beside the file as published splits, in the order of their numbers")
    func folds() throws {
        let set = try load(folds: [
            "train_idx-10.txt": "1\n", "test_idx-10.txt": "0\n", "train_idx-2.txt": "0\n",
            "test_idx-2.txt": "1\n",
        ])
        #expect(set.publicSplits.map(\.test) == [[1], [0]] && set.publicSplit?.train == [0])
        let overlap = #expect(throws: DataError.self) {
            try load(folds: ["train_idx-1.txt": "1\n0\n", "test_idx-1.txt": "0\n"])
        }
        #expect(overlap?.code == "data.split.overlap")
        let missing = #expect(throws: DataError.self) { try load(folds: ["test_idx-1.txt": "0\n"]) }
        #expect(missing?.message.contains("train_idx-1.txt") == true)
        let range = #expect(throws: DataError.self) {
            try load(folds: ["train_idx-1.txt": "2\n", "test_idx-1.txt": "0\n"])
        }
        #expect(range?.code == "data.split.range")
    }

    private static let malformed: [(text: String, code: String, hint: String)] = [
        ("", "empty", "the file is empty"), ("two\n", "integer", "line 1, field 1: found \"two\""),
        ("2 2\n", "fields", "line 1, field 2"), ("2\n1 0\n0 0\n", "count", "1 graphs, expected 2"),
        ("0\n", "count", "0 graphs"),
        ("1\n2 0\n0 1 1\n", "truncated", "after 1 nodes of graph 0, expected 2"),
        ("1\n0 0\n", "size", "a graph of 0 nodes"), ("1\n1 0\n0 -1\n", "degree", "line 3: -1 neighbours"),
        ("1\n2 0\n0 1 2\n0 0\n", "node", "node 0 of graph 0 has the neighbour 2, expected 0..<2"),
        (
            "1\n2 0\n0 2 1\n0 0\n", "integer",
            "line 3, field 4: the line ends, expected a whole number (a neighbour)"
        ),
        ("1\n2 0\n0 1 1\n0 1 0 9\n", "attributes", "line 4: 1 fields after the neighbours, expected 0"),
        ("1\n1 0\n0 0 x\n", "number", "line 3, field 3: found \"x\""),
    ]

    @Test("refuses malformed files, naming line and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try load(wanted.text) }
        #expect(error?.code == "data.gin-text." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real:
        [(name: String, graphs: Int, nodes: Int, edges: Int, classes: [Int], tags: Int, fold: [Int])] = [
            ("IMDBBINARY", 1000, 19_773, 193_062, [500, 500], 1, [900, 100]),
            ("IMDBMULTI", 1500, 19_502, 197_806, [500, 500, 500], 1, []),
            ("NCI1", 4110, 122_747, 265_506, [2053, 2057], 37, [3699, 411]),
            ("PTC", 344, 8792, 17_862, [192, 152], 19, [310, 34]),
        ]

    @Test(
        "reads the published sets with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let file = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "tu-gin-text/\(wanted.name).txt")
        let set = try DataSet.load(file).content(as: GraphCollection.self, "graphs")
        #expect(set.provenance.format == "gin-text" && set.graphs.count == wanted.graphs)
        #expect(set.graphs.reduce(0) { $0 + $1.nodeCount } == wanted.nodes)
        #expect(set.graphs.reduce(0) { $0 + $1.edgeCount } == wanted.edges)
        #expect(set.graphs.count { !$0.isUndirected } == 0 && set.featureNames?.count == wanted.tags)
        guard case .classes(let labels) = set.targets else { throw DataError("test", "no classes") }
        #expect(labels.counts == wanted.classes)
        #expect((set.publicSplit.map { [$0.train.count, $0.test.count] } ?? []) == wanted.fold)
    }
}
