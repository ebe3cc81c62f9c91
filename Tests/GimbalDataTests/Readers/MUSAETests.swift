// MUSAE folders: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("MUSAE")
struct MUSAETests {
    private static let sample = [
        "edges.csv": "from,to\n0,1\n2,1\n1,0\n",
        "features.json": "{\"1\": [4, 0, 4], \"0\" : [],\n \"2\":[1]}",
        "target.csv": "id,mature,views,new_id\n77,True,10,1\n78,False,20,0\n79,True,30,2\n",
    ]

    private func load(_ changes: [String: String?] = [:]) throws -> GraphDataSet {
        try Samples.withFolder(changes, base: Self.sample) { try GraphDataSet.load($0.path) }
    }

    @Test("reads edges, lists of columns, and the class of each node")
    func reads() throws {
        let dataSet = try load()
        #expect(dataSet.provenance.format == "musae" && dataSet.labels == [0, 1, 1])
        #expect(dataSet.classNames == ["False", "True"] && dataSet.targetValues == nil)
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        #expect(try dataSet.features.dense().floats() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0])
        let views = try load(["data.yaml": "format: musae\ntargets: [views]\n"])
        #expect(views.classNames == ["10", "20", "30"] && views.labels == [1, 0, 2])
    }

    @Test("keeps measurements, and makes their fifths the classes")
    func fifths() throws {
        let rows = (0..<100).map { "\($0),\($0 < 60 ? $0 : 1000 + $0)" }
        let lists = (0..<100).map { "\"\($0)\": [0]" }
        let dataSet = try load([
            "target.csv": "id,target\n" + rows.joined(separator: "\n"),
            "features.json": "{" + lists.joined(separator: ",") + "}",
        ])
        #expect(dataSet.targetValues?.prefix(3) == [0, 1, 2] && dataSet.targetValues?.last == 1099)
        #expect(dataSet.nodeLabels.counts == [20, 20, 20, 20, 20])
        // The 20 % quantile of the numbers from 0 lies between 19 and 20.
        #expect(dataSet.labels[19] == 0 && dataSet.labels[20] == 1 && dataSet.labels[99] == 4)
    }

    private static let malformed: [(change: [String: String?], code: String, hint: String)] = [
        (["edges.csv": "0,1\n"], "musae.header", "edges.csv, line 1: the line begins with a number"),
        (["edges.csv": ""], "musae.empty", "edges.csv"),
        (
            ["edges.csv": "a,b\n0,3\n"], "musae.node",
            "line 2: node 3, expected a node of target.csv, in 0..<3"
        ),
        (["edges.csv": "a,b\n0\n"], "musae.integer", "line 2, field 2: the line ends"),
        (["features.json": "{\"0\": [1], \"1\": [2]}"], "musae.features", "no features of node 2"),
        (["features.json": "{\"3\": [1]}"], "musae.features", "features of the node \"3\", expected 0..<3"),
        (["features.json": "{\"0\": [1, \n-2]}"], "musae.json", "line 2, byte 11: a natural number"),
        (["features.json": "{\"0\": [1], \"0\": [1]}"], "musae.json", "the name \"0\" comes twice"),
        (["features.json": "{\"0\": [1]"], "musae.json", "\"}\" is expected"),
        (["features.json": "{\"0\": 1}"], "musae.json", "\"[\" is expected"),
        (["features.json": "{\"0\": [99999999999]}"], "musae.json", "below 2^31"),
        (["features.json": "{} {}"], "musae.json", "something follows the object"),
        (["target.csv": "id,mature\n0,True\n2,True\n"], "csv.node", "2 nodes, but none with number 1"),
        (
            ["target.csv": "id,mature\n0,True\n0,True\n"], "csv.duplicate",
            "line 3: the node \"0\" appears twice"
        ),
        (["target.csv": "id,mature\nx,True\n"], "csv.number", "line 2, column \"id\": found \"x\""),
        (["target.csv": "id,kind\n0,True\n"], "csv.column", "no column \"target\""),
        (["data.yaml": "format: musae\ntargets: [wiews]\n"], "csv.column", "no column \"wiews\""),
    ]

    @Test("refuses malformed files, naming file, place and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try load(wanted.change) }
        #expect(error?.code == "data." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real:
        [(name: String, edges: Int, columns: Int, entries: Int, classes: [Int], isMeasured: Bool)] = [
            ("chameleon", 62_792, 3132, 49_057, [456, 460, 453, 521, 387], true),
            ("squirrel", 396_846, 3148, 137_689, [1042, 1040, 1039, 1040, 1040], true),
            ("twitch-ENGB", 70_648, 3170, 147_683, [3238, 3888], false),
            ("twitch-PTBR", 62_598, 3169, 38_019, [1251, 661], false),
        ]

    @Test(
        "reads the published graphs with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("musae/\(wanted.name)")
        let dataSet = try GraphDataSet.load(folder.path)
        #expect(
            dataSet.graph.nodeCount == wanted.classes.reduce(0, +) && dataSet.graph.edgeCount == wanted.edges)
        #expect(
            dataSet.nodeLabels.counts == wanted.classes && (dataSet.targetValues != nil) == wanted.isMeasured)
        guard case .sparse(let matrix) = dataSet.features else { throw DataError("test", "dense features") }
        #expect(matrix.shape[1] == wanted.columns && matrix.pattern.entryCount == wanted.entries)
    }
}
