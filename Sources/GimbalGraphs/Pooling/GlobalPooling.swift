// One row per graph from the rows of its nodes.
import GimbalNN
import GimbalTensor

/// A module from node features of several graphs to one row per graph.
public protocol GraphReadout: Module {
    /// Reduces the rows of each graph's nodes to one.
    ///
    /// - Shapes: x `[nodes of the batch, F]` → `[graphCount, outputs]`.
    func callAsFunction(_ x: Tensor, over batch: GraphBatch, _ context: Context) throws -> Tensor
}

/// Names what is taken of the rows of a graph's nodes.
public enum NodeReduction: String, Sendable, Codable, Hashable, CaseIterable {
    /// Their sum, which tells graphs of different sizes apart (Xu et al. 2019, arXiv 1810.00826).
    case sum
    /// Their mean.
    case mean
    /// The largest value of each column; of equal ones the first node's gets the gradient.
    case max
}

/// Takes the sum, the mean or the largest value of each column over the nodes of each graph.
///
/// - Shapes: x `[nodes of the batch, F]` → `[graphCount, F]`; zeros for a graph without nodes.
/// - Throws: `TensorError` if x has not one row per node of the batch.
/// - Complexity: one pass over x; the sum of a graph's nodes is taken in a fixed order.
public final class GlobalPooling: Module, GraphReadout {
    /// What is taken.
    public let reduction: NodeReduction

    /// Chooses the reduction.
    public init(_ reduction: NodeReduction) {
        self.reduction = reduction
        super.init()
    }

    public override var settings: String { reduction.rawValue }

    /// Reduces the rows of each graph's nodes.
    public func callAsFunction(_ x: Tensor, over batch: GraphBatch, _ context: Context) throws -> Tensor {
        try batch.check(x, "GlobalPooling(\(settings))")
        switch reduction {
        case .sum: return try batch.membership.matmul(x)
        case .mean: return try batch.membership.matmul(x) / batch.nodeCounts(like: x).clamped(min: 1)
        case .max: return try batch.membership.max(x)
        }
    }
}

extension GraphBatch {
    /// Number of nodes of each graph `[graphCount, 1]`, in the dtype of `x` and where it lies.
    func nodeCounts(like x: Tensor) throws -> Tensor {
        let counts = zip(nodeOffsets, nodeOffsets.dropFirst()).map { Float($1 - $0) }
        return try Tensor(counts, shape: [graphCount, 1]).converted(to: x.dtype).moved(to: x.device)
    }

    /// Refuses features that have not one row per node.
    ///
    /// - Throws: `TensorError` with both shapes.
    func check(_ x: Tensor, _ operation: String) throws {
        guard x.rank == 2, x.shape[0] == graph.nodeCount else {
            throw TensorError(
                code: "tensor.shape", operation: operation,
                message: "the features are \(x.shape), expected [\(graph.nodeCount), features] for the "
                    + "\(graph.nodeCount) nodes of \(graphCount) graphs",
                fix: "Give one row per node of the batch.")
        }
    }
}
