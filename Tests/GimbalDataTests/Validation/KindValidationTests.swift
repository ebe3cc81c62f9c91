// Validation of graphs, collections, images, texts and blocks.
import Foundation
import GimbalCore
import GimbalData
import GimbalGraphs
import GimbalTensor
import Testing

@Suite("validation of graphs, images, texts and blocks")
struct KindValidationTests {
    private func rules(_ dataSet: DataSet, _ split: DataSplit? = nil) throws -> [DataRule] {
        try DataValidation.findings(in: dataSet, split: split).compactMap(\.rule)
    }

    /// A ring of nodes with two classes and distinct features; parts can be replaced.
    private func graph(
        count: Int = 40, edges: ([Int], [Int])? = nil, isDirected: Bool = false, features: [Float]? = nil,
        classes: [Int?]? = nil
    ) throws -> GraphDataSet {
        let ring = edges ?? (Array(0..<count), (0..<count).map { ($0 + 1) % count })
        let graph = try Graph(nodeCount: count, sources: ring.0, targets: ring.1)
        return try GraphDataSet(
            graph: isDirected ? graph : try graph.undirected(),
            features: .dense(
                try Tensor(features ?? (0..<(2 * count)).map { Float($0 % 7 + 1) }, shape: [count, 2])),
            labels: try ClassLabels(classes ?? (0..<count).map { $0 % 2 }, classNames: ["a", "b"]),
            provenance: Samples.provenance)
    }

    @Test("graphs: edges")
    func edges() throws {
        #expect(try rules(.graph(try graph())) == [])
        let loops = try graph(edges: ([0, 1, 2, 2], [1, 2, 2, 3]))
        #expect(try rules(.graph(loops)) == [.isolatedNodes, .selfLoops])
        let parallel = try graph(
            edges: (Array(0..<40) + [5], (0..<40).map { ($0 + 1) % 40 } + [6]), isDirected: true)
        #expect(try rules(.graph(parallel)) == [.parallelEdges])
        let both = (
            Array(0..<40) + (0..<40).map { ($0 + 1) % 40 }, (0..<40).map { ($0 + 1) % 40 } + Array(0..<40)
        )
        let almost = try graph(edges: (Array(both.0.dropLast()), Array(both.1.dropLast())), isDirected: true)
        #expect(try rules(.graph(almost)) == [.almostUndirected])
    }

