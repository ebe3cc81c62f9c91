// Eigenvectors of Laplacians against scipy, and by their definition.
import Foundation
import GimbalGraphs
import GimbalSpectral
import GimbalTensor
import GimbalTestSupport
import Testing

/// A graph with what scipy says of its spectra.
struct SpectralOracle: CustomTestStringConvertible {
    let name: String
    let json: JSONValue
    var testDescription: String { name }

    static let all: [SpectralOracle] = {
        let graphs = (try? Fixtures.json("oracles/spectra.json"))?["graphs"]?.object ?? [:]
        return graphs.sorted { $0.key < $1.key }.map { SpectralOracle(name: $0.key, json: $0.value) }
    }()

    var count: Int { json["count"]?.integer ?? 0 }

    func graph() throws -> Graph {
        let edges = (json["edges"]?.list ?? []).compactMap(\.numbers)
        return try Graph(
            nodeCount: #require(json["nodeCount"]?.integer), sources: edges.map { Int($0[0]) },
            targets: edges.map { Int($0[1]) },
            weights: json["weighted"]?.boolean == true ? edges.map { Float($0[2]) } : nil
        ).undirected()
    }

    func values(_ kind: LaplacianKind) throws -> [Double] {
        try #require(json[kind == .randomWalk ? "symmetric" : kind.rawValue]?.numbers)
    }
}

@Suite("Eigenvectors of Laplacians")
struct SpectralTests {
    @Test("scipy's graphs are there")
    func fixtures() { #expect(SpectralOracle.all.count == 4) }

    /// Describes what is wrong with eigenpairs, or returns nil.
    private func problem(_ pairs: LaplacianEigenpairs, _ graph: Graph, _ kind: LaplacianKind) throws
        -> String?
    {
        let count = pairs.values.count
        let product = try graph.laplacian(kind, dtype: .float64).matmul(pairs.vectors)
        let residual = try (product - pairs.vectors * pairs.values).abs().amax(axes: [0, 1]).item()
        guard residual < 1e-6 else { return "residual \(residual)" }
        let lengths = try pairs.vectors.square().sum(axis: 0).doubles()
        if let text = mismatch(lengths, [Double](repeating: 1, count: count), .single) { return text }
        for column in try pairs.vectors.unbind(axis: 1) {
            let entries = try column.doubles(), greatest = entries.map { abs($0) }.max() ?? 0
            let leading = entries.first { abs($0) >= greatest * (1 - 1e-6) } ?? 0
            if leading < 0 { return "a leading entry is \(leading)" }
        }
        guard kind != .randomWalk else { return nil }
        let gram = try pairs.vectors.transposed(0, 1).matmul(pairs.vectors)
        return try mismatch(gram, Tensor.eye(count, dtype: .float64), Tolerance(absolute: 1e-7, relative: 0))
    }

    @Test("agree with scipy, dense and iterated", arguments: SpectralOracle.all, LaplacianKind.allCases)
    func oracle(_ oracle: SpectralOracle, _ kind: LaplacianKind) throws {
        let graph = try oracle.graph(), expected = try oracle.values(kind)
        let dense = try graph.laplacianEigenvectors(count: oracle.count, kind)
        let sparse = try graph.sparseLaplacianEigenvectors(count: oracle.count, kind)
        for pairs in [dense, sparse] {
            let values = try pairs.values.doubles()
            #expect(mismatch(values, expected, Tolerance(absolute: 1e-6, relative: 1e-6)) == nil)
            #expect(try problem(pairs, graph, kind) == nil)
        }
        // The spaces agree up to the last eigenvalue that stands apart from the next.
        let all = try graph.laplacianEigenvectors(kind).values.doubles()
        guard let apart = (1...oracle.count).last(where: { $0 == all.count || all[$0] - all[$0 - 1] > 1e-4 }),
            kind != .randomWalk
        else { return }
        let projections = try [dense, sparse].map { pairs in
            let columns = try pairs.vectors.narrow(axis: 1, start: 0, length: apart)
            return try columns.matmul(columns.transposed(0, 1))
        }
        #expect(
            try mismatch(projections[0], projections[1], Tolerance(absolute: 1e-5, relative: 0)) == nil)
    }

    @Test("iterated ones are the same bits for the same seed")
    func reproducible() throws {
        let graph = try #require(SpectralOracle.all.first { $0.name == "weighted" }).graph()
        let pairs = try (0..<2).map { _ in try graph.sparseLaplacianEigenvectors(count: 5) }
        #expect(try sameBits(pairs[0].vectors, pairs[1].vectors))
        let other = try graph.sparseLaplacianEigenvectors(count: 5, .symmetric, LanczosSettings(seed: 9))
        let difference = try mismatch(other.vectors, pairs[0].vectors, Tolerance(absolute: 1e-5, relative: 0))
        #expect(difference == nil)
    }

