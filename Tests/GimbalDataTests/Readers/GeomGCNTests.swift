// Geom-GCN files: what is read, what real sets hold, and what is refused.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("GeomGCN")
struct GeomGCNTests {
    private static let sample = [
        "out1_graph_edges.txt": "node_id\tnode_id\n0\t1\n1\t2\n2\t2\n0\t1\n",
        "out1_node_feature_label.txt": "node_id\tfeature\tlabel\n2\t1,0,0\t1\n0\t0,1,1\t3\n1\t0,0,0\t1\n",
    ]

    private func load(_ changes: [String: String?] = [:]) throws -> GraphDataSet {
        try Samples.withFolder(changes, base: Self.sample) { try GraphDataSet.load($0.path) }
    }

    @Test("reads rows of zeros and ones, in the order of the nodes' numbers")
    func rows() throws {
        let dataSet = try load()
        #expect(dataSet.labels == [1, 0, 0] && dataSet.classNames == ["1", "3"])
        #expect(try dataSet.features.dense().floats() == [0, 1, 1, 0, 0, 0, 1, 0, 0])
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1", "2>2"])
        let directed = try load(["data.yaml": "format: geom-gcn\ndirected: true\n"])
        #expect(try directed.edgeTexts() == ["0>1", "1>2", "2>2"])
    }

    @Test("reads lists of columns where the header tells their number")
    func lists() throws {
        let table = "node_id\tfeature(feature_amount:3)\tlabel\n0\t3,0,3\t1\n1\t2\t0\n2\t0\t0\n"
        let dataSet = try load(["out1_node_feature_label.txt": table])
        #expect(try dataSet.features.dense().floats() == [1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0])
        #expect(dataSet.labels == [1, 0, 0])
    }

    private func splits(_ parts: [[Int]]) throws -> OrderedDictionary<String, Tensor> {
        let keys = ["train_mask", "val_mask", "test_mask"]
        return try OrderedDictionary(
            uniqueKeysWithValues: zip(keys, parts).map { key, nodes in
                (key, try Tensor((0..<3).map { UInt8(nodes.contains($0) ? 1 : 0) }))
            })
    }

    @Test("takes the published splits in the order of their numbers, and refuses masks that do not fit")
    func publishedSplits() throws {
        try Samples.withFolder([:], base: Self.sample) { folder in
            let name = folder.lastPathComponent
            let inner = folder.appendingPathComponent("splits")
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            func file(_ number: Int) -> URL {
                inner.appendingPathComponent("\(name)_split_0.6_0.2_\(number).npz")
            }
            try NPZ.write(try splits([[0], [1], [2]]), to: file(2))
            try NPZ.write(try splits([[2], [1], [0]]), to: file(10))
            let dataSet = try GraphDataSet.load(folder.path)
            #expect(dataSet.publicSplits.map(\.train) == [[0], [2]])
            #expect(try SplitStrategy.public.split(dataSet, seed: 1).test == [0])
            var wrong = try splits([[0], [1], [2]])
            wrong["val_mask"] = try Tensor([0, 2, 0] as [UInt8])
            try NPZ.write(wrong, to: file(2))
            let value = #expect(throws: DataError.self) { try GraphDataSet.load(folder.path) }
            #expect(value?.message.contains("val_mask[1] is 2, expected 0 or 1") == true)
            wrong["val_mask"] = try Tensor([0, 1] as [UInt8])
            try NPZ.write(wrong, to: file(2))
            let shape = #expect(throws: DataError.self) { try GraphDataSet.load(folder.path) }
            #expect(shape?.message.contains("val_mask has 2 values, expected 3") == true)
            wrong["val_mask"] = try Tensor([0, 1, 0] as [Float])
            try NPZ.write(wrong, to: file(2))
            let kind = #expect(throws: DataError.self) { try GraphDataSet.load(folder.path) }
            #expect(kind?.code == "data.npz.type")
            wrong["val_mask"] = nil
            try NPZ.write(wrong, to: file(2))
            #expect(throws: DataError.self) { try GraphDataSet.load(folder.path) }
        }
    }

