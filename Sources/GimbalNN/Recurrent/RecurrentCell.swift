// One step of a recurrent network as a module, and running it over sequences.
import GimbalTensor

/// A module that makes one step: input and state in, new state out.
///
/// Write an own cell (normalised, gated in another way) by conforming to it; `unrolled` and `RecurrentStack` then run
/// it over sequences with lengths, in both directions.
public protocol RecurrentCell: Module {
    /// The state that sequences start from.
    func initialState(batchCount: Int, like x: Tensor) throws -> RecurrentState
    /// Makes one step: x `[N, I]`, state of `[N, H]`.
    func callAsFunction(_ x: Tensor, _ state: RecurrentState, _ context: Context) throws -> RecurrentState
}

extension RecurrentCell {
    /// Makes the first step, from the initial state.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> RecurrentState {
        try self(x, initialState(batchCount: x.size(0), like: x), context)
    }

    /// Runs the cell over sequences.
    ///
    /// - Parameters:
    ///   - x: `[T, N, I]`.
    ///   - state: initial state of `[N, H]` tensors; the cell's own by default.
    ///   - lengths: number of elements of each of the `N` sequences. Outputs beyond are zero, and the final state is
    ///     the one after the last element.
    ///   - reversed: runs from each sequence's last element to its first.
    /// - Returns: output `[T, N, H]`, and the final state of `[N, H]` tensors.
    /// - Throws: `TensorError` if x is not a batch of sequences; `ModuleError` for lengths that do not fit.
    public func unrolled(
        _ x: Tensor, from state: RecurrentState? = nil, lengths: [Int]? = nil, reversed: Bool = false,
        _ context: Context
    ) throws -> RecurrentOutput {
        let name = "\(type(of: self))"
        try SequenceShape.check(x, layer: name)
        let stepCount = try x.size(0), batchCount = try x.size(1)
        if let lengths {
            try SequenceShape.check(lengths: lengths, stepCount, batchCount: batchCount, layer: name)
        }
        return try scan(
            x, from: state ?? initialState(batchCount: batchCount, like: x),
            lengths: lengths.map { try Tensor($0).moved(to: x.device) }, reversed: reversed
        ) { try self($0, $1, context) }
    }
}

/// Makes a step for every element of x `[T, N, I]`; states stand still outside `lengths` `[N]`.
func scan(
    _ x: Tensor, from state: RecurrentState, lengths: Tensor?, reversed: Bool,
    step: (Tensor, RecurrentState) throws -> RecurrentState
) throws -> RecurrentOutput {
    let elements = try x.unbind(axis: 0)
    var state = state
    var outputs: [Tensor] = []
    for time in reversed ? Array(elements.indices.reversed()) : Array(elements.indices) {
        var next = try step(elements[time], state)
        guard let lengths else {
            outputs.append(next.hidden)
            state = next
            continue
        }
        let isInside = try lengths.greater(time).unsqueezed(axis: 1)  // [N, 1]
        outputs.append(try next.hidden.maskedFill(isInside.logicalNot(), value: 0))
        next.hidden = try Tensor.where(isInside, next.hidden, state.hidden)
        if let cell = next.cell, let before = state.cell {
            next.cell = try Tensor.where(isInside, cell, before)
        }
        state = next
    }
    if reversed { outputs.reverse() }
    return RecurrentOutput(output: try Tensor.stacked(outputs), state: state)
}

/// The checks that all layers over sequences share.
enum SequenceShape {
    static func check(_ x: Tensor, layer: String) throws {
        guard x.rank == 3, x.shape[0] > 0 else {
            throw TensorError(
                code: "tensor.shape", operation: layer,
                message: "input is \(x.shape), expected [T, N, I] with one element or more",
                fix: "Add the missing axis, or leave empty sequences out.")
        }
    }

    static func check(lengths: [Int], _ stepCount: Int, batchCount: Int, layer: String) throws {
        guard lengths.count == batchCount, lengths.allSatisfy({ (1...stepCount).contains($0) }) else {
            throw ModuleError(
                "lengths",
                "\(layer): lengths are \(lengths), expected \(batchCount) numbers in 1...\(stepCount).",
                fix: "Give every sequence of the batch its number of elements.")
        }
    }
}
