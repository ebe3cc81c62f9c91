// A language model of the GPT kind - Radford et al. 2018 and 2019 (Improving language understanding; Language models are
// unsupervised multitask learners). No reference code was looked at.
import GimbalTensor

/// Predicts each token from those before it.
///
/// - Shapes: tokens `[N, T]` (int64), T at most `contextLength` → logits `[N, T, V]`.
/// - Train and evaluate differ by dropout: of embeddings, attention weights, and after every part of a block.
/// - Initialisation: GPT-2's by default: N(0, 0.02²), shifts zero, and the layers that end a residual part smaller by
///   √(2 · layers).
/// - Throws: `ModuleError` for tokens that are no integers, or sequences that are too long.
/// - Paper: Radford et al. 2019, section 2.3. Deviation: none with learned positions, `gelu` and a tied head.
public final class CausalTransformer: Module, UnaryLayer {
    /// How first values are drawn.
    public enum Initialization: String, Sendable, Codable, Hashable, CaseIterable {
        /// Each layer's own default.
        case standard
        /// N(0, 0.02²), smaller at the end of residual parts.
        case gpt2
    }

    /// Settings of the model.
    public struct Config: Sendable, Codable, Hashable {
        /// Tokens that there are.
        public var vocabularyCount: Int
        /// Longest sequence.
        public var contextLength: Int
        /// Features of a token.
        public var width: Int
        /// Blocks.
        public var layerCount: Int
        /// Heads of attention.
        public var headCount: Int
        /// Features inside a block's feed-forward part; four times the width if nil.
        public var feedForwardCount: Int?
        /// Heads of keys and values; `headCount` if nil.
        public var keyValueHeadCount: Int?
        /// Probability of dropping, while training.
        public var dropout = 0.0
        /// The normalisation before every part.
        public var norm: NormLayer = .layerNorm
        /// Inside the feed-forward part.
        public var activation: Activation = .gelu()
        /// How the order of tokens is known.
        public var positions: PositionEncoding = .learned
        /// Whether the head uses the embedding's weight.
        public var tiesHead = true
        /// Whether linear layers of blocks have shifts.
        public var hasBias = true
        /// How first values are drawn.
        public var initialization: Initialization = .gpt2

        /// Describes a model; set what differs.
        public init(vocabularyCount: Int, contextLength: Int, width: Int, layerCount: Int, headCount: Int) {
            self.vocabularyCount = vocabularyCount
            self.contextLength = contextLength
            self.width = width
            self.layerCount = layerCount
            self.headCount = headCount
        }

        var block: TransformerEncoderLayer.Config {
            var block = TransformerEncoderLayer.Config(
                width: width, headCount: headCount, feedForwardCount: feedForwardCount ?? 4 * width,
                dropout: dropout)
            (block.activation, block.norm, block.normFirst) = (activation, norm, true)
            (block.hasBias, block.keyValueHeadCount) = (hasBias, keyValueHeadCount)
            block.rotary = positions == .rotary ? RotaryEmbedding() : nil
            return block
        }
    }

