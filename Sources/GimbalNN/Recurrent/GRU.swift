// Gated recurrent unit - Cho et al. 2014, arXiv 1406.1078. No reference code was looked at.
import GimbalTensor

/// Runs layers of gated recurrent units over sequences.
///
/// r, z = σ(W x + b + U h + c); n = tanh(W_n x + b_n + r · (U_n h + c_n)); h' = (1 − z) · n + z · h
///
/// - Shapes: x `[T, N, I]` (batch first: `[N, T, I]`) → output `[T, N, D · H]`, hidden `[L · D, N, H]` for `L` layers and
///   `D` directions. Weights hold the gates in the order r, z, n.
/// - Initialisation: U(±1/√H) for all, PyTorch's default.
/// - Throws: `TensorError` for inputs that do not fit; `ModuleError` for lengths and states.
/// - Paper: Cho et al. 2014, section 2.3. Deviation: the reset gate acts after the product with U_n, as in PyTorch.
public final class GRU: RecurrentLayer {
    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws { try super.init(.gru, config, context) }

    /// Maps `inputCount` to `hiddenCount` features with PyTorch's defaults.
    public convenience init(_ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1, _ context: Context)
        throws
    {
        try self.init(
            Config(inputCount: inputCount, hiddenCount: hiddenCount, layerCount: layerCount), context)
    }
}
