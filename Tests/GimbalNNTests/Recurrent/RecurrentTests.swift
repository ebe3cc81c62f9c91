// Recurrent networks: lengths, states, dropout, cells of one's own, messages.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

/// A long short-term memory that normalises its sums and its memory: a cell of a user's own.
private final class NormalizedCell: Module, RecurrentCell {
    let input: Linear
    let hidden: Linear
    let inputNorm: LayerNorm
    let hiddenNorm: LayerNorm
    let cellNorm: LayerNorm
    let count: Int

    init(_ inputCount: Int, _ hiddenCount: Int, _ context: Context) throws {
        count = hiddenCount
        input = try Linear(inputCount, 4 * hiddenCount, hasBias: false, context)
        hidden = try Linear(hiddenCount, 4 * hiddenCount, hasBias: false, context)
        inputNorm = try LayerNorm(4 * hiddenCount, context)
        hiddenNorm = try LayerNorm(4 * hiddenCount, context)
        cellNorm = try LayerNorm(hiddenCount, context)
        super.init()
    }

    func initialState(batchCount: Int, like x: Tensor) throws -> RecurrentState {
        let zeros = try Tensor.zeros([batchCount, count], dtype: x.dtype)
        return RecurrentState(hidden: zeros, cell: zeros)
    }

    func callAsFunction(_ x: Tensor, _ state: RecurrentState, _ context: Context) throws -> RecurrentState {
        let sums =
            try inputNorm(input(x, context), context) + hiddenNorm(hidden(state.hidden, context), context)
        let gates = try sums.chunk(4, axis: -1)
        let cell =
            try gates[1].sigmoid() * (state.cell ?? state.hidden) + gates[0].sigmoid() * gates[2].tanh()
        return RecurrentState(hidden: try gates[3].sigmoid() * cellNorm(cell, context).tanh(), cell: cell)
    }
}

private func config(_ change: (inout RecurrentLayer.Config) -> Void = { _ in }) -> RecurrentLayer.Config {
    var config = RecurrentLayer.Config(inputCount: 3, hiddenCount: 4)
    change(&config)
    return config
}

private enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case rnn, lstm, gru
    var testDescription: String { rawValue }

    func make(_ config: RecurrentLayer.Config, _ context: Context) throws -> RecurrentLayer {
        switch self {
        case .rnn: try RNN(config, context)
        case .lstm: try LSTM(config, context)
        case .gru: try GRU(config, context)
        }
    }

    func cell(_ context: Context) throws -> BasicRecurrentCell {
        switch self {
        case .rnn: try RNNCell(3, 4, context)
        case .lstm: try LSTMCell(3, 4, context)
        case .gru: try GRUCell(3, 4, context)
        }
    }
}

@Suite("Recurrent networks")
struct RecurrentTests {
    private let context = Context(seed: 3, mode: .evaluate)

