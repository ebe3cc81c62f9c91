// Algorithms on graphs against networkx.
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

/// A graph with what networkx says of it.
struct OracleGraph: CustomTestStringConvertible {
    let name: String
    let json: JSONValue
    var testDescription: String { name }

    static let all: [OracleGraph] = {
        let graphs = (try? Fixtures.json("oracles/graphs.json"))?["graphs"]?.object ?? [:]
        return graphs.sorted { $0.key < $1.key }.map { OracleGraph(name: $0.key, json: $0.value) }
    }()

    func graph() throws -> Graph {
        let edges = (json["edges"]?.list ?? []).compactMap(\.numbers)
        let isWeighted = json["weighted"]?.boolean == true
        let list = try Graph(
            nodeCount: #require(json["nodeCount"]?.integer), sources: edges.map { Int($0[0]) },
            targets: edges.map { Int($0[1]) }, weights: isWeighted ? edges.map { Float($0[2]) } : nil)
        return json["directed"]?.boolean == true ? list : try list.undirected()
    }

    func numbers(_ key: String) throws -> [Double] { try #require(json[key]?.numbers) }

    /// Numbers with gaps where there is no path.
    func optional(_ key: String) -> [Double?] { (json[key]?.list ?? []).map(\.number) }
}

@Suite("Algorithms on graphs")
struct AlgorithmTests {
    @Test("networkx's graphs are there")
    func fixtures() { #expect(OracleGraph.all.count == 4) }

    @Test("triangles, clustering and transitivity agree with networkx", arguments: OracleGraph.all)
    func triangles(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        #expect(try graph.triangleCounts().map(Double.init) == oracle.numbers("triangles"))
        let found = try graph.clusteringCoefficients(), expected = try oracle.numbers("clustering")
        #expect(mismatch(found, expected, .double) == nil)
        #expect(
            try mismatch([graph.transitivity()], [#require(oracle.json["transitivity"]?.number)], .double)
                == nil)
    }

    @Test("PageRank agrees with networkx, with and without jumps of one's own", arguments: OracleGraph.all)
    func pageRank(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        let rank = try graph.pageRank().doubles(), expected = try oracle.numbers("pagerank")
        #expect(mismatch(rank, expected, .double) == nil)
        #expect(abs(rank.reduce(0, +) - 1) < 1e-9)
        let jump = (0..<graph.nodeCount).map { Double($0 + 1) }
        let biased = try graph.pageRank(damping: 0.6, jump: jump, tolerance: 1e-9).doubles()
        let expectedBiased = try oracle.numbers("pagerankBiased")
        #expect(mismatch(biased, expectedBiased, .double) == nil)
    }

    @Test("distances and surroundings agree with networkx", arguments: OracleGraph.all)
    func distances(_ oracle: OracleGraph) throws {
        let graph = try oracle.graph()
        let hops = try graph.hopDistances(from: [0]).map { $0.map(Double.init) }
        #expect(hops == oracle.optional("hops"))
        let lengths = try graph.shortestPathLengths(from: 0)
        #expect(lengths == oracle.optional("lengths"))
        let around = try graph.neighborhood(of: [0], hops: 2)
        #expect(try around.nodes.map(Double.init) == oracle.numbers("twoHops"))
        #expect(around.nodes[around.centers[0]] == 0 && around.distances.max() ?? 0 <= 2)
        let loopless = try around.graph.undirected()
        let loops = try loopless.edges()
        let loopCount = zip(loops.sources, loops.targets).count { $0 == $1 }
        let count = (loopless.edgeCount - loopCount) / 2 + loopCount
        #expect(count == oracle.json["twoHopEdgeCount"]?.integer)
    }

    @Test("neighbours follow the direction that is asked for")
    func neighbors() throws {
        let graph = try Graph(nodeCount: 4, sources: [0, 2, 1], targets: [1, 1, 3])
        #expect(try graph.neighbors(of: 1) == [0, 2])
        #expect(try graph.neighbors(of: 1, .outgoing) == [3])
        #expect(try graph.neighbors(of: 1, .both) == [0, 2, 3])
        #expect(try graph.outEdgeCounts() == [1, 1, 1, 0] && graph.inEdgeCounts() == [0, 2, 0, 1])
        #expect(try graph.outDegrees().floats() == [1, 1, 1, 0])
        let error = #expect(throws: GraphError.self) { try graph.neighbors(of: 4) }
        #expect(error?.message == "there is no node 4, expected 0..<4")
    }

    @Test("settings out of range are named")
    func refusals() throws {
        let graph = try Graph(nodeCount: 2, sources: [0], targets: [1], weights: [-1])
        #expect(throws: GraphError.self) { try graph.pageRank(damping: 1) }
        #expect(throws: GraphError.self) { try graph.pageRank(jump: [1]) }
        #expect(throws: GraphError.self) { try graph.neighborhood(of: [0], hops: -1) }
        for body in [{ _ = try graph.pageRank() }, { _ = try graph.shortestPathLengths(from: 0) }] {
            let error = #expect(throws: GraphError.self) { try body() }
            #expect(error?.code == "graph.weight")
        }
    }
}
