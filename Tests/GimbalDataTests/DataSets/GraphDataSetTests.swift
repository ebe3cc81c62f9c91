// Data sets are consistent or do not exist.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("GraphDataSet")
struct GraphDataSetTests {
    @Test("refuses parts that do not fit")
    func parts() throws {
        let graph = try SampleGraphs.path()
        let features = NodeFeatures.dense(try Tensor([1, 2, 3] as [Float], shape: [3, 1]))
        let labels = try ClassLabels([0, 1, nil], classNames: ["a", "b"])
        func make(
            _ features: NodeFeatures, _ labels: ClassLabels, names: GraphNames = GraphNames()
        ) throws -> GraphDataSet {
            try GraphDataSet(
                graph: graph, features: features, labels: labels, names: names, provenance: Samples.provenance
            )
        }
        #expect(try make(features, labels).labels == [0, 1, nil])
        let short = NodeFeatures.dense(try Tensor([1, 2] as [Float], shape: [2, 1]))
        #expect(throws: DataError.self) { try make(short, labels) }
        #expect(throws: DataError.self) { try make(features, .unlabelled(count: 2)) }
        #expect(throws: DataError.self) { try make(features, labels, names: GraphNames(nodes: ["a"])) }
        #expect(throws: DataError.self) {
            try make(features, labels, names: GraphNames(features: ["a", "b"]))
        }
        #expect(throws: DataError.self) { try ClassLabels([2], classNames: ["a", "b"]) }
    }

    @Test("numbers classes as numbers where all are, else by the alphabet")
    func classOrder() {
        #expect(ClassLabels(texts: ["10", "9", nil, "-1"]).classNames == ["-1", "9", "10"])
        #expect(ClassLabels(texts: ["10", "9", "x"]).classNames == ["10", "9", "x"])
        #expect(ClassLabels(texts: ["b", nil, "a", "b"]).classes == [1, nil, 0, 1])
    }

    @Test("loads paths, prefers catalogue names, and explains paths that do not exist")
    func references() throws {
        let missing = #expect(throws: DataError.self) { try GraphDataSet.load("no/such/folder.npz") }
        #expect(missing?.code == "data.file.missing")
        let forced = #expect(throws: DataError.self) { try GraphDataSet.load("planetoid:none.npz") }
        #expect(forced?.code == "data.file.missing")
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(try Samples.planetoid(), to: url)
            for reference in [url.path, "npz:\(url.path)", "planetoid:\(url.path)"] {
                #expect(try GraphDataSet.load(reference).graph.nodeCount == 4)
            }
        }
    }
}

@Suite("GraphPreprocessing")
struct GraphPreprocessingTests {
    private func people(_ changes: [String: String?] = [:]) throws -> GraphDataSet {
        try Samples.withFolder(changes) { try GraphDataSet.load($0.path) }
    }

    @Test("does to new data what was done to the training data")
    func apply() throws {
        let saved = GraphPreprocessing(fitting: try people(), rowNormalizeFeatures: true)
        let encoded = try JSONEncoder().encode(saved)
        let loaded = try JSONDecoder().decode(GraphPreprocessing.self, from: encoded)
        #expect(loaded == saved)
        let other = try people(["labels.csv": "bob,red\n"])
        let ready = try loaded.apply(to: other)
        #expect(ready.classNames == ["blue", "red"])
        #expect(ready.labels == [nil, 1, nil])
        let sums = try ready.features.dense().sum(axes: [1], keepDimensions: false).floats()
        #expect(sums.allSatisfy { abs($0 - 1) < 1e-6 })
    }

    @Test("refuses data with other features or unknown classes")
    func refuses() throws {
        let saved = GraphPreprocessing(fitting: try people(), rowNormalizeFeatures: false)
        let count = try people(["nodes.csv": "id,age\nann,1\nbob,2\ncem,3\n"])
        let fewer = #expect(throws: DataError.self) { try saved.apply(to: count) }
        #expect(fewer?.message.contains("1 feature columns, the model was trained on 2") == true)
        let swapped = try people(["nodes.csv": "id,height,age\nann,1,1\nbob,2,1\ncem,3,1\n"])
        let order = #expect(throws: DataError.self) { try saved.apply(to: swapped) }
        #expect(order?.message.contains("column 1 is \"height\", the model was trained on \"age\"") == true)
        let classes = try people(["labels.csv": "ann,rde\nbob,blue\n"])
        let unknown = #expect(throws: DataError.self) { try saved.apply(to: classes) }
        #expect(unknown?.description.contains("\"rde\" (1 nodes) is unknown. Did you mean \"red\"?") == true)
    }
}
