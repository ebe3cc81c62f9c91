// Malformed graphs, one and many.
import Foundation
import GimbalTensor
import GimbalTestSupport

extension MalformedFile {
    static let graphFolders: [MalformedFile] = [
        .init("no edges", Samples.folder, ["edges.csv": nil], "folder.edges", "there is no edges.csv"),
        .init("an edge to nobody", Samples.folder, ["edges.csv": "ann,bob\nbob,dan\n"], "csv.node", "line 2"),
        .init(
            "a node twice", Samples.folder, ["nodes.csv": "id,age\nann,1\nbob,2\nann,3\n"], "csv.duplicate",
            "line 4"),
        .init(
            "a feature in words", Samples.folder, ["nodes.csv": "id,age\nann,old\nbob,1\ncem,1\n"],
            "csv.number",
            "line 2, column \"age\""),
        .init(
            "an infinite feature", Samples.folder, ["nodes.csv": "id,age\nann,inf\nbob,1\ncem,1\n"],
            "csv.finite",
            "line 2, column \"age\""),
        .init("an edge of four", Samples.folder, ["edges.csv": "ann,bob,1,2\n"], "csv.edge", "4 fields"),
        .init(
            "an unknown part", Samples.folder, ["split.csv": "ann,train\nbob,trian\n"], "csv.part", "line 2"),
        .init(
            "a split without validation", Samples.folder, ["split.csv": "ann,train\nbob,test\n"],
            "split.empty", "validation"),
        .init(
            "two tables of nodes", Samples.folder, ["features.csv": "ann,1\n"], "folder.nodes",
            "nodes.csv and features.csv"),
        .init("an empty folder", folder: [:], "format.unrecognized", "an empty folder"),
        .init(
            "a file of nothing known", "notes.xyz", text: "hello", "format.unrecognized", "a file of 5 bytes"),
        .init("a path that is not there", "file.missing", "nothing.csv does not exist", opened: "nothing.csv")
        { [:] },
    ]

    static let arrays: [MalformedFile] = [
        .init("an array is missing", "npz.keys", "labels") { try Samples.planetoid(["labels": nil]) },
        .init("rows that end before they begin", "npz.pointer", "falls from 2 to 1 at row 1") {
            try Samples.planetoid(["x_indptr": try Tensor([0, 2, 1, 3, 4])])
        },
        .init("a column that is not there", "npz.index", "x_indices[2] is 3") {
            try Samples.planetoid(["x_indices": try Tensor([0, 2, 3, 0])])
        },
        .init("a feature that is no number", "npz.value", "x_data[1] is nan") {
            try Samples.planetoid(["x_data": try Tensor([1, .nan, 1, 1] as [Float])])
        },
        .init("an entry twice", "npz.duplicate", "row 0") {
            try Samples.planetoid(["x_indices": try Tensor([0, 0, 1, 0])])
        },
        .init("labels below -1", "npz.label", "labels[3] is -2") {
            try Samples.planetoid(["labels": try Tensor([0, 1, 1, -2])])
        },
        .init("features for too many nodes", "npz.partial", "4 of 3 nodes") {
            try Samples.planetoid(["labels": try Tensor([0, 1, 1])])
        },
        .init("a node in two parts", "split.overlap", "train and the test part") {
            try Samples.planetoid(["test_index": try Tensor([0])])
        },
        .init("an adjacency that is not square", "npz.shape", "expected a square matrix") {
            try Samples.benchmark(["adj_shape": try Tensor([3, 4])])
        },
        .init("a truncated archive", "format.unrecognized", "a file of 40 bytes", opened: "a.npz") {
            ["a.npz": Data([0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 36))]
        },
    ]

    private static let tu = [
        "S_A.txt": "1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 4\n", "S_graph_indicator.txt": "1\n1\n1\n2\n2\n",
        "S_graph_labels.txt": "1\n-1\n", "S_node_labels.txt": "0\n2\n0\n2\n2\n",
    ]
    private static let header = "node_id\tfeature\tlabel\n"
    private static let geom = [
        "out1_graph_edges.txt": "node_id\tnode_id\n0\t1\n",
        "out1_node_feature_label.txt": header + "0\t1,0\t1\n1\t0,1\t2\n",
    ]