    @Test(
        "a padded batch with lengths gives what its sequences give alone",
        arguments: Kind.allCases, [DType.float32, .float64])
    private func lengths(_ kind: Kind, _ dtype: DType) throws {
        let layer = try kind.make(
            config {
                $0.layerCount = 2
                $0.bidirectional = true
            }, context)
        try layer.convert(to: dtype)
        let lengths = [3, 6, 1, 6, 2]
        let x = try SampleTensors.normal([6, 5, 3], dtype: dtype)
        let whole = try layer(x, lengths: lengths, context)
        #expect(whole.output.shape == [6, 5, 8] && whole.hidden.shape == [4, 5, 4])
        for (i, length) in lengths.enumerated() {
            let sequence = try x.narrow(axis: 1, start: i, length: 1).narrow(
                axis: 0, start: 0, length: length)
            let alone = try layer(sequence, context)
            let output = try whole.output.narrow(axis: 1, start: i, length: 1)
            #expect(
                try mismatch(output.narrow(axis: 0, start: 0, length: length), alone.output, .single) == nil)
            #expect(try output.narrow(axis: 0, start: length, length: 6 - length).countNonzero().item() == 0)
            for (state, expected) in zip(whole.states, alone.states) {
                #expect(try mismatch(state.narrow(axis: 1, start: i, length: 1), expected, .single) == nil)
            }
        }
    }

    @Test("layers give what their cells give step by step, to second order", arguments: Kind.allCases)
    private func cells(_ kind: Kind) throws {
        let layer = try kind.make(config(), context), cell = try kind.cell(context)
        for (own, other) in zip(try cell.table().parameters.values, try layer.table().parameters.values) {
            if let tensor = other.tensor { own.replace(try tensor.detached()) }
        }
        // Float32, where libtorch runs another kernel than in float64.
        let x = try SampleTensors.normal([5, 2, 3]).requiringGradient()
        func slopes(_ result: RecurrentOutput) throws -> [Tensor] {
            let loss = try result.output.square().sum() + (result.cell ?? result.hidden).sum()
            let first = try gradients(of: loss, withRespectTo: [x], createGraph: true)[0]
            return [result.output.self, first] + (try gradients(of: first.square().sum(), withRespectTo: [x]))
        }
        let fused = try slopes(layer(x, context)), composed = try slopes(cell.unrolled(x, context))
        for (found, expected) in zip(fused, composed) {
            #expect(try mismatch(found, expected, Tolerance(absolute: 1e-5, relative: 1e-4)) == nil)
        }
    }

    @Test(
        "the way of other devices gives the same, to second order", arguments: Kind.allCases,
        [nil, [2, 5, 4]])
    private func otherDevices(_ kind: Kind, _ lengths: [Int]?) throws {
        let layer = try kind.make(
            config {
                $0.bidirectional = true
                $0.layerCount = 2
            }, context)
        try layer.convert(to: .float64)
        let x = try SampleTensors.normal([5, 3, 3], dtype: .float64).requiringGradient()
        let sources = try [x] + layer.table().parameterTensors
        func values(_ avoidsCPUKernels: Bool) throws -> [Tensor] {
            layer.avoidsCPUKernels = avoidsCPUKernels
            let result = try layer(x, lengths: lengths, context)
            let loss =
                try result.output.square().sum()
                + result.states.reduce(Tensor(scalar: 0.0)) { try $0 + $1.sum() }
            let plain = try gradients(of: loss, withRespectTo: sources, keepGraph: true)
            let first = try gradients(of: loss, withRespectTo: sources, createGraph: true)
            let size = try first.reduce(Tensor(scalar: 0.0)) { try $0 + $1.square().sum() }
            return [result.output] + result.states + plain + first
                + (try gradients(of: size, withRespectTo: sources))
        }
        for (found, expected) in zip(try values(true), try values(false)) {
            #expect(try mismatch(found, expected, Tolerance(absolute: 1e-10, relative: 1e-8)) == nil)
        }
    }

    @Test("unrolled cells know lengths and directions", arguments: Kind.allCases)
    private func unrolled(_ kind: Kind) throws {
        let layer = try kind.make(config { $0.bidirectional = true }, context), cell = try kind.cell(context)
        let back = try layer.table().parameters.filter { $0.key.hasSuffix("_reverse") }.values
        for (own, other) in zip(try cell.table().parameters.values, back) {
            if let tensor = other.tensor { own.replace(try tensor.detached()) }
        }
        let x = try SampleTensors.normal([5, 3, 3]), lengths = [2, 5, 4]
        let whole = try layer(x, lengths: lengths, context)
        let part = try cell.unrolled(x, lengths: lengths, reversed: true, context)
        #expect(try mismatch(part.output, whole.output.narrow(axis: 2, start: 4, length: 4)) == nil)
        #expect(try mismatch(part.hidden, whole.hidden.select(1, axis: 0)) == nil)
    }

    @Test("a sequence cut in two, its state handed on, gives the same", arguments: Kind.allCases)
    private func continuation(_ kind: Kind) throws {
        let layer = try kind.make(config { $0.layerCount = 2 }, context)
        let x = try SampleTensors.normal([7, 2, 3])
        let whole = try layer(x, context)
        let parts = try x.split(sizes: [3, 4])
        let first = try layer(parts[0], context)
        let second = try layer(parts[1], from: first.state, context)
        let joined = try Tensor.concatenated([first.output, second.output])
        #expect(try mismatch(joined, whole.output) == nil)
        #expect(try mismatch(second.hidden, whole.hidden) == nil)
    }

    @Test("batch first and single sequences are the same numbers in another order", arguments: Kind.allCases)
    private func layouts(_ kind: Kind) throws {
        let layer = try kind.make(config(), Context(seed: 1))
        let turned = try kind.make(config { $0.batchFirst = true }, Context(seed: 1))
        let x = try SampleTensors.normal([4, 2, 3])
        let expected = try layer(x, context)
        let found = try turned(x.transposed(0, 1), context)
        #expect(try sameBits(found.output.transposed(0, 1), expected.output))
        let alone = try layer(x.select(0, axis: 1), context)
        #expect(alone.output.shape == [4, 4] && alone.hidden.shape == [1, 4])
        #expect(try mismatch(alone.output, expected.output.select(0, axis: 1)) == nil)
    }

    @Test("dropout lies between layers, while training, from the dropout stream")
    func dropout() throws {
        let settings = config {
            $0.layerCount = 2
            $0.dropout = 0.5
        }
        let layer = try LSTM(settings, Context(seed: 1))
        let x = try SampleTensors.normal([4, 2, 3])
        let outputs = try [1, 1, 2].map { try layer(x, Context(seed: $0)).output }
        #expect(try sameBits(outputs[0], outputs[1]))
        #expect(try !sameBits(outputs[0], outputs[2]))
        #expect(try !sameBits(outputs[0], layer(x, context).output))
        let single = try LSTM(config { $0.dropout = 0.5 }, Context(seed: 1))
        #expect(try sameBits(single(x, Context(seed: 1)).output, single(x, context).output))
        #expect(layer.settings == "3 → 4, 2 layers, dropout 0.5")
    }

    @Test("first values are uniform in ±1/√H, names are PyTorch's")
    func initialization() throws {
        let layer = try LSTM(
            config {
                $0.hiddenCount = 64
                $0.bidirectional = true
                $0.layerCount = 2
            }, Context(seed: 1))
        for tensor in try layer.table().parameterTensors {
            let values = try tensor.doubles()
            #expect(try #require(values.max()) <= 0.125 && #require(values.min()) >= -0.125)
            let variance = values.map { $0 * $0 }.reduce(0, +) / Double(values.count)
            #expect(abs(variance - 0.125 * 0.125 / 3) < 0.0012)
        }
        let names = Array(try layer.table().parameters.keys)
        #expect(
            Array(names.prefix(5)) == [
                "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse",
            ])
        #expect(names.last == "bias_hh_l1_reverse")
    }

    @Test("a cell of one's own runs over sequences, is trained and checked like any other")
    func ownCell() throws {
        let stack = try RecurrentStack([NormalizedCell(3, 4, context), GRUCell(4, 2, context)])
        let names = Array(try stack.table().parameters.keys)
        #expect(names.contains("cells.0.cell_norm.weight") && names.contains("cells.1.weight_hh"))
        try stack.convert(to: .float64)
        let x = try SampleTensors.normal([3, 2, 3], dtype: .float64)
        let result = try stack(x, lengths: [3, 2], context)
        #expect(result.output.shape == [3, 2, 2] && result.states.count == 2)
        #expect(
            try secondGradientMismatch([x]) { try stack($0[0], lengths: [3, 2], context).output.sum() } == nil
        )
    }

    @Test("half precision stays half precision", arguments: Kind.allCases)
    private func halves(_ kind: Kind) throws {
        let layer = try kind.make(config(), context)
        try layer.convert(to: .bfloat16)
        let x = try SampleTensors.normal([4, 2, 3], dtype: .bfloat16)
        #expect(try layer(x, context).output.dtype == .bfloat16)
        #expect(try layer(x, lengths: [4, 2], context).hidden.dtype == .bfloat16)
    }

    @Test("what does not fit is refused with the reason")
    func messages() throws {
        let layer = try LSTM(config(), context)
        let x = try SampleTensors.normal([4, 2, 3])
        expectMessage("lengths are [4], expected 2 numbers in 1...4") { try layer(x, lengths: [4], context) }
        expectMessage("lengths are [4, 0]") { try layer(x, lengths: [4, 0], context) }
        expectMessage("elements have 5 features, expected 3") {
            try layer(SampleTensors.normal([4, 2, 5]), context)
        }
        expectMessage("expected [T, N, I] with one element or more") {
            try layer(SampleTensors.normal([0, 2, 3]), context)
        }
        expectMessage("initial state is [[1, 3, 4]], expected [[1, 2, 4], [1, 2, 4]]") {
            try layer(x, from: RecurrentState(hidden: .zeros([1, 3, 4])), context)
        }
        expectMessage("the state has no cell") {
            try LSTMCell(3, 4, context)(
                x.select(0, axis: 0), RecurrentState(hidden: .zeros([2, 4])), context)
        }
        expectMessage("input is [4, 2, 3], expected [N, 3]") { try GRUCell(3, 4, context)(x, context) }
        expectMessage("expected one or more of each") { try GRU(config { $0.layerCount = 0 }, context) }
        expectMessage("expected one or more of each") { try GRUCell(3, 0, context) }
        expectMessage("Only an LSTM projects") { try GRU(config { $0.projectionCount = 2 }, context) }
        expectMessage("The projection has 4 features of 4") {
            try LSTM(config { $0.projectionCount = 4 }, context)
        }
        expectMessage("RecurrentStack has no cells") { try RecurrentStack([]) }
        expectMessage("1 initial states, expected 2") {
            let cells = try [GRUCell(3, 4, context), GRUCell(4, 4, context)]
            return try RecurrentStack(cells)(x, from: [RecurrentState(hidden: .zeros([2, 4]))], context)
        }
    }
}

extension RecurrentOutput {
    fileprivate var states: [Tensor] { [hidden] + (cell.map { [$0] } ?? []) }
}

/// Runs `body`, which must throw an error whose text has these words.
func expectMessage<Result>(
    _ words: String, _ body: () throws -> Result, at place: SourceLocation = #_sourceLocation
) {
    do {
        _ = try body()
        Issue.record("nothing was thrown", sourceLocation: place)
    } catch {
        #expect("\(error)".contains(words), sourceLocation: place)
    }
}
