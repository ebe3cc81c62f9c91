// What recurrent networks carry from step to step, and what they return.
import GimbalTensor

/// The state of a recurrent network or cell.
public struct RecurrentState: Sendable {
    /// Hidden state: `[N, H]` of a cell, `[layers · directions, N, H]` of a network.
    public var hidden: Tensor
    /// Memory of long short-term memories, of the hidden state's form; nil for all others.
    public var cell: Tensor?

    /// Puts a state together.
    public init(hidden: Tensor, cell: Tensor? = nil) {
        self.hidden = hidden
        self.cell = cell
    }

    /// The tensors, as libtorch's operators take them.
    var tensors: [Tensor] { [hidden] + (cell.map { [$0] } ?? []) }

    init(_ tensors: [Tensor]) throws {
        guard let hidden = tensors.first else {
            throw ModuleError("state", "A recurrent state needs a hidden state.", fix: "Give one.")
        }
        self.init(hidden: hidden, cell: tensors.count > 1 ? tensors[1] : nil)
    }

    /// Applies a function to every tensor.
    func map(_ transform: (Tensor) throws -> Tensor) rethrows -> RecurrentState {
        RecurrentState(hidden: try transform(hidden), cell: try cell.map(transform))
    }
}

/// What a recurrent network gives for sequences.
public struct RecurrentOutput: Sendable {
    /// The last layer's hidden states: `[T, N, directions · H]`, or `[N, T, directions · H]` with batch first.
    public let output: Tensor
    /// Hidden states after each sequence's last element, `[layers · directions, N, H]`.
    public let hidden: Tensor
    /// Memories after each sequence's last element, for long short-term memories.
    public let cell: Tensor?

    /// Hidden state and memory, to continue from.
    public var state: RecurrentState { RecurrentState(hidden: hidden, cell: cell) }

    /// Puts a result together.
    public init(output: Tensor, state: RecurrentState) {
        self.output = output
        hidden = state.hidden
        cell = state.cell
    }
}
