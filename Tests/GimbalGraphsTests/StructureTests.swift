// Cores, strong components, homophily, scores of links and centrality against networkx.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Structure of graphs")
struct StructureTests {
    @Test("cores and strong components agree with networkx", arguments: OracleGraph.all)
    func cores(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        #expect(try graph.coreNumbers().map(Double.init) == oracle.numbers("cores"))
        let components = try graph.stronglyConnectedComponents()
        var sets = [[Int]](repeating: [], count: components.count)
        for (node, component) in components.componentOfNode.enumerated() { sets[component].append(node) }
        let expected = try #require(oracle.json["strong"]?.list).compactMap(\.integers)
        #expect(sets == expected && components.sizes == expected.map(\.count))
    }

    @Test("a long ring is one strong component, found without recursion")
    func ring() throws {
        let count = 100_000, nodes = Array(0..<count)
        let ring = try Graph(nodeCount: count, sources: nodes, targets: nodes.map { ($0 + 1) % count })
        #expect(try ring.stronglyConnectedComponents().sizes == [count])
        let chain = try ring.keepingEdges(Array(1..<count))
        #expect(try chain.stronglyConnectedComponents().count == count)
        #expect(try chain.coreNumbers().allSatisfy { $0 == 1 })
    }

    @Test("homophily and assortativity agree with networkx", arguments: OracleGraph.all)
    func homophily(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        let labels = try #require(oracle.json["labels"]?.integers).map { $0 < 0 ? nil : $0 }
        let edge = try #require(try graph.edgeHomophily(labels))
        let node = try #require(try graph.nodeHomophily(labels))
        let expected = [oracle.json["edgeHomophily"]?.number, oracle.json["nodeHomophily"]?.number]
        #expect(mismatch([edge, node], expected.compactMap { $0 }, .double) == nil)
        let assortativity = try graph.degreeAssortativity()
        let known = oracle.json["assortativity"]?.number
        #expect((assortativity == nil) == (known == nil))
        #expect(abs((assortativity ?? 0) - (known ?? 0)) < 1e-10)
    }

    @Test("homophily of nothing is nothing, and labels must fit")
    func labels() throws {
        let graph = try SampleGraphs.path()
        let none = try graph.edgeHomophily([nil, 1, nil])
        #expect(none == nil)
        let alone = try Graph(nodeCount: 2, sources: [], targets: [])
        let empty = try (alone.nodeHomophily([1, 1]), alone.degreeAssortativity())
        #expect(empty.0 == nil && empty.1 == nil)
        let error = #expect(throws: GraphError.self) { try graph.nodeHomophily([1]) }
        #expect(error?.message == "1 labels for 3 nodes")
    }

    @Test("scores of links agree with networkx and numpy", arguments: OracleGraph.all)
    func links(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        let pairs = try #require(oracle.json["pairs"]?.list).compactMap(\.integers)
        let (sources, targets) = (pairs.map { $0[0] }, pairs.map { $0[1] })
        for score in LinkScore.allCases {
            let expected = try #require(oracle.json["scores"]?[score.rawValue]?.numbers)
            let found = try graph.linkScores(score, sources: sources, targets: targets)
            #expect(mismatch(found, expected, .double) == nil, "\(score)")
        }
        let katz = try graph.katzScores(sources: sources, targets: targets, attenuation: 0.02)
        let expected = try oracle.numbers("katz")
        #expect(mismatch(katz, expected, Tolerance(absolute: 1e-9, relative: 1e-8)) == nil)
    }

    @Test("scores refuse lists that do not fit and walks without end")
    func refusals() throws {
        let graph = try SampleGraphs.path()
        let pairs = #expect(throws: GraphError.self) {
            try graph.linkScores(.jaccard, sources: [0], targets: [])
        }
        #expect(pairs?.message == "1 sources and 0 targets")
        #expect(throws: GraphError.self) { try graph.linkScores(.jaccard, sources: [0], targets: [3]) }
        let walks = #expect(throws: GraphError.self) {
            try graph.katzScores(sources: [1], targets: [0], attenuation: 1)
        }
        #expect(walks?.message == "the walks from node 1 with attenuation 1.0 have no finite sum")
        let between = #expect(throws: GraphError.self) { try graph.betweenness(from: []) }
        #expect(between?.message == "no node to start from")
    }

    @Test("betweenness, eccentricity and diameter agree with networkx", arguments: OracleGraph.all)
    func centrality(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        #expect(try mismatch(graph.betweenness(), oracle.numbers("betweenness"), .double) == nil)
        let sums = try graph.betweenness(normalized: false)
        #expect(try mismatch(sums, oracle.numbers("betweennessSums"), .double) == nil)
        let all = try graph.betweenness(from: Array(0..<graph.nodeCount))
        #expect(try all == graph.betweenness())
        #expect(try graph.eccentricities().map(Double.init) == oracle.numbers("eccentricities"))
        #expect(try graph.diameter() == oracle.json["diameter"]?.integer)
    }

    @Test("sampled betweenness is right on average")
    func sampled() throws {
        let graph = try #require(OracleGraph.all.first { $0.name == "karate" }).graph()
        let exact = try graph.betweenness()
        var mean = [Double](repeating: 0, count: graph.nodeCount)
        for node in 0..<graph.nodeCount {
            let single = try graph.betweenness(from: [node])
            for place in mean.indices { mean[place] += single[place] / Double(graph.nodeCount) }
        }
        #expect(mismatch(mean, exact, .double) == nil)
    }
}

