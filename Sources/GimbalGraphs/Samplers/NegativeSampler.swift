// Pairs of nodes without an edge, for learning to predict links.
import GimbalTensor

/// Draws pairs that are no edges and no loops, all equally likely.
///
/// Pairs are numbered and looked up, not tried and rejected, so a nearly complete graph is no slower. What is drawn
/// depends on the stream alone: its state is all there is to save.
public struct NegativeSampler: Sendable {
    private let nodeCount: Int
    /// Targets that each source must not have (its own and itself), ascending without repetition.
    private let excluded: [Int32]
    private let starts: [Int]
    /// Pairs without an edge that leave the nodes before each one.
    private let freeStarts: [Int]

    /// Number of pairs without an edge; (a, b) and (b, a) are two.
    public var pairCount: Int { freeStarts[nodeCount] }

    /// Collects what must not be drawn.
    ///
    /// - Parameter excludesReverse: whether an edge rules out its reverse, too.
    public init(_ graph: Graph, excludesReverse: Bool = false) throws {
        let adjacency = try Adjacency(graph, excludesReverse ? .both : .outgoing)
        var excluded: [Int32] = [], starts = [0], freeStarts = [0]
        excluded.reserveCapacity(adjacency.neighbors.count + graph.nodeCount)
        for node in 0..<graph.nodeCount {
            var last: Int32 = -1
            for neighbor in adjacency(node) where neighbor != last {
                if last < node, neighbor > node { excluded.append(Int32(node)) }
                excluded.append(neighbor)
                last = neighbor
            }
            if last < node { excluded.append(Int32(node)) }
            starts.append(excluded.count)
            freeStarts.append(freeStarts[node] + graph.nodeCount - (starts[node + 1] - starts[node]))
        }
        nodeCount = graph.nodeCount
        (self.excluded, self.starts, self.freeStarts) = (excluded, starts, freeStarts)
    }

    /// Draws pairs, none twice.
    ///
    /// - Throws: `GraphError` if there are fewer pairs without an edge.
    /// - Complexity: O(count · log nodes).
    public func sample(_ count: Int, using stream: RandomStream) throws -> (sources: [Int], targets: [Int]) {
        guard count >= 0, count <= pairCount else {
            throw GraphError(
                "dense", "\(count) pairs without an edge were asked for, the graph has \(pairCount)",
                fix: "Draw fewer.")
        }
        var numbers = try StreamNumbers(stream)
        var isDrawn = Set<Int>(minimumCapacity: count), ranks: [Int] = []
        // Floyd's method: every set of pairs is equally likely.
        for last in (pairCount - count)..<pairCount {
            let rank = try numbers.belowWide(last + 1)
            ranks.append(isDrawn.insert(rank).inserted ? rank : last)
            isDrawn.insert(ranks[ranks.count - 1])
        }
        for place in ranks.indices.reversed() { ranks.swapAt(place, try numbers.below(place + 1)) }
        let sources = ranks.map { source(ofRank: $0) }
        let targets = zip(ranks, sources).map { rank, source in
            target(rank - freeStarts[source], of: source)
        }
        return (sources, targets)
    }

    /// Draws for each edge another target that its source has no edge to; pairs may repeat.
    ///
    /// - Parameter sources: the edges' sources.
    /// - Throws: `GraphError` if a source is no node, or has edges to all others.
    public func sampleTargets(for sources: [Int], using stream: RandomStream) throws -> [Int] {
        var numbers = try StreamNumbers(stream)
        return try sources.map { source in
            guard (0..<nodeCount).contains(source), freeStarts[source + 1] > freeStarts[source] else {
                throw GraphError(
                    "dense", "node \(source) has edges to all others, or is not in 0..<\(nodeCount)",
                    fix: "Leave its edges out, or draw pairs.")
            }
            return target(try numbers.below(freeStarts[source + 1] - freeStarts[source]), of: source)
        }
    }

    /// The last node whose free pairs begin at or before a rank, and that has some.
    private func source(ofRank rank: Int) -> Int {
        var low = 0, high = nodeCount - 1
        while low < high {
            let middle = (low + high) / 2
            if freeStarts[middle + 1] > rank { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The free target with so many free ones before it: every excluded one at or before it moves it on by one.
    private func target(_ rank: Int, of source: Int) -> Int {
        let first = starts[source]
        var low = first, high = starts[source + 1]
        while low < high {
            let middle = (low + high) / 2
            if Int(excluded[middle]) - (middle - first) > rank { high = middle } else { low = middle + 1 }
        }
        return rank + low - first
    }
}

extension StreamNumbers {
    /// A number in `0..<bound`, also where a double has too few digits for it.
    mutating func belowWide(_ bound: Int) throws -> Int {
        guard bound > 1 << 50 else { return try below(bound) }
        while true {
            let number = try below((bound >> 30) + 1) << 30 | below(1 << 30)
            if number < bound { return number }
        }
    }
}
