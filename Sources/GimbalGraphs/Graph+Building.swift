// Building graphs: from lists of edges, from compressed rows, and from other graphs.
import GimbalTensor

extension Graph {
    /// Builds a graph from a list of directed edges.
    ///
    /// - Parameters:
    ///   - sources: node that each edge leaves, `[edgeCount]`.
    ///   - targets: node that each edge enters, `[edgeCount]`.
    ///   - weights: one finite number per edge; nil for ones.
    ///   - edgeFeatures: one row per edge in the list's order, `[edgeCount, ...]`.
    /// - Throws: `GraphError` naming the first edge that has no place in the graph.
    public init(
        nodeCount: Int, sources: [Int], targets: [Int], weights: [Float]? = nil, edgeFeatures: Tensor? = nil
    ) throws {
        guard sources.count == targets.count, weights.map({ $0.count == sources.count }) ?? true else {
            throw GraphError(
                "edges",
                "\(sources.count) sources, \(targets.count) targets and \(weights?.count ?? sources.count) weights "
                    + "for \(nodeCount) nodes",
                fix: "Give one source, one target and one weight per edge.")
        }
        try Self.check(nodeCount: nodeCount, sources, targets, weights)
        try self.init(
            nodeCount: nodeCount, edges: EdgeList(sources: sources, targets: targets, weights: weights),
            edgeFeatures: edgeFeatures)
    }

    /// Builds a graph from a list of directed edges.
    ///
    /// - Parameter edgeFeatures: one row per edge in the list's order, `[edgeCount, ...]`.
    /// - Throws: `GraphError` naming the first edge that has no place in the graph.
    /// - Complexity: O(nodes + edges); about 40 bytes an edge at the peak.
    public init(nodeCount: Int, edges: EdgeList, edgeFeatures: Tensor? = nil) throws {
        try Self.check(nodeCount: nodeCount, edges.sources, edges.targets, edges.weights)
        if let edgeFeatures, edgeFeatures.shape.first != edges.count {
            throw GraphError(
                "features", "the edge features are \(edgeFeatures.shape) for \(edges.count) edges",
                fix: "Give one row per edge.")
        }
        let needsOrder = edges.weights != nil || edgeFeatures != nil
        let sorted = EdgeOrder(
            nodeCount: nodeCount, sources: edges.sources, targets: edges.targets, keepsOrder: needsOrder)
        let index = try sorted.order.map { try Tensor($0) }
        let weights = try edges.weights.map { try Tensor($0) }
        try self.init(
            pattern: SparsePattern(rowCount: nodeCount, columnCount: nodeCount, narrow: sorted.rows),
            weights: weights?.taking(index), edgeFeatures: edgeFeatures?.taking(index))
    }

    /// Builds a graph from compressed rows (row = target, columns = sources ascending within a row).
    ///
    /// - Throws: `TensorError` if pointers do not ascend or a source is out of range, `GraphError` if sources do not
    ///   ascend within a row or the weights are not one finite number per edge.
    public init(nodeCount: Int, rowPointers: [Int], columns: [Int], weights: [Float]? = nil) throws {
        try Self.checkSize(nodeCount: nodeCount, edgeCount: columns.count)
        try Self.check(weights, edgeCount: columns.count)
        let pattern = try SparsePattern(
            rowCount: nodeCount, columnCount: nodeCount, rowPointers: rowPointers, columns: columns)
        for (node, start) in rowPointers.dropLast().enumerated() {
            let row = columns[start..<rowPointers[node + 1]]
            guard let place = row.indices.dropFirst().first(where: { row[$0 - 1] > row[$0] }) else {
                continue
            }
            throw GraphError(
                "order",
                "the sources of the edges into node \(node) do not ascend: \(row[place - 1]) before \(row[place])",
                fix: "Sort each row, or give the edges as a list.")
        }
        try self.init(pattern: pattern, weights: try weights.map { try Tensor($0) }, edgeFeatures: nil)
    }

