// Summaries: what is counted for every kind of data, as text and as JSON.
import Foundation
import GimbalData
import GimbalGraphs
import GimbalTensor
import Testing

@Suite("data summaries")
struct DataSummaryTests {
    @Test("counts a graph's nodes, edges, features and classes")
    func graph() throws {
        let summary = try DataSet.graph(try Samples.dataSet(classCounts: [3, 2], unlabelled: 1)).summary()
        #expect(summary.kind == "graph")
        #expect(summary[.nodes] == 6)
        #expect(summary[.edges] == 10)
        #expect(summary[.features] == 1)
        #expect(summary[.featureEntries] == nil)
        #expect(summary[.unlabelled] == 1)
        #expect(summary.classes.map(\.count) == [3, 2])
        #expect(summary.traits == [.undirected, .dense])
        let text = summary.description
        #expect(text.contains("edges         10 (undirected, each counted in both directions)\n"))
        #expect(text.contains("classes       2 (class 0 3, class 1 2), 1 nodes unlabelled\n"))
    }

    @Test("counts many graphs together, with measured targets")
    func graphs() throws {
        let graphs = [
            try Graph(nodeCount: 2, sources: [0], targets: [1]),
            try Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]),
        ]
        let features = try graphs.map { NodeFeatures.dense(try Tensor.zeros([$0.nodeCount, 4])) }
        let collection = try GraphCollection(
            graphs, features: features,
            targets: .values(try Tensor([1.5, .nan, 2, 3], shape: [2, 2]), names: ["a", "b"]),
            provenance: Samples.provenance)
        let summary = try DataSet.graphs(collection).summary()
        #expect(
            summary.figures == [
                .graphs: 2, .nodes: 5, .edges: 3, .features: 4, .targets: 2, .missing: 1,
            ])
        #expect(summary.traits == [.directed])
        #expect(summary.columns.map(\.missing) == [0, 1])
        #expect(summary.columns.map(\.lowest) == [1.5, 3])
        #expect(summary.columns.map(\.highest) == [2, 3])
    }

    /// Five rows of every kind of column.
    static func table(roles change: (inout TableRoles) -> Void = { _ in }) throws -> TableDataSet {
        var roles = TableRoles()
        roles.targets = ["class"]
        change(&roles)
        return try TableDataSet(
            try Table([
                try Column(
                    "age", .numbers([30, 0, 50, .infinity, 20]),
                    isMissing: [false, true, false, false, false]),
                try Column("seen", .dates([0, 86_400, 1, 2, 3])),
                try Column("note", .texts(["a", "b", "a", "c", "d"])),
                try Column("dead", .numbers([0, 1, 1, 0, 1])), try Column("days", .numbers([9, 8, 7, 6, 5])),
                try Column(
                    "class", .categories([1, 0, 1, 1, -1], names: ["no", "yes", "never"]),
                    isMissing: [false, false, false, false, true]),
            ]), roles: roles, provenance: Samples.provenance)
    }

    @Test("describes the columns of a table by kind, role, range and categories")
    func table() throws {
        let summary = try DataSet.table(try Self.table { ($0.time, $0.event) = ("days", "dead") }).summary()
        #expect(
            summary.figures == [
                .rows: 5, .columns: 6, .features: 3, .targets: 1, .classes: 3, .unlabelled: 1, .missing: 2,
                .events: 3,
            ])
        #expect(summary.classes.map(\.name) == ["no", "yes", "never"])
        #expect(summary.classes.map(\.count) == [1, 3, 0])
        #expect(summary.columns.map(\.kind) == [.number, .date, .text, .number, .number, .category])
        #expect(summary.columns.map(\.role) == [.feature, .feature, .feature, .event, .time, .target])
        #expect(summary.columns[0].lowest == 20)
        #expect(summary.columns[0].highest == 50)
        #expect(summary.columns[2].distinct == 4)
        #expect(summary.columns[5].categories?.map(\.name) == ["yes", "no"])
        let text = summary.description
        #expect(text.contains("missing       2 cells\n"))
        #expect(text.contains("  age    number    feature  20 to 50; 1 missing\n"))
        #expect(text.contains("  seen   date      feature  1970-01-01T00:00:00Z to 1970-01-02T00:00:00Z\n"))
        #expect(text.hasSuffix("  class  category  target   2: yes 3, no 1; 1 missing"))
    }

    @Test("counts images, texts and blocks")
    func others() throws {
        let images = try ImageDataSet(
            try ImageArray(try Tensor.zeros([3, 1, 4, 5], dtype: .uint8)),
            labels: ClassLabels(texts: ["cat", "dog", "cat"]), frameRate: 25, provenance: Samples.provenance)
        let imageSummary = try DataSet.images(images).summary()
        #expect(imageSummary.figures == [.images: 3, .channels: 1, .height: 4, .width: 5, .classes: 2])
        #expect(imageSummary.traits == [.sequence])
        #expect(imageSummary.description.contains("images        3 of 4 x 5 pixels, 1 channel, frames"))

        let corpus = TextCorpus(
            unit: .word, vocabulary: try Vocabulary(["a", "b", "<eos>"]), train: [0, 1, 2], validation: [0],
            provenance: Samples.provenance)
        let textSummary = try DataSet.text(corpus).summary()
        #expect(
            textSummary.figures == [.vocabulary: 3, .trainTokens: 3, .validationTokens: 1, .testTokens: 0])
        #expect(textSummary.description.contains("vocabulary    3 words\n"))

        let blocks = try BlockDataSet(
            sampleNames: ["p", "q"],
            blocks: [
                try DataBlock(
                    name: "x", featureNames: ["f"], rowOfSample: [0, 1], values: try Tensor.zeros([2, 1])),
                try DataBlock(
                    name: "y", featureNames: ["g", "h"], rowOfSample: [nil, 0],
                    values: try Tensor.zeros([1, 2])),
            ], targets: .classes(ClassLabels(texts: ["u", "v"])), provenance: Samples.provenance)
        let blockSummary = try DataSet.blocks(blocks).summary()
        #expect(
            blockSummary.figures == [.samples: 2, .completeSamples: 1, .blocks: 2, .features: 3, .classes: 2])
        #expect(blockSummary.description.contains("block         y: 1 samples, 2 features\n"))
    }

    @Test("JSON holds the figures under their keys and reads back")
    func json() throws {
        let summary = try DataSet.table(try Self.table()).summary()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(summary)
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains(#""figures":{"classes":3,"columns":6,"features":5,"missing":2,"rows":5"#))
        #expect(try JSONDecoder().decode(DataSummary.self, from: data) == summary)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(DataFigures.self, from: Data(#"{"nodez": 3}"#.utf8))
        }
    }

    @Test("figures are compared with what is expected, name by name")
    func differences() {
        let found: DataFigures = [.nodes: 5, .edges: 4, .classes: 2]
        #expect(found.differences(from: [.nodes: 5, .edges: 4]) == [])
        #expect(found.differences(from: [.edges: 6, .graphs: 1]) == [.graphs, .edges])
        #expect(found.description == "nodes 5, edges 4, classes 2")
    }
}
