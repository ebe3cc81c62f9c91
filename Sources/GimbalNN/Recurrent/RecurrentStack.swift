// Layers of any cells over sequences.
import GimbalTensor

/// Runs cells of any kind over sequences, one layer after the other.
///
/// For cells of one's own; `LSTM`, `GRU` and `RNN` are faster for theirs.
///
/// - Shapes: x `[T, N, I]` → output `[T, N, H]`, final states by layer of `[N, H]` tensors.
public final class RecurrentStack: Module {
    /// The cells, first layer first.
    public let cells: [any RecurrentCell]
    private let dropout: Dropout

    /// Stacks cells; the first takes the elements, every other the hidden states of the one before.
    ///
    /// - Parameter dropout: probability of an output being dropped between layers, while training.
    /// - Throws: `ModuleError` for a probability outside `0...1`, or without cells.
    public init(_ cells: [any RecurrentCell], dropout: Double = 0) throws {
        guard !cells.isEmpty else {
            throw ModuleError("recurrent", "RecurrentStack has no cells.", fix: "Give one or more.")
        }
        self.cells = cells
        self.dropout = try Dropout(dropout)
        super.init()
    }

    public override var settings: String {
        "\(cells.count) layers" + (dropout.probability > 0 ? ", dropout \(dropout.probability)" : "")
    }

    /// Runs all layers.
    ///
    /// - Parameters:
    ///   - states: initial state of each layer; the cells' own by default.
    ///   - lengths: number of elements of each sequence, see `RecurrentCell.unrolled`.
    /// - Returns: the last layer's outputs, and each layer's final state.
    public func callAsFunction(
        _ x: Tensor, from states: [RecurrentState]? = nil, lengths: [Int]? = nil, _ context: Context
    ) throws -> (output: Tensor, states: [RecurrentState]) {
        guard states == nil || states?.count == cells.count else {
            throw ModuleError(
                "state", "RecurrentStack: \(states?.count ?? 0) initial states, expected \(cells.count).",
                fix: "Give one per layer.")
        }
        var output = x
        var finals: [RecurrentState] = []
        for (layer, cell) in cells.enumerated() {
            if layer > 0 { output = try dropout(output, context) }
            let result = try cell.unrolled(output, from: states?[layer], lengths: lengths, context)
            output = result.output
            finals.append(result.state)
        }
        return (output, finals)
    }
}
