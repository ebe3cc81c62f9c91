// Connected components and induced subgraphs.
import GimbalGraphs
import GimbalTestSupport
import Testing

@Suite("connected components")
struct ComponentsTests {
    @Test("are found whatever the direction of edges, numbered by their first nodes")
    func components() throws {
        let graph = try Graph(nodeCount: 7, sources: [5, 6, 2, 2, 4], targets: [0, 5, 1, 1, 4])
        let components = try graph.connectedComponents()
        #expect(components.componentOfNode == [0, 1, 1, 2, 3, 0, 0])
        #expect(components.sizes == [3, 2, 1, 1])
        #expect(components.largest == [0, 5, 6])
    }

    @Test("are one per node without edges, none without nodes")
    func empty() throws {
        let lonely = try Graph(nodeCount: 3, sources: [], targets: []).connectedComponents()
        #expect(lonely.sizes == [1, 1, 1])
        #expect(lonely.largest == [0])
        let none = try Graph(nodeCount: 0, sources: [], targets: []).connectedComponents()
        #expect(none.count == 0)
        #expect(none.largest == [])
    }

    @Test("are the same under another numbering of the nodes")
    func permutation() throws {
        let graph = try SampleGraphs.ringWithIsolatedNode()
        let order = [3, 5, 0, 2, 4, 1]
        let components = try graph.permuted(order).connectedComponents()
        #expect(components.sizes.sorted() == [1, 5])
        #expect(components.largest == order.prefix(5).sorted())
    }

    @Test("of a long chain need no deep recursion")
    func chain() throws {
        let count = 100_000
        let graph = try Graph(nodeCount: count, sources: Array(1..<count), targets: Array(0..<(count - 1)))
        #expect(try graph.connectedComponents().sizes == [count])
    }
}

@Suite("induced subgraphs")
struct InducedSubgraphTests {
    @Test("keep the edges between their nodes, with weights and new numbers")
    func edges() throws {
        let graph = try SampleGraphs.directedWithSelfLoop()
        let part = try graph.induced(by: [2, 0, 3])
        let (sources, targets) = try part.edges()
        #expect(Array(zip(sources, targets)).map { "\($0)>\($1)" } == ["0>0", "1>0", "0>2"])
        #expect(try part.weights?.floats() == [3, 1, 2])
    }

    @Test("refuse nodes that are not there or named twice", arguments: [[0, 0], [5], [-1]])
    func unknown(nodes: [Int]) throws {
        let graph = try SampleGraphs.directedWithSelfLoop()
        #expect(throws: GraphError.self) { try graph.induced(by: nodes) }
    }
}
