// What RNN, LSTM and GRU share: parameters in PyTorch's order and the way over layers, directions and lengths.
import GimbalTensor

/// The base of `RNN`, `LSTM` and `GRU`: layers of one recurrence over sequences.
public class RecurrentLayer: Module {
    /// Settings of a recurrent network; defaults are PyTorch's.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of an element.
        public var inputCount: Int
        /// Features of the hidden state.
        public var hiddenCount: Int
        /// Layers, each fed with the outputs of the one before.
        public var layerCount: Int
        /// Whether the sums have shifts.
        public var hasBias: Bool
        /// Whether batches are `[N, T, I]` instead of `[T, N, I]`.
        public var batchFirst: Bool
        /// Probability of an output being dropped between layers, while training.
        public var dropout: Double
        /// Whether each layer also runs from the end to the start.
        public var bidirectional: Bool
        /// What bends the sums of an `RNN`; gated networks have their own functions.
        public var nonlinearity: RecurrentNonlinearity
        /// Features that an `LSTM` projects its hidden state to; 0 for none.
        public var projectionCount: Int

        /// Describes a network of one layer; set what differs.
        public init(inputCount: Int, hiddenCount: Int, layerCount: Int = 1) {
            self.inputCount = inputCount
            self.hiddenCount = hiddenCount
            self.layerCount = layerCount
            hasBias = true
            batchFirst = false
            dropout = 0
            bidirectional = false
            nonlinearity = .tanh
            projectionCount = 0
        }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// By layer and direction: `weight_ih_l0` `[gates · H, I]`, `weight_hh_l0` `[gates · H, H]`, `bias_ih_l0` and
    /// `bias_hh_l0` `[gates · H]`, `weight_hr_l0` `[P, H]` where there is a projection; names end in `_reverse` for the
    /// way back.
    public let parameters: [Parameter<Tensor>]
    let kind: RecurrentKind
    private let dropout: Dropout
    /// Takes the way of other devices on the CPU, too: for tests.
    package var avoidsCPUKernels = false

    init(_ kind: RecurrentKind, _ config: Config, _ context: Context) throws {
        try Self.check(config, kind)
        self.kind = kind
        self.config = config
        dropout = try Dropout(config.dropout)
        let initializer = Initializer.uniform(bound: 1 / Double(config.hiddenCount).squareRoot())
        parameters = try Self.shapes(config, gateCount: kind.gateCount).map { name, shape in
            Parameter(wrappedValue: try initializer(shape, context), name)
        }
        super.init()
    }

    public override var settings: String {
        var parts = ["\(config.inputCount) → \(config.hiddenCount)", "\(config.layerCount) layers"]
        if config.layerCount == 1 { parts.removeLast() }
        if kind == .rnn(.relu) { parts.append("relu") }
        if config.bidirectional { parts.append("bidirectional") }
        if config.projectionCount > 0 { parts.append("projection \(config.projectionCount)") }
        if config.dropout > 0 { parts.append("dropout \(config.dropout)") }
        if config.batchFirst { parts.append("batch first") }
        if !config.hasBias { parts.append("no bias") }
        return parts.joined(separator: ", ")
    }

    /// Runs over a batch of sequences.
    ///
    /// - Parameters:
    ///   - x: `[T, N, I]`, with batch first `[N, T, I]`; one sequence `[T, I]` is taken, too.
    ///   - state: initial state of `[layers · directions, N, H]` tensors; zeros by default.
    ///   - lengths: number of elements of each sequence. Outputs beyond are zero, final states are those of the last
    ///     element, in both directions, as with PyTorch's packed sequences.
    /// - Throws: `TensorError` if x does not fit; `ModuleError` for lengths or a state that do not.
    public func callAsFunction(
        _ x: Tensor, from state: RecurrentState? = nil, lengths: [Int]? = nil, _ context: Context
    ) throws -> RecurrentOutput {
        guard x.rank != 2 else {
            let alone = try callBatch(
                x.unsqueezed(axis: config.batchFirst ? 0 : 1), state?.map { try $0.unsqueezed(axis: 1) },
                lengths,
                context)
            return RecurrentOutput(
                output: try alone.output.squeezed(axis: config.batchFirst ? 0 : 1),
                state: try alone.state.map { try $0.squeezed(axis: 1) })
        }
        return try callBatch(x, state, lengths, context)
    }
}

// MARK: - Settings

extension RecurrentLayer {
    private static func check(_ config: Config, _ kind: RecurrentKind) throws {
        guard config.inputCount > 0, config.hiddenCount > 0, config.layerCount > 0 else {
            throw ModuleError(
                "recurrent",
                "A recurrent network has \(config.inputCount) inputs, \(config.hiddenCount) hidden features and "
                    + "\(config.layerCount) layers, expected one or more of each.",
                fix: "Choose positive numbers.")
        }
        let hasProjection = config.projectionCount > 0
        guard (0..<config.hiddenCount).contains(config.projectionCount), !hasProjection || kind == .lstm
        else {
            throw ModuleError(
                "projection",
                "The projection has \(config.projectionCount) features of \(config.hiddenCount) hidden ones.",
                fix: "Only an LSTM projects, to fewer features than the hidden state has.")
        }
    }

