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

    @Test("keeps several published splits, and gives seed i the i-th")
    func publishedSplits() throws {
        let labels = try ClassLabels([0, 1, 0, 1], classNames: ["a", "b"])
        let graph = try Graph(nodeCount: 4, sources: [0, 1], targets: [1, 2])
        func make(_ splits: [DataSplit]) throws -> GraphDataSet {
            try GraphDataSet(
                graph: graph, features: .dense(try Tensor.ones([4, 1])), labels: labels,
                publicSplits: splits, provenance: Samples.provenance)
        }
        let splits = try [3, 2].map { test in
            try DataSplit(train: [0], validation: [1], test: [test], count: 4)
        }
        let dataSet = try make(splits)
        #expect(dataSet.publicSplit == splits[0])
        let drawn = try [0, 1, 2].map { try SplitStrategy.public.split(dataSet, seed: $0) }
        #expect(drawn == [splits[0], splits[1], splits[0]])
        #expect(try dataSet.replacing(labels: labels).publicSplits == splits)
        let large = try DataSplit(train: [0], validation: [1], test: [4], count: 5)
        let error = #expect(throws: DataError.self) { try make([splits[0], large]) }
        #expect(error?.code == "data.split.range")
    }

    @Test("keeps several labels per node, and a measured number per node")
    func labelSets() throws {
        let sets = try LabelSets(
            nodeCount: 3, labelNames: ["x", "y"], members: [(2, 1), (0, 1), (2, 0), (2, 1)])
        #expect((0..<3).map { Array(sets.labels(of: $0)) } == [[1], [], [0, 1]])
        #expect(sets.counts == [1, 2] && sets.memberCount == 3)
        let error = #expect(throws: DataError.self) {
            try LabelSets(nodeCount: 3, labelNames: ["x"], members: [(0, 1)])
        }
        #expect(error?.code == "data.labels.member" && error?.message.contains("node 0 has label 1") == true)
        func make(_ sets: LabelSets, _ values: [Float]) throws -> GraphDataSet {
            try GraphDataSet(
                graph: try SampleGraphs.path(), features: .dense(try Tensor.ones([3, 1])),
                labels: .unlabelled(count: 3), labelSets: sets, targetValues: values, publicSplits: [],
                provenance: Samples.provenance)
        }
        #expect(try make(sets, [1, 2, 3]).replacing().labelSets == sets)
        #expect(throws: DataError.self) { try make(sets, [1, 2]) }
        let short = try LabelSets(nodeCount: 2, labelNames: [], members: [])
        #expect(throws: DataError.self) { try make(short, [1, 2, 3]) }
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
