// The arithmetic of the usual recurrent networks: libtorch's fused operators and single steps.
import GimbalTensor

/// How a plain recurrent network bends its sums.
public enum RecurrentNonlinearity: String, Sendable, Codable, Hashable, CaseIterable {
    /// Hyperbolic tangent.
    case tanh
    /// max(0, x).
    case relu
}

/// The weights of one layer in one direction.
struct RecurrentWeights {
    let input: Tensor  // [gates · H, I]
    let hidden: Tensor  // [gates · H, H or P]
    let inputBias: Tensor?  // [gates · H]
    let hiddenBias: Tensor?
    let projection: Tensor?  // [P, H]

    init(_ tensors: [Tensor], hasBias: Bool, hasProjection: Bool) {
        input = tensors[0]
        hidden = tensors[1]
        inputBias = hasBias ? tensors[2] : nil
        hiddenBias = hasBias ? tensors[3] : nil
        projection = hasProjection ? tensors[tensors.count - 1] : nil
    }
}

/// Which recurrence a network makes.
enum RecurrentKind: Sendable, Equatable {
    case rnn(RecurrentNonlinearity)
    case lstm
    case gru

    /// Blocks of rows in a weight.
    var gateCount: Int {
        switch self {
        case .rnn: 1
        case .lstm: 4
        case .gru: 3
        }
    }

    private var operatorName: String {
        switch self {
        case .rnn(let nonlinearity): "aten::rnn_\(nonlinearity.rawValue)"
        case .lstm: "aten::lstm"
        case .gru: "aten::gru"
        }
    }

    /// One step; differentiable to every order.
    func step(_ x: Tensor, _ state: RecurrentState, _ weights: RecurrentWeights) throws -> RecurrentState {
        let hidden = state.hidden
        switch self {
        case .rnn(let nonlinearity):
            let sum =
                try x.linear(weights.input, bias: weights.inputBias)
                + hidden.linear(weights.hidden, bias: weights.hiddenBias)
            return RecurrentState(hidden: nonlinearity == .tanh ? try sum.tanh() : try sum.relu())
        case .gru:
            return RecurrentState(
                hidden: try x.gruCell(
                    hidden, inputWeight: weights.input, hiddenWeight: weights.hidden,
                    inputBias: weights.inputBias, hiddenBias: weights.hiddenBias))
        case .lstm:
            return try lstmStep(x, state, weights)
        }
    }

    private func lstmStep(_ x: Tensor, _ state: RecurrentState, _ weights: RecurrentWeights) throws
        -> RecurrentState
    {
        guard let cell = state.cell else {
            throw ModuleError(
                "state", "LSTM: the state has no cell.", fix: "Give a RecurrentState with hidden and cell.")
        }
        if let projection = weights.projection {
            let gates = try
                (x.linear(weights.input, bias: weights.inputBias)
                + state.hidden.linear(weights.hidden, bias: weights.hiddenBias)).chunk(4, axis: -1)
            let memory = try gates[1].sigmoid() * cell + gates[0].sigmoid() * gates[2].tanh()
            return RecurrentState(
                hidden: try (gates[3].sigmoid() * memory.tanh()).linear(projection), cell: memory)
        }
        let next = try x.lstmCell(
            state: [state.hidden, cell], inputWeight: weights.input, hiddenWeight: weights.hidden,
            inputBias: weights.inputBias, hiddenBias: weights.hiddenBias)
        return RecurrentState(hidden: next.hidden, cell: next.cell)
    }

    /// Output, hidden and cell of one layer in one or both directions.
    ///
    /// x is `[T, N, I]`, or packed with its batch sizes. On the CPU every derivative exists.
    func fused(
        _ x: Tensor, batchSizes: Tensor?, _ state: [Tensor], _ weights: [Tensor], hasBias: Bool,
        bidirectional: Bool
    ) throws -> [Tensor] {
        var arguments: [NativeArgument] = [.tensor(x)]
        if let batchSizes { arguments.append(.tensor(batchSizes)) }
        arguments.append(self == .lstm ? .tensors(state) : .tensor(state[0]))
        // One layer, no dropout inside: ours is drawn between the layers, from the run's stream.
        arguments += [
            .tensors(weights), .bool(hasBias), .integer(1), .real(0), .bool(false), .bool(bidirectional),
        ]
        if batchSizes == nil { arguments.append(.bool(false)) }
        return try callOperator(
            operatorName, overload: batchSizes == nil ? "input" : "data", arguments)
    }
}