    @Test("a ring has cosines: every eigenvalue but the ends twice")
    func ring() throws {
        let count = 400, nodes = Array(0..<count)
        let graph = try Graph(nodeCount: count, sources: nodes, targets: nodes.map { ($0 + 1) % count })
            .undirected()
        let values = try graph.sparseLaplacianEigenvectors(count: 7, .combinatorial).values.doubles()
        let expected = [0, 1, 1, 2, 2, 3, 3].map { 2 - 2 * cos(2 * .pi * Double($0) / Double(count)) }
        #expect(mismatch(values, expected, Tolerance(absolute: 1e-7, relative: 1e-5)) == nil)
    }

    @Test("what cannot be answered is named")
    func refusals() throws {
        let directed = try SampleGraphs.directedWithSelfLoop()
        let direction = #expect(throws: GraphError.self) { try directed.laplacianEigenvectors() }
        #expect(direction?.message == "the graph is directed, so that its Laplacian is not symmetric")
        let path = try SampleGraphs.path()
        let count = #expect(throws: GraphError.self) { try path.sparseLaplacianEigenvectors(count: 4) }
        #expect(count?.message == "4 eigenvectors of 3 nodes were asked for")
        let settings = #expect(throws: GraphError.self) {
            try path.sparseLaplacianEigenvectors(count: 1, .symmetric, LanczosSettings(restartLimit: 0))
        }
        #expect(settings?.code == "graph.settings")
        let nodes = Array(0..<1000)
        let chain = try Graph(nodeCount: 1001, sources: nodes, targets: nodes.map { $0 + 1 }).undirected()
        let convergence = #expect(throws: GraphError.self) {
            try chain.sparseLaplacianEigenvectors(
                count: 6, .combinatorial, LanczosSettings(tolerance: 1e-14, basisCount: 8, restartLimit: 2))
        }
        #expect(
            convergence?.code == "graph.convergence" && convergence?.message.contains("in 2 restarts") == true
        )
        let negative = try Graph(
            pattern: chain.edges(), weights: [Float](repeating: -1, count: chain.edgeCount))
        let weight = #expect(throws: GraphError.self) { try negative.sparseLaplacianEigenvectors(count: 2) }
        #expect(weight?.message.contains("the least weight is -1.0") == true)
    }

    @Test("no nodes and no vectors are answered with empty tensors")
    func empty() throws {
        let none = try Graph(nodeCount: 0, sources: [], targets: []).laplacianEigenvectors()
        #expect(none.values.shape == [0] && none.vectors.shape == [0, 0])
        let lonely = try Graph(nodeCount: 100, sources: [], targets: []).sparseLaplacianEigenvectors(count: 3)
        #expect(try lonely.values.doubles() == [0, 0, 0])
    }
}

extension Graph {
    fileprivate init(pattern edges: (sources: [Int], targets: [Int]), weights: [Float]) throws {
        let count = (edges.sources.max() ?? -1) + 1
        try self.init(nodeCount: count, sources: edges.sources, targets: edges.targets, weights: weights)
    }
}

@Suite("Positional encodings")
struct PositionalEncodingTests {
    @Test("chances of return agree with numpy", arguments: SpectralOracle.all)
    func returns(_ oracle: SpectralOracle) throws {
        let encoding = try oracle.graph().randomWalkEncoding(stepCount: 4, dtype: .float64)
        let expected = try #require(oracle.json["returns"]?.list).compactMap(\.numbers)
        for (step, chances) in expected.enumerated() {
            let found = try encoding.select(step, axis: 1).doubles().prefix(chances.count)
            #expect(mismatch(Array(found), chances) == nil)
        }
    }

    @Test("eigenvectors become features, padded with zeros, with signs of the rule or of a stream")
    func laplacian() throws {
        let graph = try SampleGraphs.path()
        let pairs = try graph.laplacianEigenvectors()
        let fixed = try pairs.encoding(count: 4)
        #expect(fixed.shape == [3, 4])
        // The path of three nodes: values 0, 1, 2.
        let root = Float(0.5).squareRoot()
        #expect(try mismatch(fixed.select(0, axis: 1), Tensor([root, 0, -root])) == nil)
        #expect(try fixed.narrow(axis: 1, start: 2, length: 2).floats() == [0, 0, 0, 0, 0, 0])
        let stream = try RandomStream(seed: 1)
        let draws = try (0..<20).map { _ in try pairs.encoding(count: 2, flippedBy: stream) }
        let signs = try Set(draws.map { try $0.select(0, axis: 0).floats()[0] > 0 })
        #expect(signs == [true, false])
        for draw in draws {
            #expect(try mismatch(draw.abs(), fixed.narrow(axis: 1, start: 0, length: 2).abs()) == nil)
        }
        #expect(throws: GraphError.self) { try graph.randomWalkEncoding(stepCount: 0) }
    }
}