@Suite("Renumbering")
struct RenumberingTests {
    @Test("moves every figure of a node along with it", arguments: OracleGraph.all)
    func figures(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph(), count = graph.nodeCount
        let order = try Tensor.randperm(count, using: RandomStream(seed: 3)).integers()
        let moved = try graph.permuted(order)
        let figures: [(Graph) throws -> [Double]] = [
            { try $0.coreNumbers().map(Double.init) }, { try $0.triangleCounts().map(Double.init) },
            { try $0.clusteringCoefficients() }, { try $0.betweenness() },
            { try $0.eccentricities().map(Double.init) }, { try $0.pageRank(tolerance: 1e-12).doubles() },
            { try $0.inDegrees().doubles() }, { try $0.outDegrees().doubles() },
            { try $0.randomWalkEncoding(stepCount: 3, dtype: .float64).select(2, axis: 1).doubles() },
        ]
        for (number, figure) in figures.enumerated() {
            let before = try figure(graph), after = try figure(moved)
            let back = order.map { after[$0] }
            #expect(mismatch(back, before, Tolerance(absolute: 1e-6, relative: 1e-6)) == nil, "\(number)")
        }
        let whole: [(Graph) throws -> Double?] = [
            { try $0.transitivity() }, { try $0.degreeAssortativity() }, { try Double($0.diameter()) },
            { try Double($0.connectedComponents().count) },
            { try Double($0.stronglyConnectedComponents().count) },
        ]
        for figure in whole {
            let (before, after) = (try figure(graph) ?? 9, try figure(moved) ?? 9)
            #expect(abs(before - after) < 1e-9)
        }
        guard graph.isUndirected else { return }
        let values = try [graph, moved].map { try $0.laplacianEigenvectors().values }
        #expect(try mismatch(values[0], values[1], Tolerance(absolute: 1e-9, relative: 0)) == nil)
    }
}

@Suite("Batches of graphs")
struct GraphBatchTests {
    @Test("are taken apart into the graphs that went in, edge features included")
    func apart() throws {
        let path = try SampleGraphs.path(), loops = try SampleGraphs.directedWithSelfLoop()
        let empty = try Graph(nodeCount: 2, sources: [], targets: [])
        let graphs = try [path, loops, empty, path].enumerated().map { number, graph in
            try graph.withEdgeFeatures(SampleTensors.normal([graph.edgeCount, 3], seed: UInt64(number + 1)))
        }
        let rows = try graphs.map { try SampleTensors.normal([$0.nodeCount, 2]) }
        let batch = try GraphBatch(graphs, features: rows)
        let again = try batch.graphs()
        #expect(again.count == 4)
        for (a, b) in zip(graphs, again) {
            #expect(try a.edges() == b.edges() && a.nodeCount == b.nodeCount)
            let features = (try #require(a.edgeFeatures), try #require(b.edgeFeatures))
            #expect(try sameBits(features.0, features.1.contiguous()))
            let weights = try b.weights?.floats()
            #expect(try weights == a.weights?.floats() ?? [Float](repeating: 1, count: a.edgeCount))
        }
        let split = try batch.split(#require(batch.features).dense())
        for (a, b) in zip(rows, split) { #expect(try sameBits(a, b.contiguous())) }
        let error = #expect(throws: GraphError.self) { try batch.split(rows[0]) }
        #expect(error?.message == "[3, 2] holds no rows for 13 nodes")
        let mixed = #expect(throws: GraphError.self) { try GraphBatch([graphs[0], empty]) }
        #expect(mixed?.message == "1 of 2 graphs have edge features")
        let nothing = try GraphBatch([]).graphs()
        #expect(nothing.isEmpty)
    }
}
