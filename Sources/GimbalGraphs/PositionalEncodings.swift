// Where a node stands in its graph, as numbers for networks.
import GimbalTensor

extension Graph {
    /// Returns the chances that a random walk is back at its start after each number of steps `[nodeCount, stepCount]`.
    ///
    /// p_i = [(A D^-1)_ii, (A D^-1)²_ii, ...]; a walk at a node without edges ends.
    ///
    /// - Throws: `GraphError` for fewer than one step.
    /// - Complexity: O(nodes · edges · steps) time, O(256 · nodes) memory.
    /// - Paper: Dwivedi, Luu, Laurent, Bengio, Bresson 2022, arXiv 2110.07875, section 3.2.
    public func randomWalkEncoding(stepCount: Int, dtype: DType = .float32) throws -> Tensor {
        guard stepCount > 0 else {
            throw GraphError("walk", "\(stepCount) steps, expected 1 or more", fix: "Give a number of steps.")
        }
        let walk = try normalizedAdjacency(.column, selfLoops: false)
        let matrix = walk.withValues(try (walk.values ?? Tensor.ones([edgeCount])).converted(to: dtype))
        guard nodeCount > 0 else { return try Tensor.zeros([0, stepCount], dtype: dtype) }
        let blocks = try stride(from: 0, to: nodeCount, by: 256).map { start in
            let nodes = try Tensor.arange(min(256, nodeCount - start)) + start  // [B]
            let places = try nodes.unsqueezed(axis: 0)  // [1, B]
            // [N, B]: walker b stands at its node.
            var walkers = try Tensor.zeros([nodeCount, nodes.count], dtype: dtype).scatter(
                places, axis: 0, value: 1)
            var chances: [Tensor] = []
            for _ in 0..<stepCount {
                walkers = try matrix.matmul(walkers)
                chances.append(try walkers.gathered(places, axis: 0).squeezed(axis: 0))
            }
            return try Tensor.stacked(chances, axis: 1)  // [B, stepCount]
        }
        return try Tensor.concatenated(blocks, axis: 0)
    }
}

extension LaplacianEigenpairs {
    /// Returns the eigenvectors after the first as features of nodes `[nodeCount, count]` float32; zeros where there are
    /// fewer.
    ///
    /// The sign of an eigenvector means nothing: without a stream it is the rule's, with one it is drawn for each vector
    /// anew, which keeps a network that is trained so from relying on it.
    ///
    /// - Paper: Dwivedi et al. 2020, arXiv 2003.00982, section 3.2.
    public func encoding(count: Int, flippedBy stream: RandomStream? = nil) throws -> Tensor {
        let nodeCount = vectors.shape[0], available = max(min(count, vectors.shape[1] - 1), 0)
        guard available > 0 else { return try Tensor.zeros([nodeCount, max(count, 0)]) }
        var kept = try vectors.narrow(axis: 1, start: 1, length: available).converted(to: .float32)
        if let stream {
            let signs = try Tensor.rand([available], using: stream).less(0.5).converted(to: .float32) * 2 - 1
            kept = try kept * signs
        }
        let missing = try Tensor.zeros([nodeCount, count - available])
        return try Tensor.concatenated([kept, missing], axis: 1)
    }
}
