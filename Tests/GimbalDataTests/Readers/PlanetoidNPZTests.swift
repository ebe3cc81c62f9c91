// Planetoid files: what is read, and every malformed file that was thought of.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("PlanetoidNPZ")
struct PlanetoidNPZTests {
    @Test("reads features, labels, edges and split")
    func reads() throws {
        let dataSet = try Samples.load(try Samples.planetoid(), format: "planetoid")
        #expect(dataSet.name == "sample")
        #expect(try dataSet.features.dense().floats() == [1, 0, 1, 0, 0.5, 0, 0, 0, 0, 2, 0, 0])
        #expect(dataSet.labels == [0, 1, 1, nil])
        #expect(dataSet.classNames == ["0", "1"])
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0", "1>2", "2>1", "2>3", "3>2"])
        #expect(dataSet.publicSplit?.train == [0])
        #expect(dataSet.provenance.checksum.count == 64)
    }

    @Test("adds missing reverse edges and sorts unsorted rows")
    func repairs() throws {
        let arrays = try Samples.planetoid([
            "edge_index": try Tensor([0, 1], shape: [2, 1]),
            "x_indices": try Tensor([2, 0, 1, 0] as [Int32]),
            "x_data": try Tensor([5, 4, 0.5, 2] as [Float]),
        ])
        let dataSet = try Samples.load(arrays, format: "planetoid")
        #expect(try dataSet.edgeTexts() == ["0>1", "1>0"])
        #expect(try dataSet.features.dense().floats().prefix(3) == [4, 0, 5])
    }

    private static let malformed:
        [(change: @Sendable () throws -> [String: Tensor?], code: String, hint: String)] = [
            ({ ["labels": nil] }, "npz.keys", "labels"),
            ({ ["x_indptr": try Tensor([0, 2, 1, 3, 4])] }, "npz.pointer", "falls from 2 to 1 at row 1"),
            ({ ["x_indptr": try Tensor([0, 2, 3, 3, 5])] }, "npz.pointer", "expected 0 to 4"),
            ({ ["x_indptr": try Tensor([0, 2, 4])] }, "npz.shape", "expected [5]"),
            (
                { ["x_indices": try Tensor([0, 2, 3, 0])] }, "npz.index",
                "x_indices[2] is 3, expected a column in 0..<3"
            ),
            ({ ["x_indices": try Tensor([0, 0, 1, 0])] }, "npz.duplicate", "row 0"),
            ({ ["x_indices": try Tensor([0, 2, 1, 0] as [Float])] }, "npz.type", "float32"),
            ({ ["x_data": try Tensor([1, .nan, 1, 1] as [Float])] }, "npz.value", "x_data[1] is nan"),
            ({ ["x_data": try Tensor([1] as [Float])] }, "npz.shape", "expected [4]"),
            ({ ["x_shape": try Tensor([4, -3])] }, "npz.shape", "positive"),
            ({ ["labels": try Tensor([0, 1, 1, -2])] }, "npz.label", "labels[3] is -2"),
            ({ ["labels": try Tensor([0, 1, 1])] }, "npz.partial", "4 of 3 nodes"),
            ({ ["edge_index": try Tensor([0, 4], shape: [2, 1])] }, "npz.index", "edge_index[1, 0] is 4"),
            ({ ["edge_index": try Tensor([0, 1, 2], shape: [3, 1])] }, "npz.shape", "expected [2, n]"),
            ({ ["test_index": try Tensor([0])] }, "split.overlap", "train and the test part"),
            ({ ["test_index": try Tensor([3])] }, "split.unlabelled", "sample 3"),
            ({ ["test_index": try Tensor([9])] }, "split.range", "0..<4"),
            ({ ["test_index": try Tensor([Int]())] }, "split.empty", "the test part is empty"),
        ]

    @Test(
        "refuses malformed files, naming array, place, finding and expectation", arguments: malformed.indices)
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let arrays = try Samples.planetoid(try wanted.change())
        let error = #expect(throws: DataError.self) { try Samples.load(arrays, format: "planetoid") }
        #expect(error?.code == "data." + wanted.code)
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.message.contains("sample.npz") == true)
        #expect(error?.fix.isEmpty == false)
    }

    @Test("takes the only .npz file of a folder, and asks which one when there are more")
    func folders() throws {
        try Fixtures.withTemporaryFolder { folder in
            let none = #expect(throws: DataError.self) { try GraphDataSet.load("planetoid:\(folder.path)") }
            #expect(none?.message.contains("found none") == true)
            try NPZ.write(try Samples.planetoid(), to: folder.appendingPathComponent("a.npz"))
            #expect(try GraphDataSet.load("planetoid:\(folder.path)").graph.nodeCount == 4)
            try NPZ.write(try Samples.planetoid(), to: folder.appendingPathComponent("b.npz"))
            let two = #expect(throws: DataError.self) { try GraphDataSet.load("planetoid:\(folder.path)") }
            #expect(two?.message.contains("a.npz, b.npz") == true)
        }
    }
}
