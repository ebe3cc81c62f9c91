// Multi-head attention - Vaswani et al. 2017, arXiv 1706.03762. No reference code was looked at.
import GimbalTensor

/// Attends from queries to keys and values in several heads side by side.
///
/// headᵢ = softmax(qᵢ kᵢᵀ / √d + mask) vᵢ; y = [head₁ ... head_h] · out_projᵀ
///
/// - Shapes: query `[N, T, E]`, key `[N, S, K]`, value `[N, S, V]` → `[N, T, E]` (without batch first `[T, N, E]` and so
///   on); one sample without the batch axis is taken, too. Names and shapes of the parameters are PyTorch's.
/// - Masks: see `AttentionMask`; a query without any key left gets weights and heads of zero, so that `out_proj`'s shift
///   remains.
/// - Train and evaluate differ if there is dropout: weights are dropped while training.
/// - Complexity: fused (no weights in memory) unless weights are asked for or dropped.
/// - Initialisation: Glorot's uniform for the projections in, U(±1/√E) for the one out, shifts zero: PyTorch's default.
/// - Throws: `TensorError` for inputs and masks that do not fit.
/// - Paper: Vaswani et al. 2017, section 3.2.2; shared key heads: Ainslie et al. 2023, arXiv 2305.13245.
public final class MultiHeadAttention: Module, UnaryLayer {
    /// Settings of an attention layer; defaults are PyTorch's but for `batchFirst`.
    public struct Config: Sendable, Codable, Hashable {
        /// Features of queries and outputs.
        public var width: Int
        /// Heads; each has `width / headCount` features.
        public var headCount: Int
        /// Probability of a weight being dropped, while training.
        public var dropout = 0.0
        /// Whether the projections have shifts.
        public var hasBias = true
        /// Whether a learned key and value are appended to all.
        public var addsBiasKeyValue = false
        /// Whether a key and value of zeros are appended to all.
        public var addsZeroAttention = false
        /// Features of keys; `width` if nil.
        public var keyWidth: Int?
        /// Features of values; `width` if nil.
        public var valueWidth: Int?
        /// Whether batches are `[N, T, E]` (the default, other than PyTorch's) instead of `[T, N, E]`.
        public var batchFirst = true
        /// Heads of keys and values, each shared by several heads of queries; `headCount` if nil.
        public var keyValueHeadCount: Int?
        /// Turns queries and keys by their positions.
        public var rotary: RotaryEmbedding?

        /// Describes a layer; set what differs.
        public init(width: Int, headCount: Int, dropout: Double = 0) {
            self.width = width
            self.headCount = headCount
            self.dropout = dropout
        }

        var headWidth: Int { width / headCount }
        var keyValueHeads: Int { keyValueHeadCount ?? headCount }
        /// Features of all heads of keys, and of values.
        var keyValueFeatures: Int { keyValueHeads * headWidth }
        /// Whether the three projections lie in one matrix.
        var isPacked: Bool { (keyWidth ?? width) == width && (valueWidth ?? width) == width }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// `[E + 2 · key features, E]`: rows for queries, keys, values; nil if key or value sizes differ.
    @Parameter public var inProjWeight: Tensor?
    /// `[E, E]`, where sizes differ.
    @Parameter public var qProjWeight: Tensor?
    /// `[key features, K]`, where sizes differ.
    @Parameter public var kProjWeight: Tensor?
    /// `[key features, V]`, where sizes differ.
    @Parameter public var vProjWeight: Tensor?
    /// `[E + 2 · key features]`.
    @Parameter public var inProjBias: Tensor?
    /// `[1, 1, key features]`: the key appended to all.
    @Parameter public var biasK: Tensor?
    /// `[1, 1, key features]`: the value appended to all.
    @Parameter public var biasV: Tensor?
    /// Joins the heads.
    public let outProj: Linear
    private let weightDropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        try Self.check(config)
        self.config = config
        let width = config.width, features = config.keyValueFeatures
        let glorot = Initializer.glorotUniform
        inProjWeight = config.isPacked ? try glorot([width + 2 * features, width], context) : nil
        qProjWeight = config.isPacked ? nil : try glorot([width, width], context)
        kProjWeight = config.isPacked ? nil : try glorot([features, config.keyWidth ?? width], context)
        vProjWeight = config.isPacked ? nil : try glorot([features, config.valueWidth ?? width], context)
        inProjBias = config.hasBias ? try Initializer.zeros([width + 2 * features], context) : nil
        // Glorot's normal distribution with a fan of E on either side.
        let normal = Initializer.normal(deviation: 1 / Double(features).squareRoot())
        biasK = config.addsBiasKeyValue ? try normal([1, 1, features], context) : nil
        biasV = config.addsBiasKeyValue ? try normal([1, 1, features], context) : nil
        outProj = try Linear(width, width, hasBias: config.hasBias, context)
        if config.hasBias { outProj.bias = try Initializer.zeros([width], context) }
        weightDropout = try Dropout(config.dropout)
        super.init()
    }

