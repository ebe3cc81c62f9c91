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
}
