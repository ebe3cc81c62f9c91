// A layer of the transformer's decoder - Vaswani et al. 2017, arXiv 1706.03762. No reference code was looked at.
import GimbalTensor

/// Mixes the elements of sequences by attention to themselves, then to a memory, then maps each by two linear layers.
///
/// Every part is added to its input and normalised; with `normFirst` it gets the normalised input instead.
///
/// - Shapes: x `[N, T, E]`, memory `[N, S, E]` → `[N, T, E]` (without batch first `[T, N, E]` and so on).
/// - Train and evaluate differ by dropout, as in `TransformerEncoderLayer`.
/// - Throws: `TensorError` for inputs and masks that do not fit.
/// - Paper: Vaswani et al. 2017, section 3.1. Deviation: none; names and defaults are PyTorch's but for `batchFirst`.
public final class TransformerDecoderLayer: Module {
    /// The same settings as the encoder's layers have.
    public typealias Config = TransformerEncoderLayer.Config

    /// The settings that the layer was made with.
    public let config: Config
    /// Attends from every element to all that the mask lets it see.
    public let selfAttention: MultiHeadAttention
    /// Attends from every element to the memory.
    public let crossAttention: MultiHeadAttention
    /// `E` → feed-forward features.
    public let linear1: Linear
    /// Inside the feed-forward part.
    public let dropout: Dropout
    /// Feed-forward features → `E`.
    public let linear2: Linear
    /// Belongs to self-attention.
    public let norm1: (any UnaryLayer)?
    /// Belongs to attention to the memory.
    public let norm2: (any UnaryLayer)?
    /// Belongs to the feed-forward part.
    public let norm3: (any UnaryLayer)?
    /// After self-attention.
    public let dropout1: Dropout
    /// After attention to the memory.
    public let dropout2: Dropout
    /// After the feed-forward part.
    public let dropout3: Dropout

    public override class var stateKeys: [String: String] {
        ["selfAttention": "self_attn", "crossAttention": "multihead_attn"]
    }

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        selfAttention = try MultiHeadAttention(config.selfAttention, context)
        crossAttention = try MultiHeadAttention(config.attention, context)
        linear1 = try Linear(config.width, config.feedForwardCount, hasBias: config.hasBias, context)
        dropout = try Dropout(config.dropout)
        linear2 = try Linear(config.feedForwardCount, config.width, hasBias: config.hasBias, context)
        norm1 = try config.makeNorm(context)
        norm2 = try config.makeNorm(context)
        norm3 = try config.makeNorm(context)
        dropout1 = try Dropout(config.dropout)
        dropout2 = try Dropout(config.dropout)
        dropout3 = try Dropout(config.dropout)
        super.init()
    }

    public override var settings: String { config.settings }

    /// Applies the layer.
    ///
    /// - Parameters:
    ///   - x: the sequences so far; usually with `mask: .causal`.
    ///   - memory: the encoder's outputs.
    ///   - memoryMask: what of the memory is left out.
    public func callAsFunction(
        _ x: Tensor, memory: Tensor, mask: AttentionMask = .none, memoryMask: AttentionMask = .none,
        _ context: Context
    ) throws -> Tensor {
        func attention(_ x: Tensor) throws -> Tensor {
            try dropout1(selfAttention(x, mask: mask, context), context)
        }
        func crossing(_ x: Tensor) throws -> Tensor {
            try dropout2(
                crossAttention(x, key: memory, value: memory, mask: memoryMask, context), context)
        }
        func feedForward(_ x: Tensor) throws -> Tensor {
            let inner = try dropout(config.activation(linear1(x, context)), context)
            return try dropout3(linear2(inner, context), context)
        }
        if config.normFirst {
            let own = try x + attention(norm1.applied(x, context))
            let crossed = try own + crossing(norm2.applied(own, context))
            return try crossed + feedForward(norm3.applied(crossed, context))
        }
        let own = try norm1.applied(x + attention(x), context)
        let crossed = try norm2.applied(own + crossing(own), context)
        return try norm3.applied(crossed + feedForward(crossed), context)
    }
}