    /// Attends in `headCount` heads of `width / headCount` features with PyTorch's defaults, batch first.
    public convenience init(_ width: Int, _ headCount: Int, dropout: Double = 0, _ context: Context) throws {
        try self.init(Config(width: width, headCount: headCount, dropout: dropout), context)
    }

    public override var settings: String {
        var parts = ["\(config.width)", "\(config.headCount) heads"]
        if config.keyValueHeads != config.headCount { parts.append("\(config.keyValueHeads) key heads") }
        if !config.isPacked { parts.append("keys \(config.keyWidth ?? config.width)") }
        if !config.isPacked { parts.append("values \(config.valueWidth ?? config.width)") }
        if config.dropout > 0 { parts.append("dropout \(config.dropout)") }
        if config.rotary != nil { parts.append("rotary") }
        if !config.hasBias { parts.append("no bias") }
        return parts.joined(separator: ", ")
    }

    private static func check(_ config: Config) throws {
        guard config.width > 0, config.headCount > 0, config.width.isMultiple(of: config.headCount) else {
            throw ModuleError(
                "heads",
                "MultiHeadAttention: \(config.headCount) heads do not divide the width \(config.width).",
                fix: "Choose a number of heads that divides it.")
        }
        guard config.keyValueHeads > 0, config.headCount.isMultiple(of: config.keyValueHeads) else {
            throw ModuleError(
                "heads",
                "MultiHeadAttention: \(config.keyValueHeads) key heads do not divide the \(config.headCount) "
                    + "heads.",
                fix: "Choose a number of key heads that divides the heads.")
        }
        guard config.rotary == nil || config.headWidth.isMultiple(of: 2) else {
            throw ModuleError(
                "heads", "MultiHeadAttention: rotary heads of odd width \(config.headWidth).",
                fix: "Choose heads of even width.")
        }
    }
}

// MARK: - Attending

