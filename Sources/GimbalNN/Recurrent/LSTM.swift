// Long short-term memory - Hochreiter, Schmidhuber 1997, Neural Computation 9(8), with the forget gate of Gers,
// Schmidhuber, Cummins 2000. No reference code was looked at.
import GimbalTensor

/// Runs layers of long short-term memories over sequences.
///
/// i, f, o = σ(W_i x + b_i + U_i h + c_i), ...; g = tanh(...); c' = f · c + i · g; h' = o · tanh(c')
///
/// - Shapes: x `[T, N, I]` (batch first: `[N, T, I]`) → output `[T, N, D · H]`, hidden and cell `[L · D, N, H]` for `L`
///   layers and `D` directions; with a projection the hidden state has `P` features. Weights hold the gates in the order
///   i, f, g, o.
/// - Initialisation: U(±1/√H) for all, PyTorch's default.
/// - Throws: `TensorError` for inputs that do not fit; `ModuleError` for lengths and states.
/// - Paper: Hochreiter, Schmidhuber 1997; projections: Sak, Senior, Beaufays 2014, arXiv 1402.1128. Deviation: two
///   shifts per gate, as PyTorch has.
public final class LSTM: RecurrentLayer {
    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws { try super.init(.lstm, config, context) }

    /// Maps `inputCount` to `hiddenCount` features with PyTorch's defaults.
    public convenience init(_ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1, _ context: Context)
        throws
    {
        try self.init(
            Config(inputCount: inputCount, hiddenCount: hiddenCount, layerCount: layerCount), context)
    }
}
