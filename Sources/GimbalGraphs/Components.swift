// Connected parts of a graph, and parts cut out of it.
import GimbalTensor

/// The connected parts of a graph; edges count in both directions.
public struct ConnectedComponents: Sendable, Equatable {
    /// Component of each node; components are numbered in the order of their first nodes.
    public let componentOfNode: [Int]
    /// Number of nodes of each component.
    public let sizes: [Int]

    /// Number of components.
    public var count: Int { sizes.count }

    /// Nodes of the largest component, ascending; of the first one where several are as large.
    public var largest: [Int] {
        guard let best = sizes.indices.max(by: { (sizes[$0], $1) < (sizes[$1], $0) }) else { return [] }
        return componentOfNode.indices.filter { componentOfNode[$0] == best }
    }
}

extension Graph {
    /// Finds the connected components (weakly connected ones if the graph is directed).
    ///
    /// - Complexity: O(nodes + edges), nearly.
    public func connectedComponents() throws -> ConnectedComponents {
        let (sources, targets) = try edges()
        var parent = Array(0..<nodeCount)
        for (source, target) in zip(sources, targets) {
            let a = Self.root(of: source, in: &parent)
            let b = Self.root(of: target, in: &parent)
            // The smaller number becomes the root, so that roots are the first nodes of their components.
            parent[max(a, b)] = min(a, b)
        }
        var number = [Int](repeating: -1, count: nodeCount)
        var componentOfNode = number
        var sizes: [Int] = []
        for node in 0..<nodeCount {
            let root = Self.root(of: node, in: &parent)
            if number[root] < 0 {
                number[root] = sizes.count
                sizes.append(0)
            }
            componentOfNode[node] = number[root]
            sizes[number[root]] += 1
        }
        return ConnectedComponents(componentOfNode: componentOfNode, sizes: sizes)
    }

    /// Returns the graph of some nodes and the edges between them; node `nodes[i]` becomes node `i`.
    ///
    /// - Throws: `GraphError` if a node is out of range or named twice.
    public func induced(by nodes: [Int]) throws -> Graph {
        var number = [Int](repeating: -1, count: nodeCount)
        for (position, node) in nodes.enumerated() {
            guard number.indices.contains(node), number[node] < 0 else {
                throw GraphError(
                    "node", "node \(node) at position \(position) is named twice or not in 0..<\(nodeCount).",
                    fix: "Name every node of the subgraph once.")
            }
            number[node] = position
        }
        let (sources, targets) = try edges()
        let kept = sources.indices.filter { number[sources[$0]] >= 0 && number[targets[$0]] >= 0 }
        return try rebuilt(
            nodeCount: nodes.count, sources: kept.map { number[sources[$0]] },
            targets: kept.map { number[targets[$0]] }, origin: kept)
    }

    /// Follows parents to the root, halving the path on the way.
    private static func root(of node: Int, in parent: inout [Int]) -> Int {
        var node = node
        while parent[node] != node {
            parent[node] = parent[parent[node]]
            node = parent[node]
        }
        return node
    }
}