extension MultiHeadAttention {
    /// Attends from x to itself.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self(x, mask: .none, context)
    }

    /// Attends from x to itself, with a mask, and with the past where a cache keeps it.
    public func callAsFunction(
        _ x: Tensor, mask: AttentionMask, cache: KeyValueCache? = nil, _ context: Context
    ) throws -> Tensor {
        try attend(from: x, to: x, x, mask: mask, cache: cache, wantsWeights: false, context).output
    }

    /// Attends from queries to other keys and values.
    public func callAsFunction(
        _ query: Tensor, key: Tensor, value: Tensor, mask: AttentionMask = .none, _ context: Context
    ) throws -> Tensor {
        try attend(from: query, to: key, value, mask: mask, cache: nil, wantsWeights: false, context).output
    }

    /// Attends and returns the weights, too: `[N, T, S]` averaged over heads, or `[N, heads, T, S]`.
    ///
    /// While training the weights are those after dropout, as PyTorch's.
    public func withWeights(
        _ query: Tensor, key: Tensor, value: Tensor, mask: AttentionMask = .none, averaged: Bool = true,
        _ context: Context
    ) throws -> (output: Tensor, weights: Tensor) {
        let result = try attend(
            from: query, to: key, value, mask: mask, cache: nil, wantsWeights: true, context)
        guard var weights = result.weights else {
            throw ModuleError(
                "weights", "MultiHeadAttention gave no weights.", fix: "Report it: a bug in Gimbal.")
        }
        if averaged { weights = try weights.mean(axis: 1) }
        return (result.output, query.rank == 2 ? try weights.squeezed(axis: 0) : weights)
    }

    private func attend(
        from query: Tensor, to key: Tensor, _ value: Tensor, mask: AttentionMask, cache: KeyValueCache?,
        wantsWeights: Bool, _ context: Context
    ) throws -> (output: Tensor, weights: Tensor?) {
        var heads = try projected(query, key, value, context)
        if let rotary = config.rotary {
            let offset = cache?.count ?? 0
            heads.query = try rotary(heads.query, offset: offset)
            heads.key = try rotary(heads.key, offset: offset)
        }
        if let cache { (heads.key, heads.value) = try cache.append(heads.key, heads.value) }
        let (wide, mask) = try extended(heads, mask, context)
        (heads.key, heads.value) = (try shared(wide.key), try shared(wide.value))
        let (mixed, weights) = try mix(heads, mask, wantsWeights: wantsWeights, context)
        let shape = mixed.shape  // [N, heads, T, d]
        let joined = try mixed.transposed(1, 2).reshaped([shape[0], shape[2], config.width])
        let output = try outProj(joined, context)
        if query.rank == 2 { return (try output.squeezed(axis: 0), weights) }
        return (config.batchFirst ? output : try output.transposed(0, 1), weights)
    }

    private func mix(_ heads: Heads, _ mask: AttentionMask, wantsWeights: Bool, _ context: Context) throws
        -> (
            Tensor, Tensor?
        )
    {
        guard wantsWeights || context.isTraining && config.dropout > 0 else {
            return (try ScaledDotProduct.fused(heads.query, heads.key, heads.value, mask: mask), nil)
        }
        let left = try mask.combined(
            AttentionShape(heads.query, heads.key), dtype: heads.query.dtype, device: heads.query.device)
        let weights = try weightDropout(ScaledDotProduct.weights(heads.query, heads.key, mask: left), context)
        return (try weights.matmul(heads.value), weights)
    }
}

// MARK: - Projections

/// Queries, keys and values by head, `[N, heads, T, d]`.
private struct Heads {
    var query: Tensor, key: Tensor, value: Tensor
}

extension MultiHeadAttention {
    private func projected(_ query: Tensor, _ key: Tensor, _ value: Tensor, _ context: Context) throws
        -> Heads
    {
        try checkInputs(query, key, value)
        let bias = context[$inProjBias]
        let features = config.keyValueFeatures
        if let weight = context[$inProjWeight] {
            if query.handle === key.handle, key.handle === value.handle {
                let all = try batched(query).linear(weight, bias: bias)
                    .split(sizes: [config.width, features, features], axis: -1)
                return Heads(query: try byHead(all[0]), key: try byHead(all[1]), value: try byHead(all[2]))
            }
            let weights = try weight.split(sizes: [config.width, features, features])
            return try separately(query, key, value, weights, bias)
        }
        let weights = [context[$qProjWeight], context[$kProjWeight], context[$vProjWeight]].compactMap(\.self)
        return try separately(query, key, value, weights, bias)
    }

    private func separately(
        _ query: Tensor, _ key: Tensor, _ value: Tensor, _ weights: [Tensor], _ bias: Tensor?
    ) throws -> Heads {
        let features = config.keyValueFeatures
        let biases = try bias?.split(sizes: [config.width, features, features])
        func project(_ x: Tensor, _ part: Int) throws -> Tensor {
            try byHead(batched(x).linear(weights[part], bias: biases?[part]))
        }
        return Heads(query: try project(query, 0), key: try project(key, 1), value: try project(value, 2))
    }

