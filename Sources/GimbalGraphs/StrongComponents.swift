// Strongly connected components - Tarjan 1972, SIAM Journal on Computing 1. No reference code was looked at.
import GimbalTensor

extension Graph {
    /// Finds the largest sets of nodes that all reach each other along edges.
    ///
    /// - Complexity: O(nodes + edges), without recursion.
    /// - Paper: Tarjan 1972, Depth-first search and linear graph algorithms.
    public func stronglyConnectedComponents() throws -> ConnectedComponents {
        let adjacency = try Adjacency(self, .outgoing)
        var search = StrongSearch(nodeCount: nodeCount)
        for node in 0..<nodeCount where !search.isSeen(node) { search.explore(from: node, adjacency) }
        return search.components()
    }
}

/// A depth-first search that keeps its own stack.
private struct StrongSearch {
    /// When each node was seen first, from 0; -1 before.
    private var order: [Int]
    /// The earliest node on the stack that each node reaches.
    private var lowest: [Int]
    /// The last node found of each finished node's component; -1 before.
    private var root: [Int]
    private var stack: [Int] = []
    private var seenCount = 0

    init(nodeCount: Int) {
        order = [Int](repeating: -1, count: nodeCount)
        lowest = order
        root = order
    }

    func isSeen(_ node: Int) -> Bool { order[node] >= 0 }

    mutating func explore(from start: Int, _ adjacency: Adjacency) {
        var path = [(node: start, next: adjacency.starts[start])]
        see(start)
        while let (node, next) = path.last {
            if next < adjacency.starts[node + 1] {
                path[path.count - 1].next += 1
                let neighbor = Int(adjacency.neighbors[next])
                if !isSeen(neighbor) {
                    see(neighbor)
                    path.append((neighbor, adjacency.starts[neighbor]))
                } else if root[neighbor] < 0 {
                    lowest[node] = min(lowest[node], order[neighbor])
                }
            } else {
                path.removeLast()
                if let parent = path.last { lowest[parent.node] = min(lowest[parent.node], lowest[node]) }
                if lowest[node] == order[node] { finish(node) }
            }
        }
    }

    private mutating func see(_ node: Int) {
        (order[node], lowest[node]) = (seenCount, seenCount)
        seenCount += 1
        stack.append(node)
    }

    /// Everything above a root on the stack is its component.
    private mutating func finish(_ node: Int) {
        while let member = stack.popLast() {
            root[member] = node
            if member == node { return }
        }
    }

    /// Components numbered in the order of their first nodes.
    func components() -> ConnectedComponents {
        var number = [Int](repeating: -1, count: root.count), sizes: [Int] = []
        let componentOfNode = root.map { root in
            if number[root] < 0 {
                number[root] = sizes.count
                sizes.append(0)
            }
            sizes[number[root]] += 1
            return number[root]
        }
        return ConnectedComponents(componentOfNode: componentOfNode, sizes: sizes)
    }
}
