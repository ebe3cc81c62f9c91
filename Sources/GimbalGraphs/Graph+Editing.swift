// Graphs made from other graphs: other numbers, other directions, fewer edges.
import GimbalTensor

extension Graph {
    /// Returns the graph with nodes renumbered: node `i` becomes `order[i]`.
    ///
    /// - Throws: `GraphError` if `order` is no permutation.
    public func permuted(_ order: [Int]) throws -> Graph {
        var isTaken = [Bool](repeating: false, count: nodeCount)
        for number in order where isTaken.indices.contains(number) { isTaken[number] = true }
        guard order.count == nodeCount, isTaken.allSatisfy({ $0 }) else {
            throw GraphError(
                "permutation", "the new numbers of \(nodeCount) nodes are no permutation of 0..<\(nodeCount)",
                fix: "Give every node one number.")
        }
        let (sources, targets) = try edgeArrays()
        let renumbered = { (node: Int32) in Int32(truncatingIfNeeded: order[Int(node)]) }
        return try rebuilt(
            nodeCount: nodeCount, sources: sources.map(renumbered), targets: targets.map(renumbered),
            origin: nil)
    }

    /// Returns the graph with every edge turned round.
    public func reversed() throws -> Graph {
        // The transpose is at hand: its rows are the new ones.
        let rows = CompressedRows(
            pointers: try pattern.transposedRowPointers.array(of: Int32.self),
            columns: try pattern.transposedColumns.array(of: Int32.self))
        return try rebuilt(rows, origin: pattern.permutation.array(of: Int32.self))
    }

    /// Returns the graph without edges from a node to itself.
    public func removingSelfLoops() throws -> Graph {
        guard try hasSelfLoops() else { return self }
        return try filtered { source, target in source != target }
    }

    /// Returns the graph with some of its edges, by their position in pattern order.
    ///
    /// - Throws: `GraphError` if an edge is out of range.
    public func keepingEdges(_ kept: [Int]) throws -> Graph {
        if let edge = kept.first(where: { $0 < 0 || $0 >= edgeCount }) {
            throw GraphError(
                "edge", "edge \(edge) is kept, expected 0..<\(edgeCount)",
                fix: "Number edges in pattern order.")
        }
        let (sources, targets) = try edgeArrays()
        return try rebuilt(
            nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
            origin: kept.map { Int32($0) })
    }

    /// Whether some node has an edge to itself.
    public func hasSelfLoops() throws -> Bool {
        try withRows { rows in
            (0..<nodeCount).contains { node in
                rows.incoming(node).contains { Int(rows.columns[$0]) == node }
            }
        }
    }

    /// Returns the graph with the edges that pass a test of source and target.
    func filtered(_ isKept: (Int32, Int32) -> Bool) throws -> Graph {
        var pointers: [Int32] = [0], columns: [Int32] = [], origin: [Int32] = []
        pointers.reserveCapacity(nodeCount + 1)
        try withRows { rows in
            for node in 0..<nodeCount {
                for edge in rows.incoming(node) where isKept(rows.columns[edge], Int32(node)) {
                    columns.append(rows.columns[edge])
                    origin.append(Int32(edge))
                }
                pointers.append(Int32(columns.count))
            }
        }
        return try rebuilt(CompressedRows(pointers: pointers, columns: columns), origin: origin)
    }

    /// Returns the graph of some nodes and the edges between them; node `nodes[i]` becomes node `i`.
    ///
    /// - Throws: `GraphError` if a node is out of range or named twice.
    /// - Complexity: O(nodes + edges into the chosen nodes).
    public func induced(by nodes: [Int]) throws -> Graph {
        var number = [Int32](repeating: -1, count: nodeCount)
        for (position, node) in nodes.enumerated() {
            guard number.indices.contains(node), number[node] < 0 else {
                throw GraphError(
                    "node", "node \(node) at position \(position) is named twice or not in 0..<\(nodeCount).",
                    fix: "Name every node of the subgraph once.")
            }
            number[node] = Int32(position)
        }
        let part = try induced(by: nodes, numbers: number)
        return try rebuilt(
            nodeCount: nodes.count, sources: part.sources, targets: part.targets, origin: part.edges)
    }

    /// Edges between some nodes with their new numbers, and where they stand in this graph.
    ///
    /// - Parameter numbers: the new number of each node of this graph, -1 for those left out.
    func induced(by nodes: [Int], numbers: [Int32]) throws -> (
        sources: [Int32], targets: [Int32], edges: [Int32]
    ) {
        var sources: [Int32] = [], targets: [Int32] = [], edges: [Int32] = []
        try withRows { rows in
            for (target, node) in nodes.enumerated() {
                for edge in rows.incoming(node) {
                    let source = numbers[Int(rows.columns[edge])]
                    guard source >= 0 else { continue }
                    sources.append(source)
                    targets.append(Int32(truncatingIfNeeded: target))
                    edges.append(Int32(truncatingIfNeeded: edge))
                }
            }
        }
        return (sources, targets, edges)
    }
}
