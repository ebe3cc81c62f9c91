// Connected parts of a graph.
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
        var parent = (0..<nodeCount).map { Int32($0) }
        try withRows { rows in
            parent.withUnsafeMutableBufferPointer { parent in
                for node in 0..<nodeCount {
                    for edge in rows.incoming(node) { Self.join(rows.columns[edge], Int32(node), in: parent) }
                }
                for node in 0..<nodeCount { parent[node] = Self.root(of: Int32(node), in: parent) }
            }
        }
        var number = [Int](repeating: -1, count: nodeCount)
        var componentOfNode = number
        var sizes: [Int] = []
        for node in 0..<nodeCount {
            let root = Int(parent[node])
            if number[root] < 0 {
                number[root] = sizes.count
                sizes.append(0)
            }
            componentOfNode[node] = number[root]
            sizes[number[root]] += 1
        }
        return ConnectedComponents(componentOfNode: componentOfNode, sizes: sizes)
    }

    /// Makes two nodes' parts one.
    private static func join(_ source: Int32, _ target: Int32, in parent: UnsafeMutableBufferPointer<Int32>) {
        let a = root(of: source, in: parent), b = root(of: target, in: parent)
        // The smaller number becomes the root, so that roots are the first nodes of their components.
        parent[Int(max(a, b))] = min(a, b)
    }

    /// Follows parents to the root, halving the path on the way.
    private static func root(of node: Int32, in parent: UnsafeMutableBufferPointer<Int32>) -> Int32 {
        var node = node
        while parent[Int(node)] != node {
            parent[Int(node)] = parent[Int(parent[Int(node)])]
            node = parent[Int(node)]
        }
        return node
    }
}