    /// Names and shapes of the parameters.
    private static func shapes(_ config: Config, gateCount: Int) -> [(String, [Int])] {
        let rows = gateCount * config.hiddenCount
        let outputs = config.projectionCount > 0 ? config.projectionCount : config.hiddenCount
        let directions = config.bidirectional ? ["", "_reverse"] : [""]
        var result: [(String, [Int])] = []
        for layer in 0..<config.layerCount {
            let inputs = layer == 0 ? config.inputCount : outputs * directions.count
            for direction in directions {
                let suffix = "_l\(layer)\(direction)"
                result += [("weight_ih" + suffix, [rows, inputs]), ("weight_hh" + suffix, [rows, outputs])]
                if config.hasBias { result += [("bias_ih" + suffix, [rows]), ("bias_hh" + suffix, [rows])] }
                if config.projectionCount > 0 {
                    result.append(("weight_hr" + suffix, [outputs, config.hiddenCount]))
                }
            }
        }
        return result
    }

    private var outputCount: Int { config.projectionCount > 0 ? config.projectionCount : config.hiddenCount }
    private var directionCount: Int { config.bidirectional ? 2 : 1 }
}

// MARK: - The way over layers

/// A batch of sequences, padded `[T, N, F]` or packed `[sum of lengths, F]` in the order of falling lengths.
private struct SequenceBatch {
    var elements: Tensor
    /// Number of sequences that have a first, a second element and so on; nil when padded.
    var batchSizes: Tensor?
}

extension RecurrentLayer {
    private func callBatch(
        _ input: Tensor, _ state: RecurrentState?, _ lengths: [Int]?, _ context: Context
    ) throws -> RecurrentOutput {
        let x = config.batchFirst && input.rank == 3 ? try input.transposed(0, 1) : input  // [T, N, I]
        try checkInput(x)
        let state = try state ?? zeroState(batchCount: x.size(1), like: x)
        try checkState(state, batchCount: x.size(1))
        let result =
            try lengths.map { try callPacked(x, state, $0, context) } ?? callPadded(x, state, context)
        guard config.batchFirst else { return result }
        return RecurrentOutput(output: try result.output.transposed(0, 1), state: result.state)
    }

    private func callPadded(_ x: Tensor, _ state: RecurrentState, _ context: Context) throws
        -> RecurrentOutput
    {
        let (batch, final) = try layers(SequenceBatch(elements: x), state, lengths: nil, context)
        return RecurrentOutput(output: batch.elements, state: final)
    }

    /// Packs the sequences, longest first, and puts the results back into the batch's order.
    private func callPacked(_ x: Tensor, _ state: RecurrentState, _ lengths: [Int], _ context: Context) throws
        -> RecurrentOutput
    {
        let stepCount = try x.size(0)
        try SequenceShape.check(
            lengths: lengths, stepCount, batchCount: x.size(1), layer: "\(type(of: self))")
        guard x.device == .cpu, !avoidsCPUKernels else {
            let inside = try Tensor(lengths).moved(to: x.device)
            let (batch, final) = try layers(SequenceBatch(elements: x), state, lengths: inside, context)
            return RecurrentOutput(output: batch.elements, state: final)
        }
        let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        var places = order
        for (place, sequence) in order.enumerated() { places[sequence] = place }
        let forth = try Tensor(order), back = try Tensor(places)
        let packed = try callOperator(
            "aten::_pack_padded_sequence",
            [
                .tensor(x.indexSelect(forth, axis: 1)), .tensor(Tensor(order.map { lengths[$0] })),
                .bool(false),
            ])
        let (batch, final) = try layers(
            SequenceBatch(elements: packed[0], batchSizes: packed[1]),
            state.map { try $0.indexSelect(forth, axis: 1) }, lengths: nil, context)
        let padded = try callOperator(
            "aten::_pad_packed_sequence",
            [.tensor(batch.elements), .tensor(packed[1]), .bool(false), .real(0), .integer(stepCount)])
        return RecurrentOutput(
            output: try padded[0].indexSelect(back, axis: 1),
            state: try final.map { try $0.indexSelect(back, axis: 1) })
    }

    /// Runs layer after layer; dropout lies between them.
    private func layers(
        _ batch: SequenceBatch, _ state: RecurrentState, lengths: Tensor?, _ context: Context
    ) throws -> (SequenceBatch, RecurrentState) {
        var batch = batch
        let own = parameters.map { context[$0] }
        let perLayer = own.count / config.layerCount
        var finals: [[Tensor]] = []
        for layer in 0..<config.layerCount {
            if layer > 0 { batch.elements = try dropout(batch.elements, context) }
            let weights = Array(own[layer * perLayer..<(layer + 1) * perLayer])
            let initial = try state.tensors.map {
                try $0.narrow(axis: 0, start: layer * directionCount, length: directionCount)
            }
            let result = try run(batch, initial, weights, lengths)
            batch.elements = result[0]
            finals.append(Array(result.dropFirst()))
        }
        guard finals.count > 1 else { return (batch, try RecurrentState(finals[0])) }
        let joined = try state.tensors.indices.map { part in
            try Tensor.concatenated(finals.map { $0[part] }, axis: 0)  // [layers · directions, N, H]
        }
        return (batch, try RecurrentState(joined))
    }

