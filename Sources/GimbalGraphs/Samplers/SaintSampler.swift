// Random parts with known chances - Zeng et al. 2020, arXiv 1907.04931. No reference code was looked at.
import GimbalTensor

/// Draws nodes, edges or walks, and takes all edges between the nodes drawn.
///
/// - Paper: Zeng, Zhou, Srivastava, Kannan, Prasanna 2020, arXiv 1907.04931, algorithm 2.
public struct SaintSampler: GraphSampler {
    /// What a part grows from; draws are with replacement.
    public enum Draw: Sendable, Codable, Hashable {
        /// Nodes, each with a chance in proportion to the squared norm of its column in D^-1 A.
        case nodes(count: Int)
        /// Edges, each with a chance in proportion to 1/degree of source + 1/degree of target.
        case edges(count: Int)
        /// Walks along outgoing edges from roots that are equally likely.
        case walks(rootCount: Int, stepCount: Int)
    }

    /// The graph that parts are taken from.
    public let graph: Graph
    /// What a part grows from.
    public let draw: Draw
    /// The draws that make up an epoch are the items: all alike.
    public let itemCount: Int
    /// Running sums of the chances, up to a factor; empty for walks.
    private let sums: [Double]
    private let edges: (sources: [Int32], targets: [Int32])

    /// Describes the draws.
    ///
    /// - Parameter drawCount: draws an epoch.
    /// - Throws: `GraphError` for counts below 1 or a graph without nodes or edges to draw.
    public init(_ graph: Graph, _ draw: Draw, drawCount: Int) throws {
        let counts =
            switch draw {
            case .nodes(let count), .edges(let count): [count, drawCount, graph.edgeCount]
            case .walks(let rootCount, let stepCount): [rootCount, stepCount, drawCount, graph.nodeCount]
            }
        guard counts.allSatisfy({ $0 > 0 }) else {
            throw GraphError(
                "sample",
                "\(draw), \(drawCount) times, from \(graph.nodeCount) nodes and \(graph.edgeCount) edges",
                fix: "All counts are at least 1, and so are the nodes and edges to draw from.")
        }
        self.graph = graph
        self.draw = draw
        itemCount = drawCount
        edges = try graph.edgeArrays()
        let chances: [Double] =
            switch draw {
            case .nodes: try Self.nodeChances(graph)
            case .edges: try Self.edgeChances(graph, edges)
            case .walks: []
            }
        var total = 0.0
        sums = chances.map { chance in
            total += chance
            return total
        }
    }

    /// Draws a part for each item and takes them as one.
    public func sample(_ items: [Int], using stream: RandomStream) throws -> SampledSubgraph {
        try check(items, "draw")
        var isDrawn = [Bool](repeating: false, count: graph.nodeCount)
        var numbers = try StreamNumbers(stream)
        for _ in items { for node in try drawnNodes(&numbers, stream) { isDrawn[node] = true } }
        let nodes = isDrawn.indices.filter { isDrawn[$0] }
        return try SampledSubgraph(of: graph, inducedBy: nodes, seedCount: nodes.count)
    }

    private func drawnNodes(_ numbers: inout StreamNumbers, _ stream: RandomStream) throws -> [Int] {
        switch draw {
        case .nodes(let count): return try (0..<count).map { _ in try numbers.index(bySums: sums) }
        case .edges(let count):
            return try (0..<count).flatMap { _ in
                let edge = try numbers.index(bySums: sums)
                return [Int(edges.sources[edge]), Int(edges.targets[edge])]
            }
        case .walks(let rootCount, let stepCount):
            let roots = try (0..<rootCount).map { _ in try numbers.below(graph.nodeCount) }
            return try graph.randomWalks(from: roots, stepCount: stepCount, using: stream).integers()
        }
    }

    private static func nodeChances(_ graph: Graph) throws -> [Double] {
        let matrix = try graph.normalizedAdjacency(.randomWalk, selfLoops: false)
        let squares = try matrix.values?.square()
        let ones = try Tensor.ones([graph.nodeCount, 1])
        return try matrix.pattern.matmul(ones, weights: squares, transposed: true).doubles()
    }

    private static func edgeChances(_ graph: Graph, _ edges: (sources: [Int32], targets: [Int32])) throws
        -> [Double]
    {
        let out = try graph.outEdgeCounts(), into = try graph.inEdgeCounts()
        return zip(edges.sources, edges.targets).map { source, target in
            1 / Double(out[Int(source)]) + 1 / Double(into[Int(target)])
        }
    }
}

extension StreamNumbers {
    /// An index with a chance in proportion to its step in running sums.
    mutating func index(bySums sums: [Double]) throws -> Int {
        let wanted = try uniform() * (sums.last ?? 0)
        var low = 0, high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