    @Test("graphs: features, labels, reach of the split")
    func nodes() throws {
        var features = (0..<80).map { Float($0 % 7 + 1) }
        features[6] = .nan
        let findings = try DataValidation.findings(in: .graph(try graph(features: features)))
        #expect(findings.map(\.rule) == [.nan])
        #expect(findings[0].row == 3)
        features = (0..<80).map { Float($0 % 7 + 1) }
        (features[10], features[11]) = (0, 0)
        #expect(try rules(.graph(try graph(features: features))) == [.zeroFeatures])
        features = (0..<80).map { $0 % 2 == 0 ? 3 : Float($0) }
        #expect(try rules(.graph(try graph(features: features))) == [.constant])
        #expect(
            try rules(.graph(try graph(classes: (0..<40).map { $0 < 20 ? nil : $0 % 2 }))) == [.unlabelled])
        let halves = try graph(edges: (Array(0..<19) + Array(20..<39), Array(1..<20) + Array(21..<40)))
        let split = try DataSplit(
            train: Array(0..<10), validation: Array(10..<20), test: Array(20..<40), labels: halves.nodeLabels)
        #expect(try rules(.graph(halves), split) == [.unreachable])
    }

    @Test("links that the training graph shows")
    func links() throws {
        let graph = try Graph(nodeCount: 4, sources: [0, 1], targets: [1, 2])
        let hidden = try EdgeList(sources: [2, 0], targets: [3, 3])
        #expect(try DataValidation.findings(inLinks: hidden, part: "test", training: graph) == [])
        let shown = try EdgeList(sources: [3, 2], targets: [0, 1])
        let findings = try DataValidation.findings(inLinks: shown, part: "test", training: graph)
        #expect(findings.map(\.rule) == [.edgeInTraining])
        #expect(findings[0].count == 1)
        #expect(findings[0].found.hasSuffix("first 2 to 1"))
    }

    /// Paths of 3 and more nodes, all different.
    private func paths(_ lengths: [Int], classes: [Int]? = nil) throws -> GraphCollection {
        let graphs = try lengths.map { count in
            try Graph(
                nodeCount: count, sources: Array(0..<max(0, count - 1)), targets: Array((1..<max(1, count)))
            )
            .undirected()
        }
        return try GraphCollection(
            graphs, features: try graphs.map { .dense(try Tensor.ones([$0.nodeCount, 1])) },
            targets: try .classes(
                ClassLabels(classes ?? lengths.indices.map { $0 % 2 }, classNames: ["a", "b"])),
            provenance: Samples.provenance)
    }

    @Test("collections: empty and repeated graphs, whatever the order of their nodes")
    func collections() throws {
        #expect(try rules(.graphs(try paths(Array(3..<23)))) == [])
        #expect(try rules(.graphs(try paths(Array(0..<20)))) == [.emptyGraph])
        let again = try paths(Array(3..<23) + [5])
        #expect(try rules(.graphs(again)) == [.duplicate])
        let other = try paths(Array(3..<23) + [4])
        #expect(try rules(.graphs(other)) == [.conflictingLabels])
        let split = try DataSplit(train: Array(0..<10), validation: [], test: Array(10..<21), count: 21)
        #expect(try rules(.graphs(again), split).contains(.duplicateAcrossParts))

        // A triangle with a tail, and the same with other numbers.
        let one = try Graph(nodeCount: 4, sources: [0, 1, 2, 2], targets: [1, 2, 0, 3]).undirected()
        let same = try Graph(nodeCount: 4, sources: [3, 1, 2, 2], targets: [1, 2, 3, 0]).undirected()
        let star = try Graph(nodeCount: 4, sources: [0, 0, 0, 1], targets: [1, 2, 3, 2]).undirected()
        let square = try Graph(nodeCount: 4, sources: [0, 1, 2, 3], targets: [1, 2, 3, 0]).undirected()
        let features = NodeFeatures.dense(try Tensor.ones([4, 1]))
        func collection(_ graphs: [Graph]) throws -> DataSet {
            .graphs(
                try GraphCollection(
                    graphs, features: graphs.map { _ in features }, provenance: Samples.provenance))
        }
        #expect(try rules(collection([one, same])) == [.duplicate])
        #expect(try rules(collection([one, star])) == [.duplicate])
        #expect(try rules(collection([one, square])) == [])
    }

    @Test("measured targets: gaps, constants, nothing at all")
    func values() throws {
        let base = try paths([3, 4, 5])
        let collection = try GraphCollection(
            base.graphs, features: base.features,
            targets: .values(
                try Tensor([1, 5, .nan, 2, 5, .nan, .nan, 5, .nan] as [Double], shape: [3, 3]),
                names: ["x", "y", "z"]),
            provenance: Samples.provenance)
        let findings = try DataValidation.findings(in: .graphs(collection))
        #expect(findings.map(\.rule) == [.emptyColumn, .constant, .unlabelled])
        #expect(findings.map(\.column) == ["z", "y", "x"])
        #expect(findings[2].row == 2)
    }

    @Test("images: of one colour, repeated, contradicting, across parts")
    func images() throws {
        var pixels = (0..<(30 * 4)).map { UInt8($0 * 2 % 251) }
        func rules(_ labels: [Int], _ split: DataSplit? = nil) throws -> [DataRule] {
            let images = try ImageDataSet(
                try ImageArray(try Tensor(pixels, shape: [30, 1, 2, 2])),
                labels: try ClassLabels(labels, classNames: ["a", "b"]), provenance: Samples.provenance)
            return try self.rules(.images(images), split)
        }
        let labels = (0..<30).map { $0 % 2 }
        #expect(try rules(labels) == [])
        for offset in 0..<4 { pixels[offset] = 9 }
        #expect(try rules(labels) == [.constantImage])
        pixels.replaceSubrange(0..<4, with: pixels[80..<84])
        #expect(try rules(labels) == [.duplicate])
        var other = labels
        other[20] = 1
        #expect(try rules(other) == [.conflictingLabels])
        let split = try DataSplit(train: Array(0..<15), validation: [], test: Array(15..<30), count: 30)
        #expect(try rules(labels, split) == [.duplicate, .duplicateAcrossParts])
    }

    /// Images of which some cannot be decoded.
    private struct Damaged: ImageCollection {
        let count = 30
        let shape: [Int]? = nil
        func image(_ index: Int) throws -> Tensor {
            if index >= 5 {
                throw DataError("image.broken", "image \(index) ends early.", fix: "Fetch it again.")
            }
            return try Tensor(
                (0..<(6 + index % 2 * 3)).map { UInt8($0 + index) }, shape: [1, 2 + index % 2, 3])
        }
        func images(_ indices: [Int]) throws -> Tensor { try image(indices[0]) }
    }

    @Test("images that cannot be decoded are all named, up to a limit; shapes that differ are counted")
    func damaged() throws {
        let findings = try DataValidation.findings(
            in: .images(try ImageDataSet(Damaged(), provenance: Samples.provenance)))
        #expect(findings.map(\.rule) == [DataRule](repeating: .corruptImage, count: 21) + [.mixedShapes])
        #expect(findings[0].found == "image 5 ends early.")
        #expect(findings[20].count == 5)
        #expect(findings[21].found == "2 shapes: 3 of 1 x 2 x 3, 2 of 1 x 3 x 3")
    }

    @Test("texts: unknown words, text of the training part, tokens out of range")
    func texts() throws {
        let vocabulary = try Vocabulary((0..<50).map { "w\($0)" } + ["<unk>"])
        func tokens(_ seed: Int, _ count: Int = 640) -> [Int32] {
            CheckedTables.noise(seed, count: count).map { Int32($0 * 50) }
        }
        func rules(_ train: [Int32], _ test: [Int32]) throws -> [DataRule] {
            try self.rules(
                .text(
                    TextCorpus(
                        unit: .word, vocabulary: vocabulary, train: train, test: test,
                        provenance: Samples.provenance)))
        }
        #expect(try rules(tokens(1), tokens(2)) == [])
        #expect(try rules([], tokens(2)) == [.empty])
        #expect(try rules(tokens(1), tokens(2).map { $0 < 4 ? 50 : $0 }) == [.unknownTokens])
        #expect(try rules(tokens(1) + [99], tokens(2)) == [.tokenRange])
        #expect(try rules(tokens(1), Array(tokens(2).prefix(320) + tokens(1).suffix(320))) == [.repeatedText])
    }

    @Test("blocks: gaps, samples that nobody describes, no overlap, numbers")
    func blocks() throws {
        func block(_ name: String, _ rows: [Int?], _ values: [Float]? = nil) throws -> DataBlock {
            let count = rows.compactMap { $0 }.count
            let noise = CheckedTables.noise(name.count, count: count * 2).map { Float($0) }
            return try DataBlock(
                name: name, featureNames: ["f", "g"], rowOfSample: rows,
                values: try Tensor(values ?? noise, shape: [count, 2]))
        }
        func rules(_ blocks: [DataBlock]) throws -> [DataRule] {
            try self.rules(
                .blocks(
                    try BlockDataSet(
                        sampleNames: ["p", "q", "r", "s"], blocks: blocks, provenance: Samples.provenance)))
        }
        let whole: [Int?] = [0, 1, 2, 3]
        #expect(try rules([try block("a", whole), try block("bb", whole)]) == [])
        #expect(try rules([try block("a", whole), try block("bb", [0, nil, 1, 2])]) == [.blockGaps])
        #expect(
            try rules([try block("a", [0, 1, nil, nil]), try block("bb", [nil, nil, 0, 1])]) == [
                .noOverlap, .blockGaps, .blockGaps,
            ])
        #expect(try rules([try block("a", [0, 1, 2, nil])]) == [.noOverlap, .blockGaps])
        #expect(try rules([try block("a", whole, [1, 2, 1, 3, 1, .nan, 1, 5])]) == [.missing, .constant])
        #expect(try rules([try block("a", whole, [1, 2, 3, 3, 4, .infinity, 5, 5])]) == [.infinite])
    }
}