    /// `[N, T, heads · d]` → `[N, heads, T, d]`.
    private func byHead(_ x: Tensor) throws -> Tensor {
        try x.unflattened(axis: -1, sizes: [-1, config.headWidth]).transposed(1, 2)
    }

    /// Any layout → `[N, T, F]`.
    private func batched(_ x: Tensor) throws -> Tensor {
        if x.rank == 2 { return try x.unsqueezed(axis: 0) }
        return config.batchFirst ? x : try x.transposed(0, 1)
    }

    /// Gives every head of queries its keys or values: `[N, key heads, S, d]` → `[N, heads, S, d]`.
    private func shared(_ x: Tensor) throws -> Tensor {
        let count = config.headCount / config.keyValueHeads
        return count == 1 ? x : try x.repeatInterleave(count, axis: 1)
    }

    /// Appends the learned and the zero key and value, and a column to the masks for each.
    private func extended(_ heads: Heads, _ mask: AttentionMask, _ context: Context) throws -> (
        Heads, AttentionMask
    ) {
        var extraKeys: [Tensor] = [], extraValues: [Tensor] = []
        let batchCount = try heads.query.size(0)
        let shape = [batchCount, config.keyValueHeads, 1, config.headWidth]
        if let key = context[$biasK], let value = context[$biasV] {
            let single = [1, config.keyValueHeads, 1, config.headWidth]
            extraKeys.append(try key.reshaped(single).expanded(shape))
            extraValues.append(try value.reshaped(single).expanded(shape))
        }
        if config.addsZeroAttention {
            let zeros = try Tensor.zeros(shape, dtype: heads.key.dtype, device: heads.key.device)
            extraKeys.append(zeros)
            extraValues.append(zeros)
        }
        guard !extraKeys.isEmpty else { return (heads, mask) }
        let ownShape = try AttentionShape(heads.query, heads.key)
        var wide = heads
        wide.key = try .concatenated([heads.key] + extraKeys, axis: 2)
        wide.value = try .concatenated([heads.value] + extraValues, axis: 2)
        // Everybody sees the appended ones, so the causal part is written out for the others.
        var full = AttentionMask()
        full.scores = try mask.combined(
            AttentionShape(
                batchCount: batchCount, headCount: config.headCount, queryCount: ownShape.queryCount,
                keyCount: ownShape.keyCount), dtype: heads.query.dtype, device: heads.query.device)?
            .expanded([batchCount, -1, ownShape.queryCount, -1])
            .padded([0, extraKeys.count])
        return (wide, full)
    }

    private func checkInputs(_ query: Tensor, _ key: Tensor, _ value: Tensor) throws {
        let widths = [config.width, config.keyWidth ?? config.width, config.valueWidth ?? config.width]
        for ((name, x), width) in zip([("query", query), ("key", key), ("value", value)], widths) {
            guard x.rank == 2 || x.rank == 3, x.rank == query.rank, x.shape.last == width else {
                throw TensorError(
                    code: "tensor.shape", operation: "MultiHeadAttention",
                    message: "\(name) is \(x.shape), expected "
                        + (config.batchFirst ? "[N, T, \(width)]" : "[T, N, \(width)]"),
                    fix: "Give query, key and value the same axes and the widths of the configuration.")
            }
        }
        let axis = config.batchFirst ? 0 : 1
        guard key.shape.dropLast() == value.shape.dropLast(),
            query.rank == 2 || query.shape[axis] == key.shape[axis]
        else {
            throw TensorError(
                code: "tensor.shape", operation: "MultiHeadAttention",
                message:
                    "query \(query.shape), key \(key.shape) and value \(value.shape) are of different batches "
                    + "or lengths",
                fix: "Use one batch, and as many values as keys.")
        }
    }
}
