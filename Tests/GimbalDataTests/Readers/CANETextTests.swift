// Graphs of texts: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("CANEText")
struct CANETextTests {
    private static let sample = [
        "data.txt": "graph of words\n\nwords, words of\twords\n", "graph.txt": "0\t1\n2 1\n2 1\n",
        "group.txt": "b\n\na",
    ]

    private func load(_ changes: [String: String?] = [:]) throws -> GraphDataSet {
        try Samples.withFolder(changes, base: Self.sample) { try GraphDataSet.load($0.path) }
    }

    @Test("counts the words of each text, and takes blank lines as nodes without text or label")
    func reads() throws {
        let dataSet = try load()
        #expect(dataSet.featureNames == ["graph", "of", "words", "words,"])
        #expect(try dataSet.features.dense().floats() == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 2, 1])
        #expect(dataSet.labels == [1, nil, 0] && dataSet.classNames == ["a", "b"])
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        #expect(try load(["group.txt": nil]).labels == [nil, nil, nil])
        #expect(try load(["data.yaml": "format: cane-text\ndirected: true\n"]).edgeTexts() == ["0>1", "2>1"])
    }

    private static let malformed: [(change: [String: String?], code: String, hint: String)] = [
        (["data.txt": ""], "empty", "data.txt"), (["data.txt": "\u{0}"], "binary", "bytes that no text has"),
        (["graph.txt": "0 3\n"], "node", "graph.txt, line 1: node 3, expected a line of data.txt, in 0..<3"),
        (["graph.txt": "0 1\n1 x\n"], "integer", "line 2, field 2: found \"x\""),
        (["graph.txt": "0 1 2\n"], "fields", "line 1, field 3"),
        (["group.txt": "a\nb\n"], "count", "2 lines, expected 3 as data.txt has"),
    ]

    @Test("refuses malformed files, naming file, line and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try load(wanted.change) }
        #expect(error?.code == "data.cane-text." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real:
        [(name: String, edges: Int, words: Int, entries: Int, classes: [Int], blank: Int)] = [
            ("cora", 9772, 16_627, 157_639, [645, 195, 351, 292, 321, 252, 155], 66),
            ("HepTh", 3948, 2969, 41_819, [], 1038),
        ]

    @Test(
        "reads the published graphs with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "cane-text/\(wanted.name)")
        let dataSet = try GraphDataSet.load(folder.path)
        #expect(dataSet.graph.edgeCount == wanted.edges && dataSet.nodeLabels.counts == wanted.classes)
        #expect(
            dataSet.labels.count { $0 == nil } == wanted.blank && dataSet.featureNames?.count == wanted.words)
        guard case .sparse(let matrix) = dataSet.features else { throw DataError("test", "dense features") }
        #expect(matrix.pattern.entryCount == wanted.entries)
    }
}