    static let textGraphs: [MalformedFile] = [
        .init("an edge to a node too many", tu, ["S_A.txt": "1, 2\n2, 6\n"], "tu.node", "S_A.txt, line 2"),
        .init("an edge between graphs", tu, ["S_A.txt": "1, 2\n3, 4\n"], "tu.bridge", "node 3 of graph 1"),
        .init(
            "a label too few", tu, ["S_graph_labels.txt": "1\n"], "tu.count", "S_graph_labels.txt: 1 lines"),
        .init(
            "a graph without nodes", tu, ["S_graph_indicator.txt": "1\n1\n1\n3\n3\n"], "tu.graphs",
            "graph 2 has no node"),
        .init(
            "a label in words", tu, ["S_node_labels.txt": "0\nC\n0\n2\n2\n"], "tu.integer",
            "line 2, field 1: found \"C\""),
        .init(
            "a described node twice", geom,
            ["out1_node_feature_label.txt": header + "0\t1,0\t1\n0\t0,1\t2\n"], "geom-gcn.twice",
            "line 3: node 0"),
        .init(
            "a gap in the nodes' numbers", geom,
            ["out1_node_feature_label.txt": header + "0\t1,0\t1\n2\t0,1\t2\n"],
            "geom-gcn.gap", "none with number 1"),
        .init(
            "rows of different widths", geom,
            ["out1_node_feature_label.txt": header + "0\t1,0\t1\n1\t1\t1\n"], "geom-gcn.width",
            "node 1 has 1 features"),
        .init(
            "an edge to an undescribed node", geom, ["out1_graph_edges.txt": "a\tb\n0\t3\n"], "geom-gcn.node",
            "line 2: node 3"),
        .init("a weight in words", "a.edgelist", text: "0 1 2\n1 2 x\n", "edge-list.number", "found \"x\""),
        .init(
            "edges of three nodes", "a.edgelist", text: "0 1\n1 2 3\n", "edge-list.fields", "line 2, field 3"),
        .init("comments and no edge", "a.edgelist", text: "# nothing\n", "edge-list.empty", "line 2"),
        .init(
            "an edge of one",
            folder: ["a.edgelist": "a b\nc\n", "data.yaml": "format: edge-list\nfile: a.edgelist\n"],
            "edge-list.node", "line 2, field 2"),
    ]

    private static func pickles(_ changes: [String: String?]) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for suffix in ["x", "tx", "allx", "y", "ty", "ally", "graph", "test.index"] {
            files["ind.tiny.\(suffix)"] = try Data(contentsOf: Fixtures.url("pickle/ind.tiny.\(suffix)"))
        }
        for (suffix, text) in changes { files["ind.tiny.\(suffix)"] = text.map { Data($0.utf8) } }
        return files
    }

    private static let matlab = MATSamples()

    static let binaryGraphs: [MalformedFile] = [
        .init("one of eight files is missing", "planetoid-pickles.missing", "ind.tiny.allx is missing") {
            try pickles(["allx": nil])
        },
        .init("neighbours out of range", "planetoid-pickles.edge", "node 0 has the neighbour 10") {
            try pickles(["graph": "(dp0\nI0\n(lp1\nI10\nas."])
        },
        .init("a test node twice", "planetoid-pickles.twice", "line 3: node 7") {
            try pickles(["test.index": "9\n7\n7\n"])
        },
        .init("a pickle of something else", "planetoid-pickles.kind", "a sparse matrix") {
            try pickles(["tx": "I1\n."])
        },
        .init("no adjacency", "matlab.adjacency", "none of the variables x", opened: "a.mat") {
            ["a.mat": matlab.file([matlab.full("x", [1, 1], [1])])]
        },
        .init("an adjacency of one row", "matlab.shape", "expected a square matrix", opened: "a.mat") {
            ["a.mat": matlab.file([matlab.full("net", [1, 2], [1, 1])])]
        },
        .init("a weight that is no number", "matlab.value", "row 1, column 1", opened: "a.mat") {
            ["a.mat": matlab.file([matlab.full("net", [1, 1], [.nan])])]
        },
    ]
}
