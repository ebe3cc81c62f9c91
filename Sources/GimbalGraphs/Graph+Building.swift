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
        let (rows, order) = Self.sorted(nodeCount: nodeCount, edges)
        let pattern = try SparsePattern(rowCount: nodeCount, columnCount: nodeCount, rows: rows)
        let needsOrder = edges.weights != nil || edgeFeatures != nil
        let index = needsOrder ? try Tensor(order) : nil
        try self.init(
            pattern: pattern,
            weights: try edges.weights.flatMap { weights in
                try index.map { try Tensor(weights).indexSelect($0, axis: 0) }
            },
            edgeFeatures: try edgeFeatures.flatMap { all in try index.map { try all.indexSelect($0, axis: 0) }
            })
    }

    /// Builds a graph from compressed rows (row = target, columns = sources ascending within a row).
    ///
    /// - Throws: `TensorError` if pointers do not ascend or a source is out of range.
    public init(nodeCount: Int, rowPointers: [Int], columns: [Int], weights: [Float]? = nil) throws {
        let pattern = try SparsePattern(
            rowCount: nodeCount, columnCount: nodeCount, rowPointers: rowPointers, columns: columns)
        try self.init(pattern: pattern, weights: try weights.map { try Tensor($0) }, edgeFeatures: nil)
    }

    /// The edges as a list, in pattern order.
    public func edgeList() throws -> EdgeList {
        let (sources, targets) = try edges()
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
    /// - Parameter origin: the edge of this graph that each new edge takes weight and features from.
    func rebuilt(nodeCount: Int, sources: [Int], targets: [Int], origin: [Int]) throws -> Graph {
        let values = try weights?.floats()
        let index = edgeFeatures == nil ? nil : try Tensor(origin)
        return try Graph(
            nodeCount: nodeCount, sources: sources, targets: targets,
            weights: values.map { all in origin.map { all[$0] } },
            edgeFeatures: try edgeFeatures.flatMap { all in try index.map { try all.indexSelect($0, axis: 0) }
            })
    }
}

extension Graph {
    private static func check<Index: FixedWidthInteger>(
        nodeCount: Int, _ sources: [Index], _ targets: [Index], _ weights: [Float]?
    ) throws {
        guard nodeCount >= 0 else {
            throw GraphError("nodes", "\(nodeCount) nodes", fix: "Give the number of nodes, from 0.")
        }
        // Positions of edges and numbers of nodes are kept in 32 bits.
        guard max(nodeCount, sources.count) < Int(Int32.max) else {
            throw GraphError(
                "size",
                "\(nodeCount) nodes and \(sources.count) edges, expected fewer than \(Int32.max) of each",
                fix: "Split the graph into parts.")
        }
        let nodes = 0..<nodeCount
        for edge in sources.indices
        where !nodes.contains(Int(sources[edge])) || !nodes.contains(Int(targets[edge])) {
            throw GraphError(
                "node",
                "edge \(edge) runs from \(sources[edge]) to \(targets[edge]), expected nodes in \(nodes)",
                fix: "Number the nodes from 0, or raise the number of nodes.")
        }
        if let edge = weights?.firstIndex(where: { !$0.isFinite }) {
            throw GraphError(
                "weight", "the weight of edge \(edge) is not finite", fix: "Repair or drop the edge.")
        }
    }

    /// Counting sort by target, then by source within a target; stable, so parallel edges keep their order.
    private static func sorted(nodeCount: Int, _ edges: EdgeList) -> (
        rows: CompressedRows<Int32>, order: [Int32]
    ) {
        let bySource = countingSort(keys: edges.sources, bound: nodeCount, order: nil).order
        let (order, pointers) = countingSort(keys: edges.targets, bound: nodeCount, order: bySource)
        return (CompressedRows(pointers: pointers, columns: order.map { edges.sources[Int($0)] }), order)
    }

    /// Sorts positions by their key; without an order they come as they are.
    private static func countingSort(keys: [Int32], bound: Int, order: [Int32]?) -> (
        order: [Int32], pointers: [Int32]
    ) {
        var pointers = [Int32](repeating: 0, count: bound + 1)
        for key in keys { pointers[Int(key) + 1] += 1 }
        for key in 0..<bound { pointers[key + 1] += pointers[key] }
        var next = pointers
        var result = [Int32](repeating: 0, count: keys.count)
        for place in keys.indices {
            let element = order?[place] ?? Int32(truncatingIfNeeded: place)
            let key = Int(keys[Int(element)])
            result[Int(next[key])] = element
            next[key] += 1
        }
        return (result, pointers)
    }
}
