// PageRank - Page, Brin, Motwani, Winograd 1999.
import GimbalTensor

extension Graph {
    /// Returns the stationary distribution of a walker who follows edges and sometimes jumps, `[nodeCount]` float64.
    ///
    /// r ← d (Wᵀ r + share of nodes without outgoing edges) + (1 − d) jump
    ///
    /// - Parameters:
    ///   - damping: probability of following an edge, in `0..<1`.
    ///   - jump: where jumps lead `[nodeCount]`, not negative; evenly if nil. Nodes without outgoing edges jump, too.
    ///   - tolerance: iteration stops when the change, summed over nodes, is below `nodeCount · tolerance`.
    /// - Throws: `GraphError` for settings out of range, negative weights, or when 1,000 rounds do not suffice.
    /// - Paper: Page et al. 1999; stopping rule and dangling nodes as in networkx.
    public func pageRank(damping: Double = 0.85, jump: [Double]? = nil, tolerance: Double = 1e-6) throws
        -> Tensor
    {
        guard (0..<1).contains(damping), tolerance > 0 else {
            throw GraphError(
                "damping", "damping is \(damping) and tolerance \(tolerance)",
                fix: "Damping is in 0..<1, the tolerance above 0.")
        }
        guard nodeCount > 0 else { return try Tensor.zeros([0], dtype: .float64) }
        let target = try jumpDistribution(jump)
        return try withoutGradient {
            let walk = try transitionWeights()
            let dangling = try outDegrees().equal(0).converted(to: .float64)
            var rank = try Tensor.full([nodeCount], 1 / Double(nodeCount), dtype: .float64)
            for _ in 0..<1000 {
                let lost = try (rank * dangling).sum()
                let followed = try pattern.matmul(rank.unsqueezed(axis: 1), weights: walk).squeezed(axis: 1)
                let next = try (followed + target * lost) * damping + target * (1 - damping)
                let change = try (next - rank).abs().sum().item()
                rank = next
                if change < Double(nodeCount) * tolerance { return rank }
            }
            throw GraphError(
                "convergence", "PageRank has not settled after 1000 rounds",
                fix: "Lower the damping (\(damping)) or raise the tolerance (\(tolerance)).")
        }
    }

    private func jumpDistribution(_ jump: [Double]?) throws -> Tensor {
        guard let jump else { return try Tensor.full([nodeCount], 1 / Double(nodeCount), dtype: .float64) }
        let total = jump.reduce(0, +)
        guard jump.count == nodeCount, jump.allSatisfy({ $0 >= 0 }), total > 0 else {
            throw GraphError(
                "jump", "\(jump.count) jump weights with the sum \(total) for \(nodeCount) nodes",
                fix: "Give one weight per node, none negative, not all zero.")
        }
        return try Tensor(jump) / total
    }

    /// Weight of each edge over its source's sum, float64.
    private func transitionWeights() throws -> Tensor {
        let values = try (weights ?? Tensor.ones([edgeCount])).converted(to: .float64)
        if edgeCount > 0, try values.amin(axes: [0]).item() < 0 {
            throw GraphError("weight", "a weight is negative", fix: "PageRank needs weights of 0 or more.")
        }
        let ones = try Tensor.ones([nodeCount, 1], dtype: .float64)
        let sums = try pattern.matmul(ones, weights: values, transposed: true)
        let inverse = try Tensor.where(sums.greater(0), 1.0 / sums, 0)
        return try values * pattern.inner(ones, inverse)
    }
}
