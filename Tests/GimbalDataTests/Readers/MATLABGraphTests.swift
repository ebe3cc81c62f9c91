// Graphs in MATLAB files: which variables are taken, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("MATLABGraph")
struct MATLABGraphTests {
    private static let writer = MATSamples()
    private static let net = writer.sparse("Net", [3, 3], rows: [1, 2], starts: [0, 0, 1, 2], [1, 1])

    private func load(_ elements: [[UInt8]], card: String? = nil) throws -> GraphDataSet {
        try Fixtures.withTemporaryFolder { folder in
            try Self.writer.file(elements).write(to: folder.appendingPathComponent("a.mat"))
            guard let card else { return try GraphDataSet.load(folder.appendingPathComponent("a.mat").path) }
            try Data("format: matlab\nfile: a.mat\n\(card)\n".utf8).write(
                to: folder.appendingPathComponent("data.yaml"))
            return try GraphDataSet.load(folder.path)
        }
    }

    @Test("takes the variables with the usual names, and gives edges their reverse")
    func usual() throws {
        let dataSet = try GraphDataSet.load(Fixtures.url("matlab/kinds.mat").path)
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"] && dataSet.graph.weights == nil)
        #expect(try dataSet.features.dense().floats() == [1, 2, 3, 4, 5, 6.5])
        let sets = try #require(dataSet.labelSets)
        #expect(
            (0..<3).map { Array(sets.labels(of: $0)) } == [[0], [0, 1], []] && sets.labelNames == ["1", "2"])
        #expect(dataSet.labels == [nil, nil, nil])
    }

    @Test("takes the variables that the card names, with weights and directions")
    func named() throws {
        let dataSet = try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.copyItem(
                at: Fixtures.url("matlab/kinds.mat"), to: folder.appendingPathComponent("kinds.mat"))
            let card =
                "format: matlab\nfile: kinds.mat\ndirected: true\n"
                + "files: {adjacency: Problem.A, labels: classes, attributes: weights}\n"
            try Data(card.utf8).write(to: folder.appendingPathComponent("data.yaml"))
            return try GraphDataSet.load(folder.path)
        }
        #expect(try dataSet.edgeTexts() == ["0>1", "1>2", "2>0", "2>2"])
        #expect(try dataSet.graph.weights?.floats() == [4, 2.5, -1, 0.5])
        #expect(dataSet.labels == [1, 0, 1] && dataSet.classNames == ["1", "3"] && dataSet.labelSets == nil)
        #expect(try dataSet.features.dense().floats() == [0, 2.5, 0, 0, 0, -1, 4, 0, 0.5])
    }

    @Test("makes classes of a column per label where no node has two, and reads full matrices")
    func classes() throws {
        let net = Self.writer.full("A", [2, 2], [0, 1, 0, 0])
        let group = Self.writer.full("group", [2, 3], [0, 0, 0, 0, 1, 0])
        let dataSet = try load([net, group])
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0"])
        #expect(dataSet.labels == [2, nil] && dataSet.classNames == ["1", "2", "3"])
    }

    private static let malformed: [(elements: [[UInt8]], card: String?, code: String, hint: String)] = [
        ([writer.full("x", [1, 1], [1])], nil, "adjacency", "none of the variables x"),
        (
            [writer.full("net", [1, 2], [1, 1])], nil, "shape",
            "\"net\" is numbers [1, 2], expected a square matrix"
        ),
        ([writer.matrix("net", flags: 0x806, shape: [1, 1], [])], nil, "kind", "\"net\" is complex numbers"),
        ([writer.full("net", [1, 1], [.nan])], nil, "value", "\"net\" has nan in row 1, column 1"),
        (
            [net, writer.full("group", [2, 2], [1, 0, 0, 1])], nil, "rows",
            "expected a row for each of the 3 nodes"
        ),
        ([net, writer.full("attrb", [2, 1], [1, 0])], nil, "rows", "\"attrb\" is numbers [2, 1]"),
        ([net], "files: {adjacency: nett}", "variable", "there is no variable \"nett\""),
    ]

    @Test("refuses files whose variables make no graph", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try load(wanted.elements, card: wanted.card) }
        #expect(error?.code == "data.matlab." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real: [(file: String, nodes: Int, edges: Int, labels: Int, members: Int)] = [
        ("linkpred-mat/USAir", 332, 4252, 0, 0), ("linkpred-mat/NS", 1589, 5484, 0, 0),
        ("linkpred-mat/PB", 1222, 33_428, 0, 0), ("linkpred-mat/Yeast", 2375, 23_386, 0, 0),
        ("linkpred-mat/Celegans", 297, 4296, 0, 0), ("linkpred-mat/Power", 4941, 13_188, 0, 0),
        ("linkpred-mat/Router", 5022, 12_516, 0, 0), ("linkpred-mat/Ecoli", 1805, 29_320, 0, 0),
        ("node-embedding/blogcatalog", 10_312, 667_966, 39, 14_476),
        ("node-embedding/Wikipedia_POS", 4777, 184_812, 40, 6770),
    ]

    @Test(
        "reads published graphs with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let file = try #require(TestEnvironment.dataFolder).appendingPathComponent(wanted.file + ".mat")
        let dataSet = try GraphDataSet.load(file.path)
        #expect(dataSet.graph.nodeCount == wanted.nodes && dataSet.graph.edgeCount == wanted.edges)
        #expect(dataSet.graph.isUndirected && dataSet.graph.weights == nil)
        #expect(dataSet.labelSets?.labelNames.count ?? 0 == wanted.labels)
        #expect(dataSet.labelSets?.memberCount ?? 0 == wanted.members)
    }
}
