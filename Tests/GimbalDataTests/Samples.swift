// Small data sets and folders for the tests of this target.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import OrderedCollections

enum Samples {
    static let provenance = DataProvenance(name: "sample", format: "test", checksum: "0")

    /// A path graph whose classes have the given sizes, one dense feature per node.
    static func dataSet(classCounts: [Int], unlabelled: Int = 0) throws -> GraphDataSet {
        let labels: [Int?] = classCounts.enumerated().flatMap { label, count in
            [Int?](repeating: label, count: count)
        }
        let count = labels.count + unlabelled
        let graph = try Graph(nodeCount: count, sources: Array(0..<(count - 1)), targets: Array(1..<count))
        return try GraphDataSet(
            graph: try graph.undirected(),
            features: .dense(try Tensor((0..<count).map(Float.init), shape: [count, 1])),
            labels: try ClassLabels(
                labels + [Int?](repeating: nil, count: unlabelled),
                classNames: classCounts.indices.map { "class \($0)" }),
            provenance: provenance)
    }

    /// The arrays of a valid Planetoid file: 4 nodes, 3 feature columns; keys can be replaced, or nil.
    static func planetoid(_ changes: [String: Tensor?] = [:]) throws -> OrderedDictionary<String, Tensor> {
        var arrays: OrderedDictionary<String, Tensor> = [
            "x_data": try Tensor([1, 1, 0.5, 2] as [Float]),
            "x_indices": try Tensor([0, 2, 1, 0] as [Int32]),
            "x_indptr": try Tensor([0, 2, 3, 3, 4] as [Int32]), "x_shape": try Tensor([4, 3]),
            "labels": try Tensor([0, 1, 1, -1]),
            "edge_index": try Tensor([0, 1, 1, 2, 2, 3, 1, 0, 2, 1, 3, 2], shape: [2, 6]),
            "train_index": try Tensor([0]), "val_index": try Tensor([1]), "test_index": try Tensor([2]),
        ]
        for (key, value) in changes { arrays[key] = value }
        return arrays
    }

    /// The arrays of a valid benchmark file: edges 0 → 1, 2 → 1 and a self-loop at 2.
    static func benchmark(_ changes: [String: Tensor?] = [:]) throws -> OrderedDictionary<String, Tensor> {
        var arrays: OrderedDictionary<String, Tensor> = [
            "adj_data": try Tensor([1, 1, 1] as [Float]), "adj_indices": try Tensor([1, 2, 1] as [Int32]),
            "adj_indptr": try Tensor([0, 1, 1, 3] as [Int32]), "adj_shape": try Tensor([3, 3]),
            "attr_data": try Tensor([0.5, 2] as [Float]), "attr_indices": try Tensor([0, 1] as [Int32]),
            "attr_indptr": try Tensor([0, 1, 2, 2] as [Int32]), "attr_shape": try Tensor([3, 2]),
            "labels": try Tensor([4, 2, 4] as [Int8]),
        ]
        for (key, value) in changes { arrays[key] = value }
        return arrays
    }

    /// Files of a valid graph folder: three people, two friendships.
    static let folder = [
        "edges.csv": "source,target\nann,bob\nbob,cem\n",
        "nodes.csv": "id,age,height\nann,31,1.7\nbob,27,1.8\ncem,44,1.6\n",
        "labels.csv": "id,label\nann,red\nbob,blue\ncem,red\n",
    ]

    /// Writes files into a temporary folder and calls `body` with it; nil leaves a file of `base` out.
    static func withFolder<Result>(
        _ changes: [String: String?], base: [String: String] = folder, _ body: (URL) throws -> Result
    ) throws -> Result {
        try Fixtures.withTemporaryFolder { folder in
            for (name, text) in base.merging(changes.compactMapValues { $0 }, uniquingKeysWith: { $1 }) {
                if let change = changes[name], change == nil { continue }
                try Data(text.utf8).write(to: folder.appendingPathComponent(name))
            }
            return try body(folder)
        }
    }

    /// Writes arrays as a .npz file and loads it.
    static func load(_ arrays: OrderedDictionary<String, Tensor>, format: String) throws -> GraphDataSet {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("sample.npz")
            try NPZ.write(arrays, to: url)
            return try GraphDataSet.load("\(format):\(url.path)")
        }
    }
}

extension GraphDataSet {
    /// Edges as texts, for comparisons that read well.
    func edgeTexts() throws -> [String] {
        let (sources, targets) = try graph.edges()
        return zip(sources, targets).map { "\($0)>\($1)" }.sorted()
    }
}
