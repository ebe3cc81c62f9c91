// A layer of the transformer's encoder - Vaswani et al. 2017, arXiv 1706.03762; norm-first: Xiong et al. 2020,
// arXiv 2002.04745. No reference code was looked at.
import GimbalTensor

/// Mixes the elements of sequences by attention, then maps each by two linear layers.
///
/// x + attention(x), normalised; then x + linear₂(activation(linear₁(x))), normalised. With `normFirst` each part gets the
/// normalised x and nothing is normalised after.
///
/// - Shapes: x `[N, T, E]` → the same (without batch first `[T, N, E]`).
/// - Train and evaluate differ by dropout: of attention weights, inside the two linear layers, and after either part.
/// - Throws: `TensorError` for inputs and masks that do not fit.
/// - Paper: Vaswani et al. 2017, section 3.1. Deviation: none; names and defaults are PyTorch's but for `batchFirst`.
public final class TransformerEncoderLayer: Module, UnaryLayer {
    /// Settings of a layer of encoder or decoder.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of an element.
        public var width: Int
        /// Heads of attention.
        public var headCount: Int
        /// Features between the two linear layers.
        public var feedForwardCount: Int
        /// Probability of dropping, while training.
        public var dropout: Double
        /// Between the two linear layers.
        public var activation: Activation = .relu
        /// The normalisation.
        public var norm: NormLayer = .layerNorm
        /// Whether parts get normalised inputs, instead of normalising their sums.
        public var normFirst = false
        /// Whether linear layers have shifts.
        public var hasBias = true
        /// Whether batches are `[N, T, E]` (the default, other than PyTorch's) instead of `[T, N, E]`.
        public var batchFirst = true
        /// Heads of keys and values in self-attention; `headCount` if nil.
        public var keyValueHeadCount: Int?
        /// Turns queries and keys of self-attention by their positions.
        public var rotary: RotaryEmbedding?

        /// Describes a layer with PyTorch's defaults; set what differs.
        public init(width: Int, headCount: Int, feedForwardCount: Int = 2048, dropout: Double = 0.1) {
            self.width = width
            self.headCount = headCount
            self.feedForwardCount = feedForwardCount
            self.dropout = dropout
        }

        var attention: MultiHeadAttention.Config {
            var attention = MultiHeadAttention.Config(width: width, headCount: headCount, dropout: dropout)
            attention.hasBias = hasBias
            attention.batchFirst = batchFirst
            return attention
        }

        var selfAttention: MultiHeadAttention.Config {
            var attention = attention
            attention.keyValueHeadCount = keyValueHeadCount
            attention.rotary = rotary
            return attention
        }

        var settings: String {
            var parts = [
                "\(width)", "\(headCount) heads", "feed-forward \(feedForwardCount)", "\(activation)",
            ]
            if dropout > 0 { parts.append("dropout \(dropout)") }
            if normFirst { parts.append("norm first") }
            return parts.joined(separator: ", ")
        }

        func makeNorm(_ context: Context) throws -> (any UnaryLayer)? {
            try norm.make(width, for: .features, context)
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// Attends from every element to all.
    public let selfAttention: MultiHeadAttention
    /// `E` → feed-forward features.
    public let linear1: Linear
    /// Inside the feed-forward part.
    public let dropout: Dropout
    /// Feed-forward features → `E`.
    public let linear2: Linear
    /// Belongs to attention.
    public let norm1: (any UnaryLayer)?
    /// Belongs to the feed-forward part.
    public let norm2: (any UnaryLayer)?
    /// After attention.
    public let dropout1: Dropout
    /// After the feed-forward part.
    public let dropout2: Dropout

    public override class var stateKeys: [String: String] { ["selfAttention": "self_attn"] }

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        selfAttention = try MultiHeadAttention(config.selfAttention, context)
        linear1 = try Linear(config.width, config.feedForwardCount, hasBias: config.hasBias, context)
        dropout = try Dropout(config.dropout)
        linear2 = try Linear(config.feedForwardCount, config.width, hasBias: config.hasBias, context)
        norm1 = try config.makeNorm(context)
        norm2 = try config.makeNorm(context)
        dropout1 = try Dropout(config.dropout)
        dropout2 = try Dropout(config.dropout)
        super.init()
    }

    /// Describes and draws a layer with PyTorch's defaults, batch first.
    public convenience init(
        _ width: Int, _ headCount: Int, feedForwardCount: Int = 2048, dropout: Double = 0.1,
        _ context: Context
    ) throws {
        try self.init(
            Config(width: width, headCount: headCount, feedForwardCount: feedForwardCount, dropout: dropout),
            context)
    }

    public override var settings: String { config.settings }

    /// Applies the layer with everything visible.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self(x, mask: .none, context)
    }

    /// Applies the layer with a mask, and with the past where a cache keeps it.
    public func callAsFunction(
        _ x: Tensor, mask: AttentionMask, cache: KeyValueCache? = nil, _ context: Context
    ) throws -> Tensor {
        func attention(_ x: Tensor) throws -> Tensor {
            try dropout1(selfAttention(x, mask: mask, cache: cache, context), context)
        }
        func feedForward(_ x: Tensor) throws -> Tensor {
            let inner = try dropout(config.activation(linear1(x, context)), context)
            return try dropout2(linear2(inner, context), context)
        }
        if config.normFirst {
            let mixed = try x + attention(norm1.applied(x, context))
            return try mixed + feedForward(norm2.applied(mixed, context))
        }
        let mixed = try norm1.applied(x + attention(x), context)
        return try norm2.applied(mixed + feedForward(mixed), context)
    }
}

extension Optional where Wrapped == any UnaryLayer {
    /// Applies the layer, if there is one.
    func applied(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self?.callAsFunction(x, context) ?? x
    }
}
