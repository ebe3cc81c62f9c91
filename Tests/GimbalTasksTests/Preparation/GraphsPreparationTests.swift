// What whole graphs become before a network sees them.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Preparation of many graphs")
struct GraphsPreparationTests {
    private let provenance = DataProvenance(name: "shapes", format: "made", checksum: "")

    /// A path of three nodes, an edge, and a star of four nodes: degrees 1 and 2, 1, 1 and 3.
    private func collection(
        features width: Int = 1, targets: SampleTargets = .none, names: [String]? = nil
    ) throws -> GraphCollection {
        let graphs = try [
            Graph(nodeCount: 3, sources: [0, 1, 1, 2], targets: [1, 0, 2, 1]),
            Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0]),
            Graph(nodeCount: 4, sources: [0, 0, 0, 1, 2, 3], targets: [1, 2, 3, 0, 0, 0]),
        ]
        return try GraphCollection(
            graphs, features: graphs.map { .dense(try Tensor.ones([$0.nodeCount, width])) }, targets: targets,
            featureNames: names, provenance: provenance)
    }

    private func values(_ rows: [Double], _ names: [String] = ["a"]) throws -> SampleTargets {
        .values(try Tensor(rows, shape: [3, names.count]), names: names)
    }

    @Test("graphs without features are described by the degrees of training graphs; others have no column")
    func degrees() throws {
        let data = try collection()
        let preprocessing = try GraphsPreprocessing(fitting: data, train: [0, 1])
        #expect(preprocessing.nodes == .degrees([1, 2]) && preprocessing.featureCount == 2)
        let prepared = try preprocessing.apply(to: data)
        #expect(try prepared.features[0].floats() == [1, 0, 0, 1, 1, 0])
        #expect(try prepared.features[2].floats() == [0, 0, 1, 0, 1, 0, 1, 0])
        #expect(prepared.target == nil)
    }

    @Test("where all training degrees are equal there is one constant")
    func constant() throws {
        let data = try collection()
        let preprocessing = try GraphsPreprocessing(fitting: data, train: [1])
        #expect(preprocessing.nodes == .constant)
        #expect(try preprocessing.apply(to: data).features[2].floats() == [1, 1, 1, 1])
    }

    @Test("columns of the data are kept, and others refused")
    func columns() throws {
        let data = try collection(features: 2, names: ["mass", "charge"])
        let preprocessing = try GraphsPreprocessing(fitting: data, train: [0])
        #expect(preprocessing.nodes == .columns(count: 2, names: ["mass", "charge"]))
        let wide = try collection(features: 3)
        let count = #expect(throws: DataError.self) { try preprocessing.apply(to: wide) }
        #expect(count?.message.contains("has 3 feature columns, the model was trained on 2") == true)
        let swapped = try collection(features: 2, names: ["charge", "mass"])
        let order = #expect(throws: DataError.self) { try preprocessing.apply(to: swapped) }
        #expect(order?.message.contains("column 1 is \"charge\"") == true)
    }

    @Test("numbers are standardised by the training graphs, column by column, and come back")
    func standardized() throws {
        let data = try collection(targets: values([1, 10, 3, .nan, 8, 40], ["a", "b"]))
        let preprocessing = try GraphsPreprocessing(fitting: data, train: [0, 1])
        #expect(
            preprocessing.target == .values(names: ["a", "b"], centers: [2, 10], scales: [1, 1]))
        guard case .values(let scaled)? = try preprocessing.apply(to: data).target else {
            Issue.record("no values")
            return
        }
        #expect(try scaled.floats().map { $0.isNaN ? -99 : $0 } == [-1, 0, 1, -99, 6, 30])
        let back = try preprocessing.inverse(scaled).doubles()
        #expect(back[0] == 1 && back[4] == 8 && back[5] == 40)
        let saved = try JSONDecoder().decode(
            GraphsPreprocessing.self, from: JSONEncoder().encode(preprocessing))
        #expect(saved == preprocessing)
    }

    @Test("a target without a training value, and targets under other names, are refused")
    func wrongValues() throws {
        let unknown = try collection(targets: values([.nan, .nan, 1]))
        let missing = #expect(throws: DataError.self) {
            try GraphsPreprocessing(fitting: unknown, train: [0, 1])
        }
        #expect(missing?.message.contains("no training graph has a value of the target \"a\"") == true)
        let known = try GraphsPreprocessing(fitting: collection(targets: values([1, 2, 3])), train: [0, 1])
        let other = try collection(targets: values([1, 2, 3], ["b"]))
        let error = #expect(throws: DataError.self) { try known.apply(to: other) }
        #expect(error?.message.contains("has the targets b, the model predicts a") == true)
    }

    @Test("whole numbers can be classes, fractions cannot; classes cannot be numbers")
    func targets() throws {
        let whole = try collection(targets: values([3, 1, 3])).withTargets(for: .graphClassification)
        guard case .classes(let labels) = whole.targets else {
            Issue.record("no classes")
            return
        }
        #expect(labels.classNames == ["1", "3"] && labels.classes == [1, 0, 1])
        let fractions = try collection(targets: values([0.5, 1, 3]))
        let error = #expect(throws: DataError.self) { try fractions.withTargets(for: .graphClassification) }
        #expect(error?.message.contains("its graphs have the numbers a") == true)
        #expect(throws: DataError.self) { try whole.withTargets(for: .graphRegression) }
        #expect(throws: DataError.self) { try collection().withTargets(for: .graphRegression) }
        let single = try collection(targets: .classes(ClassLabels(texts: ["x", "x", nil])))
        #expect(throws: DataError.self) { try single.withTargets(for: .graphClassification) }
    }

    @Test("a problem has its graphs in the parts of the split")
    func problem() throws {
        let data = try collection(targets: .classes(ClassLabels(texts: ["x", "y", "x"])))
        let split = try DataSplit(train: [0], validation: [2], test: [1], count: 3)
        let (problem, preprocessing) = try GraphsProblem.collection(.graphClassification, data, split)
        #expect(preprocessing.outputNames == ["x", "y"])
        #expect(problem.train.graphs[0].nodeCount == 3 && problem.test.graphs[0].nodeCount == 2)
        #expect(try problem.test.target.tensors[0].integers() == [1])
        #expect(problem.shape.inputShape == [2] && problem.shape.outputCount == 2)
        #expect(throws: DataError.self) {
            try GraphsProblem.collection(.graphClassification, collection(), split)
        }
    }

    @Test("results of many graphs lie in their order, whatever the batches")
    func rows() throws {
        let graphs = try (1...600).map { try Graph(nodeCount: $0 % 3 + 1, sources: [], targets: []) }
        let features = try graphs.enumerated().map { number, graph in
            try Tensor.full([graph.nodeCount, 1], Float(number))
        }
        let prepared = PreparedGraphs(graphs: graphs, features: features, target: nil)
        let rows = try prepared.rows { batch in
            let first = try Tensor(Array(batch.nodeOffsets.dropLast()))
            return try #require(batch.features).dense().indexSelect(first, axis: 0)
        }
        #expect(try rows.reshaped([-1]).floats() == (0..<600).map(Float.init))
    }
}
