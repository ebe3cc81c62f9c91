// Jumping knowledge - Xu et al. 2018, arXiv 1806.03536.
// Looked at for names and conventions: PyTorch Geometric (MIT licence); no code was taken over.
import GimbalNN
import GimbalTensor

/// Joins what all layers of a network say about each node.
///
/// - Shapes: T tensors `[N, F]` → `[N, T · F]` joined side by side (they may differ in F), else `[N, F]`.
///   State with attention: `lstm.…` with hidden states of `T · F / 2` features in both directions,
///   `att.weight` `[1, 2 · (T · F / 2)]`.
/// - Initialisation: as LSTM and linear map have.
/// - Throws: `GraphError` if there are no tensors, or not as many as the attention expects; `TensorError`
///   if shapes differ.
/// - Paper: Xu et al. 2018, arXiv 1806.03536, section 4.1. Deviation: none.
public final class JumpingKnowledge: Module {
    /// Names how layers are joined.
    public enum Mode: Sendable, Codable, Hashable {
        /// Side by side.
        case concatenation
        /// The largest value of each feature; of equal ones the first layer's gets the gradient.
        case max
        /// The mean weighted by attention scores of a bidirectional LSTM over the layers.
        case attention(featureCount: Int, layerCount: Int)
    }

    /// How layers are joined.
    public let mode: Mode
    /// Reads the layers of each node as a sequence.
    public let lstm: LSTM?
    /// Scores each layer.
    public let att: Linear?

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if the attention has no hidden features.
    public init(_ mode: Mode, _ context: Context) throws {
        self.mode = mode
        guard case .attention(let featureCount, let layerCount) = mode else {
            (lstm, att) = (nil, nil)
            super.init()
            return
        }
        let hiddenCount = featureCount * layerCount / 2
        guard featureCount > 0, layerCount > 0, hiddenCount > 0 else {
            throw GraphError(
                "jumping", "attention over \(layerCount) layers of \(featureCount) features",
                fix: "Their product is 2 or more, and both are above 0.")
        }
        var config = LSTM.Config(inputCount: featureCount, hiddenCount: hiddenCount)
        (config.bidirectional, config.batchFirst) = (true, true)
        lstm = try LSTM(config, context)
        att = try Linear(2 * hiddenCount, 1, context)
        super.init()
    }

    public override var settings: String {
        switch mode {
        case .concatenation: "concatenation"
        case .max: "max"
        case .attention(let featureCount, let layerCount):
            "attention, \(layerCount) layers of \(featureCount) features"
        }
    }

    /// Joins the outputs of the layers, the first layer's first.
    public func callAsFunction(_ layers: [Tensor], _ context: Context) throws -> Tensor {
        try check(layers)
        guard mode != .concatenation else { return try Tensor.concatenated(layers, axis: -1) }
        let stacked = try Tensor.stacked(layers, axis: 1)  // [N, T, F]
        guard let lstm, let att else { return try stacked.max(axis: 1).values }
        guard stacked.shape[0] > 0 else { return try stacked.sum(axes: [1]) }
        let scores = try att(lstm(stacked, context).output, context)  // [N, T, 1]
        return try (stacked * scores.softmax(axis: 1)).sum(axes: [1])
    }

    private func check(_ layers: [Tensor]) throws {
        let isFine: Bool
        if case .attention(_, let layerCount) = mode {
            isFine = layers.count == layerCount
        } else {
            isFine = !layers.isEmpty
        }
        guard isFine else {
            throw GraphError(
                "jumping", "JumpingKnowledge(\(settings)) was given \(layers.count) layers",
                fix: "Give the output of every layer, at least one.")
        }
    }
}
