// Neighbourhoods of limited size - Hamilton, Ying, Leskovec 2017, arXiv 1706.02216. No reference code was looked at.
import GimbalTensor

/// How many neighbours of a node are drawn.
public enum FanOut: Sendable, Codable, Hashable, ExpressibleByIntegerLiteral {
    /// All of them.
    case all
    /// At most so many.
    case atMost(Int)

    /// At most so many.
    public init(integerLiteral value: Int) { self = .atMost(value) }
}

/// Draws, hop by hop, some of the edges that lead to the nodes reached last.
///
/// A node's edges are drawn once, when its own hop comes, whichever layer asks for them. The part holds the drawn edges
/// only; its first nodes are the items. Weights play no role in drawing.
///
/// - Complexity: O(nodes) to number them, and O(edges drawn).
/// - Paper: Hamilton et al. 2017, arXiv 1706.02216, algorithm 2. Deviation: a node that is reached twice is not drawn
///   for again.
public struct NeighborSampler: GraphSampler {
    /// The graph that parts are taken from.
    public let graph: Graph
    /// Neighbours drawn for each node, one value per hop.
    public let fanOuts: [FanOut]
    /// Whether an edge may be drawn twice; it then stands twice in the part.
    public let withReplacement: Bool

    /// The graph's nodes are the items.
    public var itemCount: Int { graph.nodeCount }

    /// Describes the draws.
    ///
    /// - Throws: `GraphError` without hops or for a negative number of neighbours.
    public init(_ graph: Graph, fanOuts: [FanOut], withReplacement: Bool = false) throws {
        let isValid = fanOuts.allSatisfy { fanOut in
            switch fanOut {
            case .all: !withReplacement
            case .atMost(let count): count >= 0
            }
        }
        guard !fanOuts.isEmpty, isValid else {
            throw GraphError(
                "fan-out", "\(fanOuts.count) hops with fan-outs \(fanOuts)",
                fix: "Give one number of 0 or more per hop; `all` needs drawing without replacement.")
        }
        self.graph = graph
        self.fanOuts = fanOuts
        self.withReplacement = withReplacement
    }

    /// Draws the edges that lead to some nodes, hop by hop.
    ///
    /// - Throws: `GraphError` if a node is not in the graph or named twice.
    public func sample(_ items: [Int], using stream: RandomStream) throws -> SampledSubgraph {
        try check(items, "node")
        var growth = Growth(nodeCount: graph.nodeCount, seeds: items)
        var picker = EdgePicker(numbers: try StreamNumbers(stream), withReplacement: withReplacement)
        try graph.withRows { rows in
            for fanOut in fanOuts {
                for target in growth.frontier {
                    let row = rows.incoming(growth.nodes[target])
                    for place in try picker.pick(fanOut, of: row.count) {
                        let edge = row.lowerBound + place
                        growth.add(source: Int(rows.columns[edge]), target: target, edge: edge)
                    }
                }
                growth.endHop()
            }
        }
        return try SampledSubgraph(
            of: graph, nodes: growth.nodes, edges: (growth.sources, growth.targets, growth.edges),
            seedCount: items.count, hopNodeCounts: growth.hopNodeCounts)
    }
}

/// Nodes in the order in which they are reached, and the edges between them by their new numbers.
private struct Growth {
    private var numbers: [Int32]
    private(set) var nodes: [Int]
    private(set) var hopNodeCounts: [Int]
    private(set) var sources: [Int32] = []
    private(set) var targets: [Int32] = []
    private(set) var edges: [Int32] = []
    /// The nodes reached in the last hop.
    private(set) var frontier: Range<Int>

    init(nodeCount: Int, seeds: [Int]) {
        numbers = [Int32](repeating: -1, count: nodeCount)
        for (position, node) in seeds.enumerated() { numbers[node] = Int32(position) }
        nodes = seeds
        hopNodeCounts = [seeds.count]
        frontier = 0..<seeds.count
    }

    mutating func add(source: Int, target: Int, edge: Int) {
        if numbers[source] < 0 {
            numbers[source] = Int32(truncatingIfNeeded: nodes.count)
            nodes.append(source)
        }
        sources.append(numbers[source])
        targets.append(Int32(truncatingIfNeeded: target))
        edges.append(Int32(truncatingIfNeeded: edge))
    }

    mutating func endHop() {
        frontier = frontier.upperBound..<nodes.count
        hopNodeCounts.append(nodes.count)
    }
}

/// Draws places in a row.
private struct EdgePicker {
    var numbers: StreamNumbers
    let withReplacement: Bool
    /// The last draw in which each place was picked.
    private var lastDraw: [Int] = []
    private var draw = 0
    private var picked: [Int] = []

    init(numbers: StreamNumbers, withReplacement: Bool) {
        self.numbers = numbers
        self.withReplacement = withReplacement
    }

    /// Places out of `0..<count`, ascending.
    mutating func pick(_ fanOut: FanOut, of count: Int) throws -> [Int] {
        guard case .atMost(let wanted) = fanOut, count > 0 else { return Array(0..<count) }
        if withReplacement { return try (0..<wanted).map { _ in try numbers.below(count) }.sorted() }
        guard wanted < count else { return Array(0..<count) }
        return try distinct(wanted, of: count)
    }

    /// Every subset is equally likely (Floyd's method): no more numbers are drawn than places.
    private mutating func distinct(_ wanted: Int, of count: Int) throws -> [Int] {
        if lastDraw.count < count {
            lastDraw += [Int](repeating: 0, count: count - lastDraw.count)
        }
        draw += 1
        picked.removeAll(keepingCapacity: true)
        for last in (count - wanted)..<count {
            let place = try numbers.below(last + 1)
            let chosen = lastDraw[place] == draw ? last : place
            lastDraw[chosen] = draw
            picked.append(chosen)
        }
        picked.sort()
        return picked
    }
}
