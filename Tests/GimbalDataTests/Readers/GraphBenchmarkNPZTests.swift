// Benchmark files: self-loops, directions, labels with gaps, graphs without attributes.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("GraphBenchmarkNPZ")
struct GraphBenchmarkNPZTests {
    @Test("drops self-loops, adds reverse edges, and numbers the classes that occur")
    func reads() throws {
        let dataSet = try Samples.load(try Samples.benchmark(), format: "gnn-benchmark")
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1"])
        #expect(dataSet.graph.weights == nil)
        #expect(dataSet.classNames == ["2", "4"])
        #expect(dataSet.labels == [1, 0, 1])
        #expect(try dataSet.features.dense().floats() == [0.5, 0, 0, 2, 0, 0])
    }

    @Test("keeps directions when the card says so, and weights that are not all 1")
    func directed() throws {
        try Fixtures.withTemporaryFolder { folder in
            try NPZ.write(
                try Samples.benchmark(["adj_data": try Tensor([1, 2, 3] as [Float])]),
                to: folder.appendingPathComponent("g.npz"))
            try Data("format: gnn-benchmark\nfile: g.npz\ndirected: true\nname: mine\n".utf8)
                .write(to: folder.appendingPathComponent("data.yaml"))
            let dataSet = try GraphDataSet.load(folder.path)
            #expect(dataSet.name == "mine")
            #expect(try dataSet.edgeTexts() == ["0>1", "2>1"])
            #expect(try dataSet.graph.weights?.floats() == [1, 3])
        }
    }

    @Test("describes every node by an indicator where there are no attributes")
    func identity() throws {
        let none: [String: Tensor?] = [
            "attr_data": nil, "attr_indices": nil, "attr_indptr": nil, "attr_shape": nil,
        ]
        let dataSet = try Samples.load(try Samples.benchmark(none), format: "gnn-benchmark")
        #expect(try dataSet.features.dense().floats() == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    }

    @Test("reads a graph without labels, which cannot be classified")
    func unlabelled() throws {
        let dataSet = try Samples.load(try Samples.benchmark(["labels": nil]), format: "gnn-benchmark")
        #expect(dataSet.labels == [nil, nil, nil])
        let error = #expect(throws: DataError.self) { try dataSet.requireClasses() }
        #expect(error?.code == "data.labels.missing")
    }

    private static let malformed:
        [(change: @Sendable () throws -> [String: Tensor?], code: String, hint: String)] = [
            ({ ["adj_shape": nil] }, "npz.keys", "adj_shape"),
            ({ ["adj_shape": try Tensor([3, 4])] }, "npz.shape", "square"),
            ({ ["adj_indices": try Tensor([1, 2, 3])] }, "npz.index", "0..<3"),
            ({ ["attr_shape": try Tensor([3])] }, "npz.shape", "expected [2]"),
            (
                { ["attr_indptr": try Tensor([0, 2]), "attr_shape": try Tensor([1, 2])] }, "npz.shape",
                "1 rows for 3 nodes"
            ),
            ({ ["labels": try Tensor([0, 1])] }, "npz.shape", "expected [3]"),
            ({ ["labels": try Tensor([0, 1, 0] as [Float])] }, "npz.type", "whole numbers"),
        ]

    @Test("refuses malformed files", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let arrays = try Samples.benchmark(try wanted.change())
        let error = #expect(throws: DataError.self) { try Samples.load(arrays, format: "gnn-benchmark") }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    private static let real: [(name: String, edges: Int, columns: Int, entries: Int, classes: [Int])] = [
        (
            "amazon_electronics_computers", 491_722, 767, 3_675_081,
            [436, 2142, 1414, 542, 5158, 308, 487, 818, 2156, 291]
        ),
        ("amazon_electronics_photo", 238_162, 745, 1_979_909, [369, 1686, 703, 915, 882, 823, 1941, 331]),
        ("blogcatalog", 343_486, 8189, 369_435, [885, 777, 921, 858, 892, 863]),
        ("citeseer", 9072, 3703, 105_165, [249, 596, 701, 508, 668, 590]),
        ("citeseer_full", 10_674, 602, 19_391, [628, 740, 778, 831, 558, 695]),
        ("cora", 10_556, 1433, 49_216, [298, 418, 818, 426, 217, 180, 351]),
        ("cora_ml", 16_316, 2879, 151_171, [354, 402, 452, 442, 857, 193, 295]),
        ("dblp", 105_734, 1639, 92_192, [7920, 5645, 1982, 2169]),
        ("flickr", 479_476, 12_047, 182_517, [834, 799, 856, 801, 795, 888, 843, 876, 883]),
        ("karate_club", 156, 34, 34, [12, 5, 11, 6]),
        (
            "ms_academic_cs", 163_788, 6805, 1_092_079,
            [708, 462, 2050, 429, 1394, 2193, 371, 924, 775, 118, 1444, 2033, 420, 4136, 876]
        ),
        ("polblogs", 33_430, 1490, 1490, [758, 732]),
    ]

    @Test(
        "reads the published graphs with their figures", .enabled(if: TestEnvironment.dataFolder != nil),
        arguments: real.indices)
    func published(index: Int) throws {
        let wanted = Self.real[index]
        let file = try #require(TestEnvironment.dataFolder).appendingPathComponent(
            "gnn-benchmark-npz/\(wanted.name).npz")
        let dataSet = try GraphDataSet.load(file.path)
        let nodeCount = wanted.classes.reduce(0, +)
        #expect(dataSet.graph.nodeCount == nodeCount && dataSet.graph.edgeCount == wanted.edges)
        #expect(dataSet.nodeLabels.counts == wanted.classes && dataSet.graph.isUndirected)
        guard case .sparse(let matrix) = dataSet.features else { throw DataError("test", "dense features") }
        #expect(matrix.shape == [nodeCount, wanted.columns] && matrix.pattern.entryCount == wanted.entries)
    }
}
