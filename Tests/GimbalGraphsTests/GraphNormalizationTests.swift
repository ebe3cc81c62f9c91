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

    @Test("columns sum to one, and agree with the other two where the graph is regular")
    func column() throws {
        let graph = try SampleGraphs.directedWithSelfLoop()
        let found = try dense(graph.normalizedAdjacency(.column))
        #expect(try mismatch(found.sum(axis: 0).doubles(), [1, 1, 1, 1, 1]) == nil)
        // Edge 0 -> 2 with weight 1 out of 0.5 + 1 + the loop.
        #expect(try abs(found.select(2, axis: 0).doubles()[0] - 1 / 2.5) < 1e-6)
        let ring = try Graph(nodeCount: 4, sources: [0, 1, 2, 3], targets: [1, 2, 3, 0]).undirected()
        let all = try [AdjacencyNormalization.symmetric, .randomWalk, .column].map {
            try dense(ring.normalizedAdjacency($0))
        }
        #expect(try mismatch(all[0], all[1]) == nil && mismatch(all[1], all[2]) == nil)
    }

    @Test("loops of weight 2 weigh twice in degrees and on the diagonal")
    func improved() throws {
        let graph = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0])
        let found = try dense(graph.normalizedAdjacency(selfLoopWeight: 2)).doubles()
        #expect(mismatch(found, [2.0 / 3, 1.0 / 3, 1.0 / 3, 2.0 / 3]) == nil)
        let input = try GraphInput(features: .dense(Tensor.ones([2, 1])), graph: graph)
        #expect(try mismatch(dense(input.adjacency(selfLoopWeight: 2)).doubles(), found) == nil)
        #expect(try mismatch(dense(input.adjacency()).doubles(), [0.5, 0.5, 0.5, 0.5]) == nil)
        let error = #expect(throws: GraphError.self) { try graph.addingSelfLoops(weight: .nan) }
        #expect(error?.message.contains("weight of self-loops is nan") == true)
    }

    @Test("Laplacians are D - A, scaled", arguments: LaplacianKind.allCases)
    func laplacian(_ kind: LaplacianKind) throws {
        let graph = try SampleGraphs.ringWithIsolatedNode()
        let adjacency = try dense(graph.normalizedAdjacency(.none, selfLoops: false))
        let degrees = try graph.inDegrees()
        let found = try dense(graph.laplacian(kind))
        let scaled: Tensor
        switch kind {
        case .combinatorial: scaled = try degrees.diagEmbed() - adjacency
        case .symmetric:
            let roots = try degrees.clamped(min: 1e-30).rsqrt() * degrees.greater(0).converted(to: .float32)
            scaled =
                try degrees.greater(0).converted(to: .float32).diagEmbed()
                - roots.unsqueezed(axis: 1) * adjacency * roots
        case .randomWalk:
            scaled =
                try degrees.greater(0).converted(to: .float32).diagEmbed()
                - adjacency / degrees.clamped(min: 1).unsqueezed(axis: 1)
        }
        #expect(try mismatch(found, scaled) == nil)
        let ones = try Tensor.ones([6, 1], dtype: .float64)
        if kind != .symmetric {
            let rows = try graph.laplacian(kind, dtype: .float64).matmul(ones).doubles()
            #expect(mismatch(rows, [0, 0, 0, 0, 0, 0], .double) == nil)
        }
    }

    @Test("a Laplacian adds parallel edges, subtracts loops, and refuses roots of negative degrees")
    func laplacianEdges() throws {
        let graph = try Graph(
            nodeCount: 2, sources: [0, 0, 1, 1], targets: [1, 1, 0, 1], weights: [1, 2, 3, 5])
        #expect(try dense(graph.laplacian(.combinatorial)).floats() == [3, -3, -3, 3])
        let negative = try Graph(nodeCount: 2, sources: [0, 1], targets: [1, 0], weights: [-1, 1])
        #expect(try dense(negative.laplacian(.combinatorial)).floats() == [1, -1, 1, -1])
        let error = #expect(throws: GraphError.self) { try negative.laplacian() }
        #expect(error?.message == "the weights into node 1 sum to -1.0, expected 0 or more")
    }

    @Test("new loops have features that are chosen, old ones keep theirs")
    func loopFeatures() throws {
        let features = try Tensor([Float(1), 10, 3, 30, 5, 50], shape: [3, 2])
        let graph = try Graph(nodeCount: 3, sources: [0, 1, 1], targets: [1, 1, 2], edgeFeatures: features)
        let zeros = try graph.addingSelfLoops()
        #expect(try zeros.edges().sources == [0, 0, 1, 1, 2])
        #expect(try zeros.edgeFeatures?.floats() == [0, 0, 1, 10, 3, 30, 5, 50, 0, 0])
        let mean = try graph.addingSelfLoops(weight: 3, edgeFeatures: .mean)
        #expect(try mean.edgeFeatures?.floats() == [0, 0, 1, 10, 3, 30, 5, 50, 5, 50])
        #expect(try mean.weights?.floats() == [3, 1, 1, 1, 3])
        let error = #expect(throws: GraphError.self) { try graph.addingSelfLoops(edgeFeatures: .refused) }
        #expect(error?.message == "2 new self-loops have no features, 3 edges have")
        let whole = try graph.withEdgeFeatures(features.converted(to: .int64))
        #expect(try whole.addingSelfLoops().edgeFeatures?.dtype == .int64)
        let mismatch = #expect(throws: GraphError.self) { try whole.addingSelfLoops(edgeFeatures: .mean) }
        #expect(mismatch?.code == "graph.features")
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
