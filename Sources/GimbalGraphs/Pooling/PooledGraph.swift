// What is left of a batch of graphs when some nodes are kept.
import GimbalTensor

/// The kept nodes of a batch with the edges between them.
public struct PooledGraph: Sendable {
    /// The smaller graphs; edges between kept nodes with their weights and features, and the new node
    /// features.
    public let batch: GraphBatch
    /// Features of the kept nodes `[kept, F]`, scaled by their scores.
    public let features: Tensor
    /// The node of the former batch that each node was.
    public let kept: [Int]
    /// Scores of the kept nodes `[kept]`.
    public let scores: Tensor

    /// Keeps nodes by their scores `[N]`.
    ///
    /// - Throws: `GraphError` if a score is not a number.
    init(
        _ x: Tensor, _ batch: GraphBatch, scores all: Tensor, by selection: NodeSelection, multiplier: Double
    ) throws {
        let numbers = try all.doubles()
        if let node = numbers.firstIndex(where: \.isNaN) {
            throw GraphError(
                "score", "the score of node \(node) of \(numbers.count) is not a number",
                fix: "Look for infinite or missing values in its features, or for diverged weights.")
        }
        let groups = zip(batch.nodeOffsets, batch.nodeOffsets.dropFirst()).map { first, end in
            selection.kept(first..<end, scores: numbers)
        }
        kept = groups.flatMap { $0 }
        let index = try Tensor(kept).moved(to: x.device)
        scores = try all.indexSelect(index, axis: 0)
        let rows = try x.indexSelect(index, axis: 0) * scores.unsqueezed(axis: 1)
        features = multiplier == 1 ? rows : try rows * multiplier
        self.batch = try GraphBatch(
            graph: batch.graph.induced(by: kept), features: features,
            nodeOffsets: groups.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) })
    }
}
