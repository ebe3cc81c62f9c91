// Self-loops: added where they are missing, with weights and features of their own.
import GimbalTensor

/// What the features of a new self-loop are, where edges have features.
public enum SelfLoopFeatures: String, Sendable, Codable, CaseIterable {
    /// Zeros.
    case zeros
    /// The mean over the edges into the node; zeros where there are none.
    case mean
    /// None can be right: adding a loop to a graph with edge features is an error.
    case refused
}

extension Graph {
    /// Returns the graph with a self-loop where none exists; an existing one keeps its weight and features.
    ///
    /// - Parameters:
    ///   - weight: weight of new loops; one other than 1 gives all other edges of a graph without weights the weight 1.
    ///   - edgeFeatures: features of new loops, where edges have features.
    /// - Throws: `GraphError` if new loops may have no features, or the mean of whole numbers is asked for.
    /// - Complexity: O(nodes + edges).
    public func addingSelfLoops(weight: Float = 1, edgeFeatures fill: SelfLoopFeatures = .zeros) throws
        -> Graph
    {
        guard weight.isFinite else {
            throw GraphError(
                "weight", "the weight of self-loops is \(weight), expected a finite number", fix: "Give one.")
        }
        let (rows, origin, loops) = try rowsWithLoops()
        guard !loops.isEmpty else { return self }
        try Self.checkSize(nodeCount: nodeCount, edgeCount: rows.columns.count)
        let index = weights == nil && weight == 1 && edgeFeatures == nil ? nil : try Tensor(origin)
        return try Graph(
            pattern: SparsePattern(rowCount: nodeCount, columnCount: nodeCount, narrow: rows),
            weights: try loopedWeights(weight, loops.count, index),
            edgeFeatures: try loopedFeatures(fill, loops, index))
    }

    /// The rows with all loops; where each entry comes from (the `k`-th new loop from edge `edgeCount + k`); the nodes
    /// with new loops.
    private func rowsWithLoops() throws -> (rows: CompressedRows<Int32>, origin: [Int32], loops: [Int32]) {
        var rows = CompressedRows<Int32>(pointers: [0], columns: []), origin: [Int32] = [],
            loops: [Int32] = []
        rows.pointers.reserveCapacity(nodeCount + 1)
        rows.columns.reserveCapacity(edgeCount + nodeCount)
        origin.reserveCapacity(edgeCount + nodeCount)
        try withRows { old in
            for node in 0..<Int32(nodeCount) {
                var hasLoop = false
                for edge in old.incoming(Int(node)) {
                    let source = old.columns[edge]
                    if source > node && !hasLoop { addLoop(node) }
                    hasLoop = hasLoop || source >= node
                    rows.columns.append(source)
                    origin.append(Int32(truncatingIfNeeded: edge))
                }
                if !hasLoop { addLoop(node) }
                rows.pointers.append(Int32(truncatingIfNeeded: rows.columns.count))
            }
        }
        return (rows, origin, loops)

        func addLoop(_ node: Int32) {
            rows.columns.append(node)
            origin.append(Int32(truncatingIfNeeded: edgeCount + loops.count))
            loops.append(node)
        }
    }

    private func loopedWeights(_ weight: Float, _ count: Int, _ index: Tensor?) throws -> Tensor? {
        guard let index, weights != nil || weight != 1 else { return nil }
        let old = try weights ?? Tensor.ones([edgeCount])
        let new = try Tensor.full([count], Double(weight), dtype: old.dtype)
        return try Tensor.concatenated([old, new], axis: 0).indexSelect(index, axis: 0)
    }

    private func loopedFeatures(_ fill: SelfLoopFeatures, _ loops: [Int32], _ index: Tensor?) throws
        -> Tensor?
    {
        guard let index, let old = edgeFeatures else { return nil }
        let tail = Array(old.shape.dropFirst())
        let new: Tensor
        switch fill {
        case .zeros: new = try Tensor.zeros([loops.count] + tail, dtype: old.dtype)
        case .mean: new = try meanOfIncoming(old).indexSelect(Tensor(loops), axis: 0)
        case .refused:
            throw GraphError(
                "features", "\(loops.count) new self-loops have no features, \(edgeCount) edges have",
                fix: "Choose zeros or the mean for them, or take the edge features away.")
        }
        return try Tensor.concatenated([old, new], axis: 0).indexSelect(index, axis: 0)
    }

    /// Mean of the features of the edges into each node `[nodeCount, ...]`; zeros where there are none.
    private func meanOfIncoming(_ features: Tensor) throws -> Tensor {
        guard features.dtype.isFloatingPoint else {
            throw GraphError(
                "features", "edge features of type \(features.dtype) have no mean",
                fix: "Convert them to float32, or give new self-loops zeros.")
        }
        let rows = CompressedRows(
            pointers: try pattern.rowPointers.array(of: Int32.self),
            columns: (0..<Int32(edgeCount)).map { $0 })
        let incidence = try SparsePattern(rowCount: nodeCount, columnCount: edgeCount, narrow: rows)
        let counts = try pattern.rowPointers.diff(axis: 0).clamped(min: 1).converted(to: features.dtype)
        let tail = Array(features.shape.dropFirst())
        let sums = try incidence.matmul(features.reshaped([edgeCount, tail.reduce(1, *)]))  // [nodeCount, F]
        return try (sums / counts.unsqueezed(axis: 1)).reshaped([nodeCount] + tail)
    }
}
