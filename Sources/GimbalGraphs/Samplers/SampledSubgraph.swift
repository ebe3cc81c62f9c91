// A part of a graph that a sampler drew, and its layers.
import GimbalTensor

/// A part of a graph, with the numbers that its nodes and edges have in the whole.
public struct SampledSubgraph: Sendable {
    /// The part; weights and edge features come along.
    public let graph: Graph
    /// Node of the whole graph that each node of the part is; those that were asked for come first.
    public let nodes: [Int]
    /// Edge of the whole graph (in its pattern order) that each edge of the part is.
    public let edges: [Int]
    /// How many of the first nodes were asked for: a loss looks at these.
    public let seedCount: Int
    /// Number of nodes after each hop, beginning with `seedCount`.
    ///
    /// Nodes of later hops have higher numbers. There is one value where a part does not grow by hops.
    public let hopNodeCounts: [Int]

    /// Takes the rows of the part's nodes from a tensor with one row per node of the whole graph.
    ///
    /// - Throws: `TensorError` if there are too few rows.
    public func rows(of all: Tensor) throws -> Tensor { try all.indexSelect(Tensor(nodes), axis: 0) }

    /// Takes the part out of a graph: edges with their new numbers, and where they stand in the whole.
    init(
        of whole: Graph, nodes: [Int], edges: (sources: [Int32], targets: [Int32], edges: [Int32]),
        seedCount: Int, hopNodeCounts: [Int]
    ) throws {
        let sorted = EdgeOrder(
            nodeCount: nodes.count, sources: edges.sources, targets: edges.targets, keepsOrder: true)
        let origin = sorted.order.map { order in order.map { edges.edges[Int($0)] } } ?? edges.edges
        graph = try whole.rebuilt(sorted.rows, origin: origin)
        self.nodes = nodes
        self.edges = origin.map { Int($0) }
        self.seedCount = seedCount
        self.hopNodeCounts = hopNodeCounts
    }

    /// Takes some nodes and all edges between them.
    init(of whole: Graph, inducedBy nodes: [Int], seedCount: Int) throws {
        var numbers = [Int32](repeating: -1, count: whole.nodeCount)
        for (position, node) in nodes.enumerated() { numbers[node] = Int32(position) }
        try self.init(
            of: whole, nodes: nodes, edges: whole.induced(by: nodes, numbers: numbers), seedCount: seedCount,
            hopNodeCounts: [seedCount])
    }
}

/// The edges that one layer of a network needs: from the nodes of a hop to those of the hop before.
public struct SampledBlock: Sendable {
    /// Rows are the first nodes of the part, columns the nodes that they take messages from; rows are the first
    /// columns, too.
    public let pattern: SparsePattern
    /// Weights of the edges, or nil for ones.
    public let weights: Tensor?
    /// Features of the edges, or nil.
    public let edgeFeatures: Tensor?

    /// Number of nodes that receive.
    public var targetCount: Int { pattern.rowCount }
    /// Number of nodes that send.
    public var sourceCount: Int { pattern.columnCount }
    /// The adjacency of the block.
    public var adjacency: SparseMatrix { SparseMatrix(pattern, values: weights) }
}

extension SampledSubgraph {
    /// Returns what each layer needs, the first layer first: the last block leads to the seeds alone.
    ///
    /// A network that uses block `i` in layer `i` computes the seeds' outputs as on the whole part, without the rows
    /// that nobody reads.
    public func blocks() throws -> [SampledBlock] {
        let pointers = try graph.pattern.rowPointers.array(of: Int32.self)
        let columns = try graph.pattern.columns.array(of: Int32.self)
        return try zip(hopNodeCounts, hopNodeCounts.dropFirst()).reversed().map { targets, sources in
            // Edges are kept by target, so those of the first targets are the first edges.
            let edgeCount = Int(pointers[targets])
            let rows = CompressedRows(
                pointers: Array(pointers[...targets]), columns: Array(columns[..<edgeCount]))
            return SampledBlock(
                pattern: try SparsePattern(rowCount: targets, columnCount: sources, narrow: rows),
                weights: try graph.weights?.narrow(axis: 0, start: 0, length: edgeCount),
                edgeFeatures: try graph.edgeFeatures?.narrow(axis: 0, start: 0, length: edgeCount))
        }
    }
}
