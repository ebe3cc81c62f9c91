// Normalised adjacencies: known values, the spectrum, and the limit of many steps.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Normalised adjacency")
struct GraphNormalizationTests {
    private func dense(_ matrix: SparseMatrix) throws -> Tensor {
        try matrix.matmul(Tensor.eye(matrix.shape[1]))
    }

    @Test("two nodes and one edge give halves")
    func pair() throws {
        let graph = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0])
        let found = try dense(graph.normalizedAdjacency()).doubles()
        #expect(mismatch(found, [0.5, 0.5, 0.5, 0.5]) == nil)
    }

    @Test("the path of three nodes has the values of the symmetric normalisation")
    func path() throws {
        let found = try dense(SampleGraphs.path().normalizedAdjacency()).doubles()
        let root = 1 / 6.0.squareRoot()
        #expect(mismatch(found, [0.5, root, 0, root, 1.0 / 3, root, 0, root, 0.5]) == nil)
    }

    @Test("random walk rows sum to one, and no normalisation changes nothing")
    func others() throws {
        let graph = try SampleGraphs.directedWithSelfLoop()
        let walk = try dense(graph.normalizedAdjacency(.randomWalk))
        #expect(try mismatch(walk.sum(axis: 1).doubles(), [1, 1, 1, 1, 1]) == nil)
        let plain = try dense(graph.normalizedAdjacency(.none, selfLoops: false)).doubles()
        var expected = [Double](repeating: 0, count: 25)
        for (source, target, weight) in [
            (0, 1, 0.5), (1, 2, 1.5), (2, 3, 2), (3, 4, 0.25), (0, 2, 1), (2, 2, 3), (4, 0, 0.75),
        ] { expected[target * 5 + source] = weight }
        #expect(mismatch(plain, expected) == nil)
    }

    @Test("an isolated node keeps itself with its loop, and is zero without")
    func isolated() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode()
        let with = try dense(graph.normalizedAdjacency()).select(5, axis: 0).doubles()
        #expect(with == [0, 0, 0, 0, 0, 1])
        for kind in [AdjacencyNormalization.symmetric, .randomWalk] {
            let without = try dense(graph.normalizedAdjacency(kind, selfLoops: false)).select(5, axis: 0)
                .doubles()
            #expect(without == [0, 0, 0, 0, 0, 0])
        }
    }

    @Test("an existing self loop keeps its weight and is not doubled")
    func selfLoop() throws {
        let graph = try SampleGraphs.directedWithSelfLoop().addingSelfLoops()
        #expect(graph.edgeCount == 7 + 4)
        let plain = try dense(graph.normalizedAdjacency(.none, selfLoops: false))
        #expect(try plain.diagonal().doubles() == [1, 1, 3, 1, 1])
        #expect(try graph.addingSelfLoops().edgeCount == 11)
    }

    @Test("a directed graph counts edges into each node")
    func directed() throws {
        let graph = try SampleGraphs.directedWithSelfLoop()
        #expect(try graph.inDegrees().doubles() == [0.75, 0.5, 5.5, 2, 0.25])
        // Edge 0 -> 1: degrees with loops 1.75 and 1.5.
        let found = try dense(graph.normalizedAdjacency()).select(1, axis: 0).doubles()[0]
        #expect(abs(found - 0.5 / (1.75 * 1.5).squareRoot()) < 1e-6)
    }

    @Test("the largest eigenvalue is 1, with the roots of the degrees as eigenvector")
    func spectrum() throws {
        let graph = try Graph(
            nodeCount: 5, sources: [0, 1, 1, 2, 2, 3, 3, 4, 0, 2], targets: [1, 0, 2, 1, 3, 2, 4, 3, 2, 0])
        let adjacency = try graph.normalizedAdjacency()
        let matrix = try dense(adjacency).converted(to: .float64)
        let values = try matrix.eigh().values.doubles()
        #expect(abs((values.max() ?? 0) - 1) < 1e-6 && values.allSatisfy { $0 > -1 })
        let degrees = try graph.addingSelfLoops().inDegrees().converted(to: .float64)
        let roots = try degrees.sqrt()
        #expect(try mismatch(matrix.mv(roots), roots) == nil)
        // Many steps lead to the projector on that vector.
        let unit = try (degrees / degrees.sum()).sqrt()
        var power = try Tensor.eye(5)
        for _ in 0..<200 { power = try adjacency.matmul(power) }
        let problem = try mismatch(
            power.converted(to: .float64), unit.outer(unit), Tolerance(absolute: 1e-3, relative: 0))
        #expect(problem == nil)
    }

    @Test("nothing of it is on the tape, and each kind is computed once")
    func caching() throws {
        let input = try GraphInput(features: .dense(Tensor.ones([3, 1])), graph: SampleGraphs.path())
        let first = try #require(input.adjacency().values), second = try #require(input.adjacency().values)
        #expect(!first.requiresGradient)
        try withoutGradient { try first.fillInPlace(7) }
        #expect(try second.floats()[0] == 7)
        let walk = try #require(input.adjacency(.randomWalk).values)
        #expect(try walk.floats()[0] != 7)
        #expect(try input.adjacency(dtype: .float64).values?.dtype == .float64)
    }
}
