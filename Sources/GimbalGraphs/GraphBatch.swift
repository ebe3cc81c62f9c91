// Several graphs as one, so that one pass serves them all.
import GimbalTensor

/// Graphs side by side: one graph without edges between its parts, and which part each node is of.
public struct GraphBatch: Sendable {
    /// All nodes and edges; the nodes of graph `i` follow those of graph `i - 1`.
    public let graph: Graph
    /// Features of all nodes.
    public let features: NodeFeatures?
    /// Graph that each node is part of `[nodeCount]` int64.
    public let graphOfNode: Tensor
    /// First node of each graph, and the number of nodes: `graphCount + 1` values.
    public let nodeOffsets: [Int]
    /// Which nodes each graph has: row `i` holds the nodes of graph `i`, for sums, softmax and the largest
    /// per graph.
    public let membership: SparsePattern

    /// Number of graphs.
    public var graphCount: Int { nodeOffsets.count - 1 }

    /// Puts graphs side by side.
    ///
    /// Where some graphs have weights, those of the others are 1.
    ///
    /// - Parameter features: node features of each graph, all dense with the same columns.
    /// - Throws: `GraphError` if features do not fit, or only some graphs have edge features.
    public init(_ graphs: [Graph], features: [Tensor]? = nil) throws {
        var offsets = [0]
        for graph in graphs { offsets.append(offsets[offsets.count - 1] + graph.nodeCount) }
        try Graph.checkSize(
            nodeCount: offsets[graphs.count], edgeCount: graphs.reduce(0) { $0 + $1.edgeCount })
        var list = EdgeList()
        list.reserveCapacity(graphs.reduce(0) { $0 + $1.edgeCount })
        let hasWeights = graphs.contains { $0.weights != nil }
        for (graph, offset) in zip(graphs, offsets) {
            let edges = try graph.edgeArrays(), weights = try graph.weights?.floats()
            for (edge, source) in edges.sources.enumerated() {
                let ends = (source + Int32(offset), edges.targets[edge] + Int32(offset))
                if hasWeights {
                    list.append(ends.0, ends.1, weight: weights?[edge] ?? 1)
                } else {
                    list.append(ends.0, ends.1)
                }
            }
        }
        graph = try Graph(
            nodeCount: offsets[graphs.count], edges: list, edgeFeatures: Self.edgeFeatures(graphs))
        nodeOffsets = offsets
        graphOfNode = try Tensor(
            graphs.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element.nodeCount) })
        self.features = try Self.features(features, graphs)
        membership = try Self.membership(offsets)
    }

    /// Takes over parts that fit each other.
    init(graph: Graph, features: Tensor?, nodeOffsets: [Int]) throws {
        self.graph = graph
        self.features = features.map { .dense($0) }
        self.nodeOffsets = nodeOffsets
        membership = try Self.membership(nodeOffsets)
        graphOfNode = try membership.transposedColumns.converted(to: .int64)
    }

    /// Nodes of a graph follow each other, so every node is an entry and entries stand in the order of the
    /// nodes.
    private static func membership(_ offsets: [Int]) throws -> SparsePattern {
        let nodeCount = offsets[offsets.count - 1]
        let rows = CompressedRows(
            pointers: offsets.map { Int32(truncatingIfNeeded: $0) },
            columns: [Int32](0..<Int32(truncatingIfNeeded: nodeCount)))
        return try SparsePattern(rowCount: offsets.count - 1, columnCount: nodeCount, narrow: rows)
    }

    /// Returns the nodes of a graph of the batch.
    ///
    /// - Throws: `GraphError` if there is no such graph.
    public func nodes(of index: Int) throws -> Range<Int> {
        guard (0..<graphCount).contains(index) else {
            throw GraphError(
                "batch", "there is no graph \(index) of \(graphCount)", fix: "Number them from 0.")
        }
        return nodeOffsets[index]..<nodeOffsets[index + 1]
    }

    /// Returns the graphs one by one again, with their weights and edge features.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func graphs() throws -> [Graph] {
        let pointers = try graph.pattern.rowPointers.array(of: Int32.self)
        let columns = try graph.pattern.columns.array(of: Int32.self)
        return try zip(nodeOffsets, nodeOffsets.dropFirst()).map { first, end in
            // A graph's edges lie together, because edges are kept by target.
            let edges = Int(pointers[first])..<Int(pointers[end])
            let rows = CompressedRows(
                pointers: pointers[first...end].map { $0 - pointers[first] },
                columns: columns[edges].map { $0 - Int32(first) })
            return try Graph(
                pattern: SparsePattern(rowCount: end - first, columnCount: end - first, narrow: rows),
                weights: graph.weights?.narrow(axis: 0, start: edges.lowerBound, length: edges.count),
                edgeFeatures: graph.edgeFeatures?.narrow(
                    axis: 0, start: edges.lowerBound, length: edges.count))
        }
    }

    /// Takes a tensor with one row per node of the batch apart: one per graph `[nodes of the graph, ...]`.
    ///
    /// - Throws: `GraphError` if there is not one row per node.
    public func split(_ rows: Tensor) throws -> [Tensor] {
        guard rows.shape.first == graph.nodeCount else {
            throw GraphError(
                "batch", "\(rows.shape) holds no rows for \(graph.nodeCount) nodes", fix: "Give one per node."
            )
        }
        return try zip(nodeOffsets, nodeOffsets.dropFirst()).map { first, end in
            try rows.narrow(axis: 0, start: first, length: end - first)
        }
    }

    private static func features(_ features: [Tensor]?, _ graphs: [Graph]) throws -> NodeFeatures? {
        guard let features else { return nil }
        guard features.count == graphs.count,
            zip(features, graphs).allSatisfy({ $0.shape.first == $1.nodeCount })
        else {
            throw GraphError(
                "features",
                "\(features.count) feature matrices with \(features.map { $0.shape.first ?? 0 }) rows "
                    + "for graphs of \(graphs.map(\.nodeCount)) nodes",
                fix: "Give one matrix per graph with one row per node.")
        }
        return features.isEmpty ? nil : .dense(try Tensor.concatenated(features, axis: 0))
    }

    private static func edgeFeatures(_ graphs: [Graph]) throws -> Tensor? {
        let all = graphs.compactMap(\.edgeFeatures)
        guard !all.isEmpty else { return nil }
        guard all.count == graphs.count else {
            throw GraphError(
                "features", "\(all.count) of \(graphs.count) graphs have edge features",
                fix: "Give all of them edge features, or none.")
        }
        return try Tensor.concatenated(all, axis: 0)
    }
}
