// Pairs of nodes that no edge joins.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Draws pairs of different nodes without an edge between them in either direction.
struct NonLinks {
    private let name: String
    private let nodeCount: Int
    private let pointers: [Int]
    private let columns: [Int32]
    private let isUndirected: Bool
    /// Number of pairs that are joined.
    private let linkCount: Int

    init(_ graph: Graph, name: String) throws {
        self.name = name
        nodeCount = graph.nodeCount
        pointers = try graph.pattern.rowPointers.integers()
        columns = try graph.pattern.columns.array(of: Int32.self)
        isUndirected = graph.isUndirected
        linkCount = try GraphLinks(graph).count
    }

    /// Returns `count` distinct pairs, smaller node first; of a directed graph in a random direction.
    ///
    /// - Throws: `DataError` if there are not so many.
    func sample(_ count: Int, _ generator: inout SplitMix64) throws -> [(Int, Int)] {
        let pairCount = nodeCount * (nodeCount - 1) / 2
        let available = pairCount - linkCount
        guard count <= available else {
            throw DataError(
                "split.negatives",
                "\"\(name)\": \(count) negatives are wanted, but only \(available) pairs of nodes are not linked.",
                fix: "Ask for fewer negatives.")
        }
        // Where most of what there is is wanted, or little is free, trying would take long.
        let isDense = count > available / 2 || available < pairCount / 16
        let pairs = isDense ? listed(count, &generator) : tried(count, &generator)
        return isUndirected ? pairs : pairs.map { generator.next() & 1 == 0 ? $0 : ($0.1, $0.0) }
    }

    private func tried(_ count: Int, _ generator: inout SplitMix64) -> [(Int, Int)] {
        var taken = Set<Int>(minimumCapacity: count)
        var result: [(Int, Int)] = []
        result.reserveCapacity(count)
        while result.count < count {
            let a = Int(generator.below(UInt64(nodeCount))), b = Int(generator.below(UInt64(nodeCount)))
            guard a != b else { continue }
            let pair = (min(a, b), max(a, b))
            guard !isLinked(pair.0, pair.1), taken.insert(pair.0 * nodeCount + pair.1).inserted else {
                continue
            }
            result.append(pair)
        }
        return result
    }

    private func listed(_ count: Int, _ generator: inout SplitMix64) -> [(Int, Int)] {
        var free: [Int] = []
        for a in 0..<nodeCount {
            for b in (a + 1)..<max(a + 1, nodeCount) where !isLinked(a, b) { free.append(a * nodeCount + b) }
        }
        return generator.shuffled(free).prefix(count).map { ($0 / nodeCount, $0 % nodeCount) }
    }

    private func isLinked(_ a: Int, _ b: Int) -> Bool {
        hasEdge(from: a, to: b) || (!isUndirected && hasEdge(from: b, to: a))
    }

    private func hasEdge(from source: Int, to target: Int) -> Bool {
        var low = pointers[target], high = pointers[target + 1]
        while low < high {
            let middle = (low + high) / 2
            if Int(columns[middle]) < source { low = middle + 1 } else { high = middle }
        }
        return low < pointers[target + 1] && Int(columns[low]) == source
    }
}
