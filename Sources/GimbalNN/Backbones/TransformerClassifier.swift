// An encoder for whole sequences or their elements - Vaswani et al. 2017; Devlin et al. 2018, arXiv 1810.04805. No
// reference code was looked at.
import GimbalTensor

/// Encodes sequences and predicts a class (or any numbers) for each, or for each of its elements.
///
/// - Shapes: tokens `[N, T]` (int64) or features `[N, T, F]` → `[N, C]`; without pooling `[N, T, C]`.
/// - Train and evaluate differ by dropout.
/// - Throws: `TensorError` or `ModuleError` for inputs that are no sequences, are too long, or of another width.
public final class TransformerClassifier: Module, UnaryLayer {
    /// What sequences are made of.
    public enum Input: Sendable, Codable, Hashable {
        /// Integers below a number.
        case tokens(vocabularyCount: Int)
        /// Vectors of a width.
        case features(width: Int)
    }

    /// How a sequence's elements become one vector.
    public enum Pooling: String, Sendable, Codable, Hashable, CaseIterable {
        /// Not at all: every element gets its own prediction.
        case none
        /// Their mean.
        case mean
        /// The largest value of each feature.
        case max
        /// The first element.
        case first
        /// The last element.
        case last
        /// A trained element put before the others.
        case classToken
    }

    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// What sequences are made of.
        public var input: Input
        /// Numbers to predict.
        public var classCount: Int
        /// Longest sequence, for learned positions.
        public var contextLength: Int
        /// Features of an element inside.
        public var width = 128
        /// Encoder layers.
        public var layerCount = 2
        /// Heads of attention.
        public var headCount = 4
        /// Features inside a layer's feed-forward part; four times the width if nil.
        public var feedForwardCount: Int?
        /// Probability of dropping, while training.
        public var dropout = 0.1
        /// The normalisation.
        public var norm: NormLayer = .layerNorm
        /// Inside the feed-forward part.
        public var activation: Activation = .gelu()
        /// Whether parts get normalised inputs, instead of normalising their sums.
        public var normFirst = true
        /// How the order of elements is known.
        public var positions: PositionEncoding = .learned
        /// How elements become one vector.
        public var pooling: Pooling = .mean

        /// Describes a network; set what differs.
        public init(input: Input, classCount: Int, contextLength: Int = 512) {
            self.input = input
            self.classCount = classCount
            self.contextLength = contextLength
        }

        var layer: TransformerEncoderLayer.Config {
            var layer = TransformerEncoderLayer.Config(
                width: width, headCount: headCount, feedForwardCount: feedForwardCount ?? 4 * width,
                dropout: dropout)
            (layer.activation, layer.norm, layer.normFirst) = (activation, norm, normFirst)
            layer.rotary = positions == .rotary ? RotaryEmbedding() : nil
            return layer
        }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// A vector per token, for tokens.
    public let tokenEmbedding: Embedding?
    /// `F` → `E`, for features.
    public let inputProjection: Linear?
    /// `[E]`: the element put before the others.
    @Parameter public var classToken: Tensor?
    /// Vectors of positions, where they are learned.
    public let positionEmbedding: LearnedPositions?
    /// The layers.
    public let encoder: TransformerEncoder
    /// `E` → `C`.
    public let head: Linear
    private let embeddingDropout: Dropout
    private let sines: SinusoidalPositions?

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        self.config = config
        var embedding: Embedding?, projection: Linear?
        let normal = Initializer.normal(deviation: 0.02)
        switch config.input {
        case .tokens(let count):
            var settings = Embedding.Config(vectorCount: count, featureCount: config.width)
            settings.initializer = normal
            embedding = try Embedding(settings, context)
        case .features(let width): projection = try Linear(width, config.width, context)
        }
        tokenEmbedding = embedding
        inputProjection = projection
        classToken = config.pooling == .classToken ? try normal([config.width], context) : nil
        let positionCount = config.contextLength + (config.pooling == .classToken ? 1 : 0)
        positionEmbedding =
            config.positions == .learned ? try LearnedPositions(positionCount, config.width, context) : nil
        sines = config.positions == .sinusoidal ? SinusoidalPositions() : nil
        embeddingDropout = try Dropout(config.dropout)
        encoder = try TransformerEncoder(
            config.layer, layerCount: config.layerCount, hasFinalNorm: config.normFirst, context)
        head = try Linear(config.width, config.classCount, context)
        super.init()
    }

    public override var settings: String {
        "\(config.input), \(config.classCount) classes, \(config.pooling) pooling"
    }

    /// Predicts for sequences of full length.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self(x, lengths: nil, context)
    }

    /// Predicts for padded sequences; what lies behind a sequence's end has no influence on its predictions.
    public func callAsFunction(_ x: Tensor, lengths: [Int]?, _ context: Context) throws -> Tensor {
        var hidden = try embedded(x, context)  // [N, T, E]
        let batchCount = try hidden.size(0), extra = config.pooling == .classToken ? 1 : 0
        if let lengths {
            try SequenceShape.check(
                lengths: lengths, hidden.size(1), batchCount: batchCount, layer: "TransformerClassifier")
        }
        if let token = context[$classToken] {
            let first = try token.expanded([batchCount, 1, config.width])
            hidden = try .concatenated([first, hidden], axis: 1)
        }
        if let positionEmbedding { hidden = try positionEmbedding(hidden, context) }
        if let sines { hidden = try sines(hidden, context) }
        var mask = AttentionMask.none
        if let lengths {
            mask = try .padding(lengths: lengths.map { $0 + extra }, stepCount: hidden.size(1))
            mask.keyPadding = try mask.keyPadding?.moved(to: x.device)
        }
        hidden = try encoder(embeddingDropout(hidden, context), mask: mask, context)
        return try head(pooled(hidden, lengths, mask.keyPadding), context)
    }

    private func embedded(_ x: Tensor, _ context: Context) throws -> Tensor {
        if let inputProjection {
            try SequenceShape.check(x, layer: "TransformerClassifier")
            return try inputProjection(x, context)
        }
        guard let tokenEmbedding, x.rank == 2, !x.dtype.isFloatingPoint, x.dtype != .bool
        else {
            throw ModuleError(
                "tokens", "TransformerClassifier: tokens are \(x.shape) \(x.dtype), expected [N, T] int64.",
                fix: "Give integers, or describe the input as features.")
        }
        return try tokenEmbedding(x, context)
    }

    /// `[N, T, E]` → `[N, E]`, or as it is.
    private func pooled(_ x: Tensor, _ lengths: [Int]?, _ padding: Tensor?) throws -> Tensor {
        switch config.pooling {
        case .none: return x
        case .first, .classToken: return try x.select(0, axis: 1)
        case .last:
            guard let lengths else { return try x.select(-1, axis: 1) }
            let rows = try Tensor.arange(lengths.count, device: x.device)
            return try x.index([rows, Tensor(lengths.map { $0 - 1 }).moved(to: x.device)])
        case .mean:
            guard let lengths, let padding else { return try x.mean(axis: 1) }
            let counts = try Tensor(lengths.map(Double.init), shape: [lengths.count, 1])
                .converted(to: x.dtype).moved(to: x.device)
            return try x.maskedFill(padding.unsqueezed(axis: 2), value: 0).sum(axis: 1) / counts
        case .max:
            let kept =
                try padding.map { try x.maskedFill($0.unsqueezed(axis: 2), value: -Double.infinity) } ?? x
            return try kept.amax(axis: 1)
        }
    }
}