    /// One layer: libtorch's operator, whose CPU form has derivatives of every order; elsewhere only the first.
    private func run(_ batch: SequenceBatch, _ state: [Tensor], _ weights: [Tensor], _ lengths: Tensor?)
        throws
        -> [Tensor]
    {
        let (kind, config) = (kind, config)
        let fused: FusedFunction.Body = { tensors in
            try kind.fused(
                tensors[0], batchSizes: batch.batchSizes, Array(tensors[1...state.count]),
                Array(tensors[(1 + state.count)...]), hasBias: config.hasBias,
                bidirectional: config.bidirectional)
        }
        let inputs = [batch.elements] + state + weights
        if batch.elements.device == .cpu, !avoidsCPUKernels {
            if config.projectionCount == 0 || batch.batchSizes != nil { return try fused(inputs) }
            return try projectedOnCPU(batch.elements, state, weights)
        }
        let reference: FusedFunction.Body = { tensors in
            try kind.composed(
                tensors[0], Array(tensors[1...state.count]), Array(tensors[(1 + state.count)...]),
                config: config,
                lengths: lengths)
        }
        guard lengths == nil else { return try reference(inputs) }
        return try FusedFunction.apply(
            inputs, outputCount: 1 + state.count, fused: fused, reference: reference)
    }

    /// A projected layer, run as a packed batch of full sequences: the operator for padded ones first tries a kernel that
    /// knows no projections, and writes a warning to the terminal.
    private func projectedOnCPU(_ x: Tensor, _ state: [Tensor], _ weights: [Tensor]) throws -> [Tensor] {
        let stepCount = try x.size(0), batchCount = try x.size(1)
        let sizes = try Tensor([Int](repeating: batchCount, count: stepCount))
        var result = try kind.fused(
            x.flattened(from: 0, through: 1), batchSizes: sizes, state, weights, hasBias: config.hasBias,
            bidirectional: config.bidirectional)
        result[0] = try result[0].unflattened(axis: 0, sizes: [stepCount, batchCount])
        return result
    }

    private func zeroState(batchCount: Int, like x: Tensor) throws -> RecurrentState {
        let count = config.layerCount * directionCount
        func zeros(_ width: Int) throws -> Tensor {
            try Tensor.zeros([count, batchCount, width], dtype: x.dtype, device: x.device)
        }
        return RecurrentState(
            hidden: try zeros(outputCount), cell: kind == .lstm ? try zeros(config.hiddenCount) : nil)
    }

    private func checkInput(_ x: Tensor) throws {
        try SequenceShape.check(x, layer: "\(type(of: self))")
        guard x.shape[2] == config.inputCount else {
            throw TensorError(
                code: "tensor.shape", operation: "\(type(of: self))",
                message: "elements have \(x.shape[2]) features, expected \(config.inputCount) (input "
                    + "[T, N, I] \(x.shape))",
                fix: "Set inputCount to \(x.shape[2]), or check batchFirst.")
        }
    }

    private func checkState(_ state: RecurrentState, batchCount: Int) throws {
        let layers = config.layerCount * directionCount
        let expected = [[layers, batchCount, outputCount], [layers, batchCount, config.hiddenCount]]
        let wanted = kind == .lstm ? expected : [expected[0]]
        let found = state.tensors.map(\.shape)
        guard found == wanted else {
            throw ModuleError(
                "state", "\(type(of: self)): the initial state is \(found), expected \(wanted).",
                fix: "Give [layers · directions, N, H] tensors: hidden, and cell for an LSTM alone.")
        }
    }
}

extension RecurrentKind {
    /// One layer from single steps: what the fused operators compute.
    func composed(
        _ x: Tensor, _ state: [Tensor], _ weights: [Tensor], config: RecurrentLayer.Config, lengths: Tensor?
    ) throws -> [Tensor] {
        let directionCount = config.bidirectional ? 2 : 1
        let perDirection = weights.count / directionCount
        let results = try (0..<directionCount).map { direction in
            let own = RecurrentWeights(
                Array(weights[direction * perDirection..<(direction + 1) * perDirection]),
                hasBias: config.hasBias, hasProjection: config.projectionCount > 0)
            return try scan(
                x, from: RecurrentState(state.map { try $0.select(direction, axis: 0) }), lengths: lengths,
                reversed: direction == 1
            ) { try step($0, $1, own) }
        }
        let finals = try state.indices.map { part in
            try Tensor.stacked(results.map { $0.state.tensors[part] })
        }
        return [try Tensor.concatenated(results.map(\.output), axis: -1)] + finals
    }
}