    /// The edges as a list, in pattern order.
    public func edgeList() throws -> EdgeList {
        let (sources, targets) = try edgeArrays()
        return try EdgeList(sources: sources, targets: targets, weights: weights?.floats())
    }

    /// Returns the graph with other edge features, one row per edge in pattern order.
    ///
    /// - Throws: `GraphError` if there is not one row per edge.
    public func withEdgeFeatures(_ features: Tensor?) throws -> Graph {
        if let features, features.shape.first != edgeCount {
            throw GraphError(
                "features", "the edge features are \(features.shape) for \(edgeCount) edges",
                fix: "Give one row per edge, in the graph's own order.")
        }
        return try Graph(pattern: pattern, weights: weights, edgeFeatures: features)
    }

    /// Builds a graph whose edges come from edges of this one, with their weights and features.
    ///
    /// - Parameter origin: the edge of this graph that each new edge takes weight and features from; nil if they are
    ///   the same edges in the same order.
    func rebuilt(nodeCount: Int, sources: [Int32], targets: [Int32], origin: [Int32]?) throws -> Graph {
        let hasValues = weights != nil || edgeFeatures != nil
        let sorted = EdgeOrder(
            nodeCount: nodeCount, sources: sources, targets: targets, keepsOrder: hasValues)
        let index: [Int32]? =
            switch (origin, sorted.order) {
            case (let origin?, let order?): order.map { origin[Int($0)] }
            case (let origin, let order): origin ?? order
            }
        return try rebuilt(sorted.rows, origin: hasValues ? index : nil)
    }

    /// Builds a graph from sorted rows whose edges come from edges of this one.
    func rebuilt(_ rows: CompressedRows<Int32>, origin: [Int32]?) throws -> Graph {
        let nodeCount = rows.pointers.count - 1
        let index = try origin.map { try Tensor($0) }
        return try Graph(
            pattern: SparsePattern(rowCount: nodeCount, columnCount: nodeCount, narrow: rows),
            weights: weights?.taking(index), edgeFeatures: edgeFeatures?.taking(index))
    }
}

extension Tensor {
    /// The rows at some positions; all of them for nil.
    fileprivate func taking(_ index: Tensor?) throws -> Tensor {
        try index.map { try indexSelect($0, axis: 0) } ?? self
    }
}

extension Graph {
    private static func check<Index: FixedWidthInteger>(
        nodeCount: Int, _ sources: [Index], _ targets: [Index], _ weights: [Float]?
    ) throws {
        try checkSize(nodeCount: nodeCount, edgeCount: sources.count)
        let nodes = 0..<nodeCount
        for edge in sources.indices
        where !nodes.contains(Int(sources[edge])) || !nodes.contains(Int(targets[edge])) {
            throw GraphError(
                "node",
                "edge \(edge) runs from \(sources[edge]) to \(targets[edge]), expected nodes in \(nodes)",
                fix: "Number the nodes from 0, or raise the number of nodes.")
        }
        try check(weights, edgeCount: sources.count)
    }

    /// Positions of edges and numbers of nodes are kept in 32 bits.
    static func checkSize(nodeCount: Int, edgeCount: Int) throws {
        guard nodeCount >= 0 else {
            throw GraphError("nodes", "\(nodeCount) nodes", fix: "Give the number of nodes, from 0.")
        }
        guard max(nodeCount, edgeCount) < Int(Int32.max) else {
            throw GraphError(
                "size",
                "\(nodeCount) nodes and \(edgeCount) edges, expected fewer than \(Int32.max) of each",
                fix: "Split the graph into parts.")
        }
    }

    private static func check(_ weights: [Float]?, edgeCount: Int) throws {
        guard let weights else { return }
        guard weights.count == edgeCount else {
            throw GraphError(
                "edges", "\(weights.count) weights for \(edgeCount) edges", fix: "Give one weight per edge.")
        }
        if let edge = weights.firstIndex(where: { !$0.isFinite }) {
            throw GraphError(
                "weight", "the weight of edge \(edge) is not finite", fix: "Repair or drop the edge.")
        }
    }
}
