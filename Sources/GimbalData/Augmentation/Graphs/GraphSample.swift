// What augmentations of graphs act on: a graph with its node features.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// A graph and what its nodes are described by.
public struct GraphSample: Sendable {
    /// The edges, with weights and features if there are any.
    public let graph: Graph
    /// One row per node.
    public let features: NodeFeatures
    /// The node of the first sample that each node is, ascending; nil while all nodes are there.
    ///
    /// Losses that compare views node by node find the same node in both views by it.
    public let originalNodes: [Int]?

    /// Pairs a graph with features.
    ///
    /// - Throws: `DataError` unless there is one row per node.
    public init(graph: Graph, features: NodeFeatures) throws {
        try self.init(graph: graph, features: features, originalNodes: nil)
    }

    private init(graph: Graph, features: NodeFeatures, originalNodes: [Int]?) throws {
        guard features.nodeCount == graph.nodeCount else {
            throw DataError(
                "augmentation.nodes",
                "GraphSample: \(features.nodeCount) rows of features for \(graph.nodeCount) nodes.",
                fix: "Give one row per node.")
        }
        self.graph = graph
        self.features = features
        self.originalNodes = originalNodes
    }

    /// The same nodes with other edges or features.
    func replacing(graph: Graph? = nil, features: NodeFeatures? = nil) throws -> GraphSample {
        try GraphSample(
            graph: graph ?? self.graph, features: features ?? self.features, originalNodes: originalNodes)
    }

    /// Some nodes, ascending, and the edges between them.
    func induced(by nodes: [Int]) throws -> GraphSample {
        guard nodes.count < graph.nodeCount else { return self }
        let origins = originalNodes.map { origins in nodes.map { origins[$0] } } ?? nodes
        return try GraphSample(
            graph: graph.induced(by: nodes), features: features.rows(nodes), originalNodes: origins)
    }
}

extension NodeFeatures {
    /// Takes some rows.
    func rows(_ nodes: [Int]) throws -> NodeFeatures {
        switch self {
        case .dense(let x): return .dense(try x.indexSelect(Tensor(nodes), axis: 0))
        case .sparse(let x): return .sparse(try x.rows(nodes))
        }
    }

    /// Sets whole columns to zero; sparse features lose the entries.
    func clearing(columns isCleared: [Bool]) throws -> NodeFeatures {
        switch self {
        case .dense(let x):
            let mask = try Tensor(isCleared.map { $0 ? 1 : 0 } as [UInt8]).converted(to: .bool)
            return .dense(try x.maskedFill(mask, value: 0))
        case .sparse(let x):
            return .sparse(try x.keeping { _, column in !isCleared[column] })
        }
    }

    /// Sets whole rows to zero; sparse features lose the entries.
    func clearing(rows isCleared: [Bool]) throws -> NodeFeatures {
        switch self {
        case .dense(let x):
            let mask = try Tensor(isCleared.map { $0 ? 1 : 0 } as [UInt8], shape: [isCleared.count, 1])
            return .dense(try x.maskedFill(mask.converted(to: .bool), value: 0))
        case .sparse(let x):
            return .sparse(try x.keeping { row, _ in !isCleared[row] })
        }
    }
}

extension SparseMatrix {
    /// Takes some rows.
    func rows(_ rows: [Int]) throws -> SparseMatrix {
        try pattern.withIndices { pointers, columns in
            var starts = [0], taken: [Int] = [], entries: [Int] = []
            starts.reserveCapacity(rows.count + 1)
            for row in rows {
                for entry in pointers[row]..<pointers[row + 1] {
                    taken.append(columns[entry])
                    entries.append(entry)
                }
                starts.append(taken.count)
            }
            return try part(rowCount: rows.count, starts, taken, entries)
        }
    }

    /// Keeps the entries that pass a test of row and column.
    func keeping(_ isKept: (Int, Int) -> Bool) throws -> SparseMatrix {
        try pattern.withIndices { pointers, columns in
            var starts = [0], taken: [Int] = [], entries: [Int] = []
            starts.reserveCapacity(pattern.rowCount + 1)
            for row in 0..<pattern.rowCount {
                for entry in pointers[row]..<pointers[row + 1] where isKept(row, columns[entry]) {
                    taken.append(columns[entry])
                    entries.append(entry)
                }
                starts.append(taken.count)
            }
            return try part(rowCount: pattern.rowCount, starts, taken, entries)
        }
    }

    private func part(rowCount: Int, _ starts: [Int], _ columns: [Int], _ entries: [Int]) throws
        -> SparseMatrix
    {
        let part = try SparsePattern(
            rowCount: rowCount, columnCount: pattern.columnCount, rowPointers: starts, columns: columns)
        return SparseMatrix(part, values: try values?.indexSelect(Tensor(entries), axis: 0))
    }
}

extension SparsePattern {
    /// Calls `body` with row pointers and columns, whatever their width.
    fileprivate func withIndices<Result>(_ body: ([Int], [Int]) throws -> Result) throws -> Result {
        try body(rowPointers.integers(), columns.integers())
    }
}