    /// The settings that the model was made with.
    public let config: Config
    /// A vector per token; with a tied head its transposed weight gives the logits.
    public let tokenEmbedding: Embedding
    /// Vectors of positions, where they are learned.
    public let positionEmbedding: LearnedPositions?
    /// The blocks, first to last.
    public let blocks: [TransformerEncoderLayer]
    /// After the last block.
    public let norm: (any UnaryLayer)?
    /// `E` → `V`, unless tied.
    public let head: Linear?
    private let embeddingDropout: Dropout
    private let sines: SinusoidalPositions?

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        guard config.vocabularyCount > 0, config.contextLength > 0, config.layerCount > 0 else {
            throw ModuleError(
                "transformer",
                "CausalTransformer: \(config.vocabularyCount) tokens, \(config.contextLength) positions and "
                    + "\(config.layerCount) layers, expected one or more of each.",
                fix: "Choose positive numbers.")
        }
        self.config = config
        var embedding = Embedding.Config(vectorCount: config.vocabularyCount, featureCount: config.width)
        embedding.initializer = .normal(deviation: config.initialization == .gpt2 ? 0.02 : 1)
        tokenEmbedding = try Embedding(embedding, context)
        positionEmbedding =
            config.positions == .learned
            ? try LearnedPositions(config.contextLength, config.width, context) : nil
        sines = config.positions == .sinusoidal ? SinusoidalPositions() : nil
        embeddingDropout = try Dropout(config.dropout)
        blocks = try (0..<config.layerCount).map { _ in try TransformerEncoderLayer(config.block, context) }
        norm = try config.norm.make(config.width, for: .features, context)
        head =
            config.tiesHead
            ? nil : try Linear(config.width, config.vocabularyCount, hasBias: false, context)
        super.init()
        if config.initialization == .gpt2 { try drawAsGPT2(context) }
    }

    public override var settings: String {
        "\(config.vocabularyCount) tokens, \(config.contextLength) positions (\(config.positions)), "
            + "\(config.layerCount) layers of \(config.width), \(config.headCount) heads"
            + (config.tiesHead ? ", tied head" : "")
    }

    private func drawAsGPT2(_ context: Context) throws {
        let parts = Double(2 * config.layerCount).squareRoot()
        for (name, slot) in try table().parameters {
            guard let tensor = slot.tensor, name.hasPrefix("blocks.") || name.hasPrefix("head.") else {
                continue
            }
            if tensor.rank > 1 {
                let endsPart = name.hasSuffix("out_proj.weight") || name.hasSuffix("linear2.weight")
                let deviation = endsPart ? 0.02 / parts : 0.02
                slot.replace(try Initializer.normal(deviation: deviation)(tensor.shape, context))
            } else if name.hasSuffix("bias") {
                slot.replace(try tensor.detached().zerosLike())
            }
        }
    }

    /// Logits of the next token at every position.
    public func callAsFunction(_ tokens: Tensor, _ context: Context) throws -> Tensor {
        try self(tokens, caches: nil, context)
    }

    /// Makes an empty cache per block, for generation.
    public func makeCaches() -> [KeyValueCache] {
        blocks.map { _ in KeyValueCache(capacity: config.contextLength) }
    }

    /// Logits of the next token at every position of `tokens`, which follow those in the caches.
    ///
    /// - Throws: `ModuleError` if there is not one cache per block, or past and tokens exceed the context.
    public func callAsFunction(_ tokens: Tensor, caches: [KeyValueCache]?, _ context: Context) throws
        -> Tensor
    {
        let past = caches?.first?.count ?? 0
        try check(tokens, past: past, cacheCount: caches?.count)
        var x = try tokenEmbedding(tokens, context)  // [N, T, E]
        if let positionEmbedding { x = try positionEmbedding(x, offset: past, context) }
        if let sines { x = try sines(x, offset: past, context) }
        x = try embeddingDropout(x, context)
        for (i, block) in blocks.enumerated() { x = try block(x, mask: .causal, cache: caches?[i], context) }
        x = try norm.applied(x, context)
        return try head?(x, context) ?? x.linear(context[tokenEmbedding.$weight])
    }

    private func check(_ tokens: Tensor, past: Int, cacheCount: Int?) throws {
        guard tokens.rank == 2, !tokens.dtype.isFloatingPoint, tokens.dtype != .bool else {
            throw ModuleError(
                "tokens",
                "CausalTransformer: tokens are \(tokens.shape) \(tokens.dtype), expected [N, T] int64.",
                fix: "Give integers below \(config.vocabularyCount).")
        }
        guard past + tokens.shape[1] <= config.contextLength, tokens.shape[1] > 0 else {
            throw ModuleError(
                "context",
                "CausalTransformer: \(past + tokens.shape[1]) tokens, expected 1...\(config.contextLength).",
                fix: "Cut the sequences, or choose a larger contextLength.")
        }
        guard cacheCount == nil || cacheCount == blocks.count else {
            throw ModuleError(
                "cache", "CausalTransformer: \(cacheCount ?? 0) caches, expected \(blocks.count).",
                fix: "Make them with makeCaches().")
        }
    }
}