    private static let header = "node_id\tfeature\tlabel\n"
    private static let malformed: [(nodes: String?, edges: String?, code: String, hint: String)] = [
        ("", nil, "empty", "the file is empty"), (header, nil, "empty", "there is no node"),
        (header + "0\t1,0\t1\n0\t0,1\t2\n", nil, "twice", "line 3: node 0 comes twice"),
        (header + "0\t1,0\t1\n2\t0,1\t2\n", nil, "gap", "2 nodes but none with number 1"),
        (header + "0\t1,0\t1\n1\t1\t1\n", nil, "width", "node 1 has 1 features, expected 2 as node 0 has"),
        (header + "0\t1,2\t1\n", nil, "feature", "node 0 has the feature 2, expected 0 or 1"),
        (header + "0\t1,x\t1\n", nil, "integer", "line 2, field 3: found \"x\""),
        (header + "0\n", nil, "label", "node 0 has no class"),
        (
            "node_id\tfeature(feature_amount:3)\tlabel\n0\t-1\t1\n", nil, "feature",
            "the feature -1, expected the number of a column"
        ),
        (nil, "", "empty", "out1_graph_edges.txt"),
        (nil, "a\tb\n0\t3\n", "node", "line 2: node 3, expected a node of out1_node_feature_label.txt"),
        (nil, "a\tb\n0\t1\t2\n", "fields", "line 2, field 3"), (nil, "a\tb\n0\n", "integer", "the line ends"),
    ]

    @Test("refuses malformed files, naming file, place and finding", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) {
            var changes: [String: String] = [:]
            if let nodes = wanted.nodes { changes["out1_node_feature_label.txt"] = nodes }
            if let edges = wanted.edges { changes["out1_graph_edges.txt"] = edges }
            return try load(changes)
        }
        #expect(error?.code == "data.geom-gcn." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    private static let real:
        [(name: String, edges: Int, columns: Int, entries: Int, classes: [Int], split: [Int])] = [
            ("cornell", 557, 1703, 15_266, [33, 1, 18, 101, 30], [87, 59, 37]),
            ("texas", 574, 1703, 15_266, [33, 1, 18, 101, 30], [87, 59, 37]),
            ("wisconsin", 916, 1703, 24_057, [10, 70, 118, 32, 21], [120, 80, 51]),
            ("film", 53_411, 932, 40_977, [853, 1337, 1630, 1815, 1965], [3648, 2432, 1520]),
        ]

    @Test(
        "reads the published graphs with their figures and splits",
        .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let folder = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "geom-gcn/\(wanted.name)")
        let dataSet = try GraphDataSet.load(folder.path)
        #expect(
            dataSet.graph.nodeCount == wanted.classes.reduce(0, +) && dataSet.graph.edgeCount == wanted.edges)
        #expect(
            dataSet.features.featureCount == wanted.columns && dataSet.nodeLabels.counts == wanted.classes)
        guard case .sparse(let matrix) = dataSet.features else { throw DataError("test", "dense features") }
        #expect(matrix.pattern.entryCount == wanted.entries)
        #expect(
            dataSet.publicSplits.map { [$0.train.count, $0.validation.count, $0.test.count] }
                == [[Int]](repeating: wanted.split, count: 3))
        #expect(Set(dataSet.publicSplits.map(\.train)).count == 3)
    }

    @Test(
        "offers the splits for graphs in other formats, without unlabelled nodes",
        .enabled(if: TestEnvironment.dataFolder != nil))
    func otherFormats() throws {
        let root = try #require(TestEnvironment.dataFolder)
        let folder = root.appendingPathComponent("geom-gcn/splits")
        for (name, counts) in [("cora", 1192 + 796 + 497), ("citeseer", 3327 - 15)] {
            let labels = try GraphDataSet.load("planetoid:\(root.path)/planetoid/\(name).npz").nodeLabels
            let splits = try GeomGCNSplits.read(in: folder, name: name, labels: labels)
            #expect(
                splits.map { $0.train.count + $0.validation.count + $0.test.count } == [
                    counts, counts, counts,
                ])
        }
    }
}
