// Pooling by gates - Li et al. 2016, arXiv 1511.05493; Li et al. 2019, arXiv 1904.12787.
// Looked at for names and conventions: PyTorch Geometric (MIT licence); no code was taken over.
import GimbalNN
import GimbalTensor

/// Sums the nodes of each graph, weighted by the softmax of a network's scores over the graph's nodes.
///
/// r_g = Σ_{n in g} softmax_g(gate(x_n)) · network(x_n)
///
/// - Shapes: x `[nodes of the batch, I]` → `[graphCount, F]`, zeros for a graph without nodes; the gate
///   gives `[N, 1]` or `[N, F]`, the network `[N, F]` (without one, F = I). State: `gate_nn.…`, `nn.…`.
/// - Throws: `TensorError` if x has not one row per node, or the gate not 1 or F columns.
/// - Complexity: one pass over x; with one gate per node no product is stored.
/// - Paper: Li et al. 2016, arXiv 1511.05493, graph-level outputs; Li et al. 2019, arXiv 1904.12787. Deviation:
///   softmax over each graph for the sigmoid, no map after the sum.
public final class AttentionalPooling: Module, GraphReadout {
    /// Scores nodes.
    public let gate: any UnaryLayer
    /// Maps nodes before they are summed.
    public let network: (any UnaryLayer)?

    public override class var stateKeys: [String: String] { ["gate": "gate_nn", "network": "nn"] }

    /// Takes the networks; draws nothing.
    public init(gate: any UnaryLayer, network: (any UnaryLayer)? = nil) {
        self.gate = gate
        self.network = network
        super.init()
    }

    /// Reduces the rows of each graph's nodes.
    public func callAsFunction(_ x: Tensor, over batch: GraphBatch, _ context: Context) throws -> Tensor {
        try batch.check(x, "AttentionalPooling")
        let scores = try gate(x, context), values = try network?(x, context) ?? x
        guard scores.rank == 2, scores.shape[1] == 1 || scores.shape == values.shape else {
            throw TensorError(
                code: "tensor.shape", operation: "AttentionalPooling",
                message: "the gate gives \(scores.shape) for values \(values.shape)",
                fix: "Let the gate have one output, or as many as the values have columns.")
        }
        let weights = try batch.membership.softmax(scores)
        guard scores.shape[1] == 1 else { return try batch.membership.matmul(weights * values) }
        return try batch.membership.matmul(values, weights: weights.squeezed(axis: 1))
    }
}
