// Graphs of many edges: what is built in rows agrees with plain lists, and memory stays within bounds.
import Foundation
import GimbalGraphs
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Large graphs")
struct LargeGraphTests {
    /// Pairs of nodes that look random, with parallel edges and loops.
    static func list(nodeCount: Int, edgeCount: Int, isWeighted: Bool) -> EdgeList {
        var list = EdgeList(), state: UInt64 = 1
        list.reserveCapacity(edgeCount)
        let draw = {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32((state >> 33) % UInt64(nodeCount))
        }
        for _ in 0..<edgeCount {
            let (source, target) = (draw(), draw())
            if isWeighted {
                list.append(source, target, weight: Float(draw() % 5))
            } else {
                list.append(source, target)
            }
        }
        return list
    }

    /// An edge as plain numbers, for comparisons with sorting.
    private struct Edge: Comparable {
        let target: Int, source: Int
        var weight: Float
        static func < (a: Edge, b: Edge) -> Bool { (a.target, a.source) < (b.target, b.source) }
    }

    private func edges(of list: EdgeList) -> [Edge] {
        list.sources.indices.map { edge in
            Edge(
                target: Int(list.targets[edge]), source: Int(list.sources[edge]),
                weight: list.weights?[edge] ?? 1)
        }
    }

    private func merged(_ edges: [Edge], _ rule: (Float, Float) -> Float) -> [Edge] {
        var result: [Edge] = []
        for edge in edges.sorted() {
            if let last = result.last, last.target == edge.target, last.source == edge.source {
                result[result.count - 1].weight = rule(last.weight, edge.weight)
            } else {
                result.append(edge)
            }
        }
        return result
    }

    @Test("rows are what sorting and merging lists gives", arguments: [false, true])
    func rows(isWeighted: Bool) throws {
        let list = Self.list(nodeCount: 40, edgeCount: 600, isWeighted: isWeighted)
        let graph = try Graph(nodeCount: 40, edges: list)
        let plain = edges(of: list)
        #expect(try edges(of: graph.edgeList()) == plain.sorted())
        #expect(try edges(of: graph.coalesced().edgeList()) == merged(plain, +))
        let turned = plain.map { Edge(target: $0.source, source: $0.target, weight: $0.weight) }
        let both = try graph.undirected()
        #expect(try both.isUndirected && edges(of: both.edgeList()) == merged(plain + turned, max))
        #expect(try edges(of: graph.reversed().edgeList()) == turned.sorted())
        let loopless = plain.filter { $0.source != $0.target }
        #expect(try edges(of: graph.removingSelfLoops().edgeList()) == loopless.sorted())
        let order = (0..<40).map { ($0 * 7 + 3) % 40 }
        let renamed = plain.map {
            Edge(target: order[$0.target], source: order[$0.source], weight: $0.weight)
        }
        // Parallel edges keep the order that they have in the graph.
        let renamedEdges = try edges(of: graph.permuted(order).edgeList())
        let weight = { (edges: [Edge]) in edges.map { Double($0.weight) }.reduce(0, +) }
        #expect(renamedEdges.map(\.source) == renamed.sorted().map(\.source))
        #expect(weight(renamedEdges) == weight(plain))
        let part = try graph.induced(by: [5, 3, 39])
        let number = [5: 0, 3: 1, 39: 2]
        let inside = plain.compactMap { edge in
            number[edge.target].flatMap { target in
                number[edge.source].map { Edge(target: target, source: $0, weight: edge.weight) }
            }
        }
        #expect(try edges(of: part.edgeList()) == inside.sorted())
    }

    @Test("lists in order are taken as they are")
    func ordered() throws {
        let list = try EdgeList(sources: [Int32(1), 2, 0], targets: [0, 0, 1], weights: [1, 2, 3])
        let graph = try Graph(nodeCount: 3, edges: list)
        #expect(try graph.edgeList() == list)
        let error = #expect(throws: GraphError.self) { try EdgeList(sources: [Int32(1)], targets: [0, 0]) }
        #expect(error?.code == "graph.edges")
    }

    @Test("compressed rows must ascend, with one finite weight per edge")
    func compressed() throws {
        let unsorted = #expect(throws: GraphError.self) {
            try Graph(nodeCount: 2, rowPointers: [0, 2, 2], columns: [1, 0])
        }
        #expect(unsorted?.message == "the sources of the edges into node 0 do not ascend: 1 before 0")
        let weights = #expect(throws: GraphError.self) {
            try Graph(nodeCount: 2, rowPointers: [0, 1, 2], columns: [1, 0], weights: [1])
        }
        #expect(weights?.message == "1 weights for 2 edges")
    }

    @Test(
        "a million nodes and ten million edges need less than 700 MB above the start",
        .enabled(if: TestEnvironment.runsLongTests))
    func memory() async {
        await #expect(processExitsWith: .success) {
            let before = try residentMegabytes("VmRSS")
            let list = LargeGraphTests.list(nodeCount: 1_000_000, edgeCount: 10_000_000, isWeighted: false)
            let graph = try Graph(nodeCount: 1_000_000, edges: list)
            let count = try graph.undirected().connectedComponents().sizes.reduce(0, +)
            #expect(count == 1_000_000)
            let peak = try residentMegabytes("VmHWM")
            #expect(peak - before < 700, "\(peak) MB at the peak, \(before) MB at the start")
        }
    }
}

/// A line of the process's status in megabytes.
private func residentMegabytes(_ key: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(key) })
    let number = line.split { $0 == " " || $0 == "\t" }.dropFirst().first
    return try #require(number.flatMap { Int($0) }) / 1024
}
