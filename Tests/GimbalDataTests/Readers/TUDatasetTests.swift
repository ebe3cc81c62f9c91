// Collections in TU text files: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("TUDataset")
struct TUDatasetTests {
    /// Two graphs: a path of three nodes and a single edge.
    private static let sample = [
        "S_A.txt": "1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 4\n", "S_graph_indicator.txt": "1\n1\n1\n2\n2\n",
        "S_graph_labels.txt": "1\n-1\n", "S_node_labels.txt": "0\n2\n0\n2\n2\n",
        "S_node_attributes.txt": "1.5, 0\n2, 1\n-3.25, 2\n4e1, 3\n5, 4\n",
        "S_edge_labels.txt": "7\n7\n9\n9\n7\n7\n",
        "S_edge_attributes.txt": "1\n2\n3\n4\n5\n6\n", "S_graph_attributes.txt": "0.25, 1\n0.5, 2\n",
    ]

    private func load(_ changes: [String: String?] = [:]) throws -> GraphCollection {
        try Samples.withFolder(changes, base: Self.sample) {
            try DataSet.load($0).content(as: GraphCollection.self, "graphs")
        }
    }

    @Test("gives each graph its nodes, edges, features and class")
    func reads() throws {
        let set = try load()
        #expect(set.provenance.name == "S" && set.graphs.map(\.nodeCount) == [3, 2])
        #expect(set.graphs.map(\.edgeCount) == [4, 2])
        #expect(set.featureNames == ["attribute 1", "attribute 2", "label 0", "label 2"])
        #expect(try set.features[0].dense().floats() == [1.5, 0, 1, 0, 2, 1, 0, 1, -3.25, 2, 1, 0])
        #expect(try set.features[1].dense().floats() == [40, 3, 0, 1, 5, 4, 0, 1])
        guard case .classes(let labels) = set.targets else { throw DataError("test", "no classes") }
        #expect(labels.classNames == ["-1", "1"] && labels.classes == [1, 0])
        // Edges in the order of their targets: 2 > 1, 1 > 2, 3 > 2, 2 > 3.
        #expect(try set.graphs[0].edges().sources == [1, 0, 2, 1])
        #expect(try set.graphs[0].edgeFeatures?.floats() == [2, 1, 0, 1, 1, 0, 4, 0, 1, 3, 0, 1])
    }

    @Test("takes blanks for commas, one direction of an edge, and numbers as targets")
    func variants() throws {
        let single = try load([
            "S_A.txt": "2 1\r\n3\t2\r\n5 4", "S_edge_labels.txt": nil, "S_edge_attributes.txt": nil,
        ])
        #expect(single.graphs.map(\.edgeCount) == [4, 2] && single.graphs[0].edgeFeatures == nil)
        let numbers = try load(["S_graph_labels.txt": nil])
        guard case .values(let values, let names) = numbers.targets else {
            throw DataError("test", "no values")
        }
        #expect(try values.doubles() == [0.25, 1, 0.5, 2] && values.dtype == .float64)
        #expect(names == ["graph_attributes 1", "graph_attributes 2"])
        let plain = try load(["S_node_labels.txt": nil, "S_node_attributes.txt": nil])
        #expect(plain.featureNames == ["constant"])
        let degrees = try plain.oneHotDegrees()
        #expect(degrees.featureNames == ["degree 1", "degree 2"])
        #expect(try degrees.features[0].dense().floats() == [1, 0, 0, 1, 1, 0])
        let card = "format: tu\ntargets: [graph_attributes]\ndirected: true\n"
        let chosen = try load(["data.yaml": card, "S_A.txt": "1,2\n2,1\n2,3\n3,2\n4,5\n4,5\n"])
        #expect(chosen.targets.count == 2 && !chosen.graphs[1].isUndirected)
        guard case .values = chosen.targets else { throw DataError("test", "no values") }
    }

    private static let malformed: [(change: [String: String?], code: String, hint: String)] = [
        (["S_graph_labels.txt": "1\n"], "count", "S_graph_labels.txt: 1 lines, expected 2: one per graph"),
        (["S_graph_indicator.txt": "1\n1\n1\n3\n3\n"], "graphs", "graph 2 has no node"),
        (["S_graph_indicator.txt": "1\n1\n1\n2\n0\n"], "graph", "line 5: graph 0, expected a number from 1"),
        (["S_graph_indicator.txt": "1\n1\n1\n2\n900\n"], "graphs", "graphs up to number 900"),
        (["S_A.txt": "1, 2\n2, 6\n"], "node", "line 2: node 6, expected a number from 1 to 5"),
        (["S_A.txt": "1, 2\n3, 4\n"], "bridge", "joins node 3 of graph 1 and node 4 of graph 2"),
        (["S_A.txt": "1, 2\n3\n"], "integer", "line 2, field 2: the line ends, expected a whole number"),
        (["S_A.txt": "1, 2, 3\n"], "fields", "line 1, field 3: found \"3\""),
        (["S_edge_labels.txt": "7\n7\n"], "count", "S_edge_labels.txt: 2 lines, expected 6: one per edge"),
        (["S_node_labels.txt": "0\n2\n0\n2\n2\n2\n"], "count", "more than 5 lines, expected 5: one per node"),
        (["S_node_labels.txt": "0\nC\n0\n2\n2\n"], "integer", "line 2, field 1: found \"C\""),
        (
            ["S_node_attributes.txt": "1, 0\n2, nan\n3, 2\n4, 3\n5, 4\n"], "number",
            "line 2, field 2: found \"nan\""
        ),
        (
            ["S_node_attributes.txt": "1, 0\n2\n3, 2\n4, 3\n5, 4\n"], "number",
            "line 2, field 2: the line ends"
        ),
        (["S_graph_labels.txt": "1, 2\n-1, 2\n"], "columns", "2 numbers a line, expected one class"),
        (["S_graph_labels.txt": "1\n\u{0}"], "binary", "S_graph_labels.txt"),
        (["data.yaml": "format: tu\ntargets: [graph_label]\n"], "targets", "\"graph_label\""),
        (
            ["data.yaml": "format: tu\n", "S_graph_indicator.txt": nil], "missing",
            "S_graph_indicator.txt is missing"
        ),
        (["data.yaml": "format: tu\n", "T_A.txt": ""], "folder", "found S, T"),
    ]

    @Test("refuses malformed files, naming file, line and field", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try load(wanted.change) }
        #expect(error?.code == "data.tu." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real:
        [(name: String, graphs: Int, nodes: Int, edges: Int, classes: [Int], columns: Int)] = [
            ("MUTAG", 188, 3371, 7442, [63, 125], 7), ("PROTEINS", 1113, 43_471, 162_088, [663, 450], 4),
            ("ENZYMES", 600, 19_580, 74_564, [100, 100, 100, 100, 100, 100], 21),
            ("AIDS", 2000, 31_385, 64_780, [400, 1600], 42),
        ]

    @Test(
        "reads the published sets with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent("tu/\(wanted.name)")
        let set = try DataSet.load(folder).content(as: GraphCollection.self, "graphs")
        #expect(set.graphs.count == wanted.graphs && set.featureNames?.count == wanted.columns)
        #expect(set.graphs.reduce(0) { $0 + $1.nodeCount } == wanted.nodes)
        #expect(set.graphs.reduce(0) { $0 + $1.edgeCount } == wanted.edges)
        #expect(set.graphs.count { !$0.isUndirected } == 0)
        guard case .classes(let labels) = set.targets else { throw DataError("test", "no classes") }
        #expect(labels.counts == wanted.classes)
    }
}
