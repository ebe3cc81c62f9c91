// Plain recurrent network - Elman 1990, Cognitive Science 14(2). No reference code was looked at.
import GimbalTensor

/// Runs layers of plain recurrences over sequences.
///
/// h' = tanh(W x + b + U h + c), or max(0, ·) in place of tanh
///
/// - Shapes: x `[T, N, I]` (batch first: `[N, T, I]`) → output `[T, N, D · H]`, hidden `[L · D, N, H]` for `L` layers and
///   `D` directions.
/// - Initialisation: U(±1/√H) for all, PyTorch's default.
/// - Throws: `TensorError` for inputs that do not fit; `ModuleError` for lengths and states.
public final class RNN: RecurrentLayer {
    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try super.init(.rnn(config.nonlinearity), config, context)
    }

    /// Maps `inputCount` to `hiddenCount` features with PyTorch's defaults.
    public convenience init(_ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1, _ context: Context)
        throws
    {
        try self.init(
            Config(inputCount: inputCount, hiddenCount: hiddenCount, layerCount: layerCount), context)
    }
}
