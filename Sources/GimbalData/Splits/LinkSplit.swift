// Links divided for link prediction: nothing that is asked for can be seen.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// A message-passing graph of training links, and links and non-links to choose and judge on.
///
/// Both directions of a link are in one part. Of an undirected graph links are listed once, smaller node first; of
/// a directed graph as they run. Self-loops stay in the message-passing graph and are no links.
public struct LinkSplit: Sendable {
    /// Training links, both directions of an undirected graph, with weights and features, and self-loops.
    public let graph: Graph
    /// Links to learn from.
    public let train: EdgeList
    /// Links to choose on.
    public let validation: EdgeList
    /// Links to judge on.
    public let test: EdgeList
    /// Pairs that no edge of the whole graph joins, in either direction; none is a test negative.
    public let validationNegatives: EdgeList
    /// Pairs that no edge of the whole graph joins, in either direction.
    public let testNegatives: EdgeList

    /// Draws link split number `seed` of a graph.
    ///
    /// - Throws: `ConfigError` if the plan is out of range; `DataError` if a part gets no link, there are too few
    ///   non-links, or a spanning forest needs more links than training gets.
    /// - Complexity: O(nodes + edges) on average, unless nearly all pairs are linked.
    public init(_ graph: Graph, _ plan: LinkSplitPlan = LinkSplitPlan(), seed: UInt64, name: String = "data")
        throws
    {
        var generator = SplitMix64(seed: RandomStream.derivedSeed(seed, name: "link split"))
        let links = try GraphLinks(graph)
        let sizes = try plan.sizes(of: links.count)
        let order = generator.shuffled(Array(0..<links.count))
        let (forest, others) = plan.keepsConnectivity ? links.spanningForest(order) : ([], order)
        guard others.count >= sizes.validation + sizes.test else {
            throw DataError(
                "split.links",
                "link split of \"\(name)\": a spanning forest needs \(forest.count) of \(links.count) links, so that "
                    + "\(others.count) remain for \(sizes.validation + sizes.test) to be held out.",
                fix: "Hold fewer links out, or do not keep connectivity.")
        }
        let validation = others.prefix(sizes.validation)
        let test = others.dropFirst(sizes.validation).prefix(sizes.test)
        let train = (forest + others.dropFirst(sizes.validation + sizes.test)).prefix(
            max(sizes.train, forest.count))
        self.graph = try graph.keepingEdges(links.edges(of: train, withLoops: true))
        self.train = try links.list(train)
        self.validation = try links.list(validation)
        self.test = try links.list(test)
        let wanted = (
            Int((plan.validationNegativeRatio * Double(validation.count)).rounded()),
            Int((plan.testNegativeRatio * Double(test.count)).rounded())
        )
        let negatives = try NonLinks(graph, name: name).sample(wanted.0 + wanted.1, &generator)
        validationNegatives = try Self.list(negatives.prefix(wanted.0))
        testNegatives = try Self.list(negatives.dropFirst(wanted.0))
    }

    /// Draws distinct pairs that no training link joins, for one epoch of training.
    ///
    /// Validation and test links may be among them, as they must: leaving them out would tell where they are.
    ///
    /// - Throws: `DataError` if there are not so many non-links.
    public func trainingNegatives(count: Int, using stream: RandomStream) throws -> EdgeList {
        var generator = try SplitMix64(drawing: stream)
        return try Self.list(try NonLinks(graph, name: "training graph").sample(count, &generator)[...])
    }

    private static func list(_ pairs: ArraySlice<(Int, Int)>) throws -> EdgeList {
        try EdgeList(sources: pairs.map { $0.0 }, targets: pairs.map { $0.1 })
    }
}

/// The links of a graph: pairs of different nodes with all edges between them.
struct GraphLinks {
    private let sources: [Int]
    private let targets: [Int]
    private let isUndirected: Bool
    private let nodeCount: Int
    /// Edges between two different nodes, both directions and parallel ones together.
    private let edges: [Int]
    private let starts: [Int]

    /// Number of links.
    var count: Int { starts.count - 1 }

    init(_ graph: Graph) throws {
        let (sources, targets) = try graph.edges()
        let ends = sources.indices.filter { sources[$0] != targets[$0] }
        func key(_ edge: Int) -> (Int, Int, Int) {
            (min(sources[edge], targets[edge]), max(sources[edge], targets[edge]), edge)
        }
        let sorted = ends.sorted { key($0) < key($1) }
        var starts: [Int] = []
        for (place, edge) in sorted.enumerated() {
            let isNew =
                place == 0 || key(edge).0 != key(sorted[place - 1]).0
                || key(edge).1 != key(sorted[place - 1]).1
            if isNew { starts.append(place) }
        }
        self.sources = sources
        self.targets = targets
        edges = sorted
        self.starts = starts + [sorted.count]
        isUndirected = graph.isUndirected
        nodeCount = graph.nodeCount
    }

    /// Edges of some links in pattern order, with all self-loops if wanted.
    func edges(of links: some Sequence<Int>, withLoops: Bool) -> [Int] {
        let loops = withLoops ? sources.indices.filter { sources[$0] == targets[$0] } : []
        return (links.flatMap { edges[starts[$0]..<starts[$0 + 1]] } + loops).sorted()
    }

    /// Links as pairs: once, or as they run if the graph is directed.
    func list(_ links: some Sequence<Int>) throws -> EdgeList {
        let ordered = links.sorted()
        if isUndirected {
            let first = ordered.map { edges[starts[$0]] }
            return try EdgeList(
                sources: first.map { min(sources[$0], targets[$0]) },
                targets: first.map { max(sources[$0], targets[$0]) })
        }
        let all = edges(of: ordered, withLoops: false)
        return try EdgeList(sources: all.map { sources[$0] }, targets: all.map { targets[$0] })
    }

    /// Divides links, taken in an order, into those that join two components so far and all others (Kruskal).
    func spanningForest(_ order: [Int]) -> (forest: [Int], others: [Int]) {
        var parent = Array(0..<nodeCount)
        func root(_ node: Int) -> Int {
            var node = node
            while parent[node] != node {
                parent[node] = parent[parent[node]]
                node = parent[node]
            }
            return node
        }
        var forest: [Int] = [], others: [Int] = []
        for link in order {
            let edge = edges[starts[link]]
            let a = root(sources[edge]), b = root(targets[edge])
            if a == b {
                others.append(link)
            } else {
                parent[max(a, b)] = min(a, b)
                forest.append(link)
            }
        }
        return (forest, others)
    }

    /// One number for both directions of a pair.
    static func key(_ a: Int, _ b: Int) -> Int { min(a, b) << 32 | max(a, b) }

    /// Number of the link of each pair that is one.
    func numbers() throws -> [Int: Int] {
        var result = [Int: Int](minimumCapacity: count)
        for link in 0..<count {
            let edge = edges[starts[link]]
            result[Self.key(sources[edge], targets[edge])] = link
        }
        return result
    }
}
