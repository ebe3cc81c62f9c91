// Single steps of the usual recurrent networks.
import GimbalTensor

/// The base of `RNNCell`, `LSTMCell` and `GRUCell`: weights and one step.
public class BasicRecurrentCell: Module, RecurrentCell {
    /// Settings of a cell; defaults are PyTorch's.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of an element.
        public var inputCount: Int
        /// Features of the hidden state.
        public var hiddenCount: Int
        /// Whether the sums have shifts.
        public var hasBias: Bool
        /// What bends the sums of an `RNNCell`; gated cells have their own functions.
        public var nonlinearity: RecurrentNonlinearity

        /// Describes a cell.
        public init(
            inputCount: Int, hiddenCount: Int, hasBias: Bool = true,
            nonlinearity: RecurrentNonlinearity = .tanh
        ) {
            self.inputCount = inputCount
            self.hiddenCount = hiddenCount
            self.hasBias = hasBias
            self.nonlinearity = nonlinearity
        }
    }

    /// The settings that the cell was made with.
    public let config: Config
    /// `[gates · H, I]`.
    @Parameter public var weightIh: Tensor
    /// `[gates · H, H]`.
    @Parameter public var weightHh: Tensor
    /// `[gates · H]`.
    @Parameter public var biasIh: Tensor?
    /// `[gates · H]`.
    @Parameter public var biasHh: Tensor?
    private let kind: RecurrentKind

    init(_ kind: RecurrentKind, _ config: Config, _ context: Context) throws {
        guard config.inputCount > 0, config.hiddenCount > 0 else {
            throw ModuleError(
                "recurrent",
                "A recurrent cell has \(config.inputCount) inputs and \(config.hiddenCount) hidden features, "
                    + "expected one or more of each.",
                fix: "Choose positive numbers.")
        }
        self.kind = kind
        self.config = config
        let first = Initializer.uniform(bound: 1 / Double(config.hiddenCount).squareRoot())
        let rows = kind.gateCount * config.hiddenCount
        weightIh = try first([rows, config.inputCount], context)
        weightHh = try first([rows, config.hiddenCount], context)
        biasIh = config.hasBias ? try first([rows], context) : nil
        biasHh = config.hasBias ? try first([rows], context) : nil
        super.init()
    }

    public override var settings: String {
        "\(config.inputCount) → \(config.hiddenCount)" + (kind == .rnn(.relu) ? ", relu" : "")
            + (config.hasBias ? "" : ", no bias")
    }

    /// Zeros of x's dtype on its device.
    public func initialState(batchCount: Int, like x: Tensor) throws -> RecurrentState {
        let zeros = try Tensor.zeros([batchCount, config.hiddenCount], dtype: x.dtype, device: x.device)
        return RecurrentState(hidden: zeros, cell: kind == .lstm ? zeros : nil)
    }

    /// Makes one step: x `[N, I]`, state of `[N, H]` tensors.
    ///
    /// - Throws: `TensorError` if x or the state do not fit.
    public func callAsFunction(_ x: Tensor, _ state: RecurrentState, _ context: Context) throws
        -> RecurrentState
    {
        guard x.rank == 2, x.shape[1] == config.inputCount else {
            throw TensorError(
                code: "tensor.shape", operation: "\(type(of: self))",
                message: "input is \(x.shape), expected [N, \(config.inputCount)]",
                fix: "Set inputCount to the number of features, and select one element of each sequence.")
        }
        let own =
            [context[$weightIh], context[$weightHh]]
            + [context[$biasIh], context[$biasHh]].compactMap(\.self)
        return try kind.step(
            x, state, RecurrentWeights(own, hasBias: config.hasBias, hasProjection: false))
    }
}

/// Makes one step of a plain recurrent network: h' = tanh(W x + b + U h + c).
///
/// - Shapes: x `[N, I]`, hidden `[N, H]` → hidden `[N, H]`.
/// - Initialisation: U(±1/√H).
public final class RNNCell: BasicRecurrentCell {
    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(.rnn(config.nonlinearity), config, context)
    }

    /// Maps `inputCount` to `hiddenCount` features.
    public convenience init(_ inputCount: Int, _ hiddenCount: Int, _ context: Context) throws {
        try self.init(Config(inputCount: inputCount, hiddenCount: hiddenCount), context)
    }
}

/// Makes one step of a long short-term memory, see `LSTM`.
///
/// - Shapes: x `[N, I]`, hidden and cell `[N, H]` → hidden and cell `[N, H]`; gates in the order i, f, g, o.
/// - Initialisation: U(±1/√H).
public final class LSTMCell: BasicRecurrentCell {
    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws { try super.init(.lstm, config, context) }

    /// Maps `inputCount` to `hiddenCount` features.
    public convenience init(_ inputCount: Int, _ hiddenCount: Int, _ context: Context) throws {
        try self.init(Config(inputCount: inputCount, hiddenCount: hiddenCount), context)
    }
}

/// Makes one step of a gated recurrent unit, see `GRU`.
///
/// - Shapes: x `[N, I]`, hidden `[N, H]` → hidden `[N, H]`; gates in the order r, z, n.
/// - Initialisation: U(±1/√H).
public final class GRUCell: BasicRecurrentCell {
    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws { try super.init(.gru, config, context) }

    /// Maps `inputCount` to `hiddenCount` features.
    public convenience init(_ inputCount: Int, _ hiddenCount: Int, _ context: Context) throws {
        try self.init(Config(inputCount: inputCount, hiddenCount: hiddenCount), context)
    }
}
