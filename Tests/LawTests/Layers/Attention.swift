// Laws: attention and the transformer's layers.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let attention: [LayerEntry] = [
        attentionEntry("MultiHeadAttention") { _ in },
        attentionEntry("MultiHeadAttention, causal", .causal) { $0.hasBias = false },
        attentionEntry("MultiHeadAttention with dropout", isRandom: true) { $0.dropout = 0.5 },
        attentionEntry("MultiHeadAttention with appended keys") {
            $0.addsBiasKeyValue = true
            $0.addsZeroAttention = true
        },
        attentionEntry("MultiHeadAttention, rotary, shared key heads", .causal) {
            $0.rotary = RotaryEmbedding()
            $0.keyValueHeadCount = 1
        },
        entry(
            "MultiHeadAttention to other keys, padded", input: [2, 3, 4], output: [2, 3, 4],
            refuses: [2, 3, 6],
            [.trainEqualsEvaluate],
            make: {
                var config = MultiHeadAttention.Config(width: 4, headCount: 2)
                (config.keyWidth, config.valueWidth) = (2, 3)
                return try MultiHeadAttention(config, $0)
            },
            apply: { (layer: MultiHeadAttention, x, _, context) in
                let mask = try AttentionMask.padding(lengths: [2, 3], stepCount: 3)
                let key = try x.narrow(axis: 2, start: 0, length: 2)
                return try layer(
                    x, key: key, value: x.narrow(axis: 2, start: 1, length: 3), mask: mask, context)
            }),
        entry(
            "TransformerEncoderLayer", input: [2, 3, 4], output: [2, 3, 4], refuses: [2, 3, 6],
            [.trainEqualsEvaluate, .perSample],
            make: {
                var config = TransformerEncoderLayer.Config(
                    width: 4, headCount: 2, feedForwardCount: 5, dropout: 0)
                config.activation = .gelu()
                return try TransformerEncoderLayer(config, $0)
            }, apply: { (layer: TransformerEncoderLayer, x, _, context) in try layer(x, context) }),
        entry(
            "TransformerEncoderLayer, norm first, with dropout", input: [2, 3, 4], output: [2, 3, 4],
            refuses: [2, 3, 6], [.perSample],
            make: {
                var config = TransformerEncoderLayer.Config(width: 4, headCount: 2, feedForwardCount: 5)
                (config.activation, config.normFirst, config.norm) = (.silu, true, .rmsNorm)
                return try TransformerEncoderLayer(config, $0)
            },
            apply: { (layer: TransformerEncoderLayer, x, _, context) in try layer(x, mask: .causal, context) }
        ),
        entry(
            "TransformerDecoderLayer", input: [2, 3, 4], output: [2, 3, 4], refuses: [2, 3, 6],
            [.trainEqualsEvaluate, .perSample],
            make: {
                var config = TransformerDecoderLayer.Config(
                    width: 4, headCount: 2, feedForwardCount: 5, dropout: 0)
                (config.activation, config.normFirst) = (.tanh, true)
                return try TransformerDecoderLayer(config, $0)
            },
            apply: { (layer: TransformerDecoderLayer, x, _, context) in
                try layer(x, memory: x.flipped(axis: 1).tanh(), mask: .causal, context)
            }),
        entry(
            "LearnedPositions", input: [2, 3, 4], output: [2, 3, 4], refuses: [2, 3, 6],
            [.trainEqualsEvaluate, .perSample], make: { try LearnedPositions(3, 4, $0) },
            apply: { (layer: LearnedPositions, x, _, context) in try layer(x, context) }),
        entry(
            "TransformerClassifier", input: [2, 3, 4], output: [2, 3], refuses: [2, 3, 6],
            [.trainEqualsEvaluate, .perSample],
            make: {
                var config = TransformerClassifier.Config(
                    input: .features(width: 4), classCount: 3, contextLength: 3)
                (config.width, config.layerCount, config.headCount, config.feedForwardCount) = (4, 1, 2, 4)
                (config.dropout, config.pooling) = (0, .classToken)
                return try TransformerClassifier(config, $0)
            }, apply: { (layer: TransformerClassifier, x, _, context) in try layer(x, context) }),
        causalEntry("CausalTransformer") { $0.tiesHead = true },
        causalEntry("CausalTransformer, own head") { config in
            (config.tiesHead, config.positions, config.activation) = (false, .sinusoidal, .silu)
        },
    ]

    private static func attentionEntry(
        _ name: String, _ mask: AttentionMask = .none, isRandom: Bool = false,
        _ change: @escaping @Sendable (inout MultiHeadAttention.Config) -> Void
    ) -> LayerEntry {
        entry(
            name, input: [2, 3, 4], output: [2, 3, 4], refuses: [2, 3, 6],
            isRandom ? [.perSample] : [.trainEqualsEvaluate, .perSample],
            make: {
                var config = MultiHeadAttention.Config(width: 4, headCount: 2)
                change(&config)
                return try MultiHeadAttention(config, $0)
            }, apply: { (layer: MultiHeadAttention, x, _, context) in try layer(x, mask: mask, context) })
    }

    /// Tokens have no gradients: the sample is added to the logits, so that there is an input to check.
    private static func causalEntry(
        _ name: String, _ change: @escaping @Sendable (inout CausalTransformer.Config) -> Void
    ) -> LayerEntry {
        entry(
            name, input: [2, 3, 5], output: [2, 3, 5], refuses: [2, 3, 6], [.trainEqualsEvaluate],
            make: {
                var config = CausalTransformer.Config(
                    vocabularyCount: 5, contextLength: 3, width: 4, layerCount: 1, headCount: 2)
                config.feedForwardCount = 4
                change(&config)
                return try CausalTransformer(config, $0)
            },
            apply: { (layer: CausalTransformer, x, _, context) in
                try layer(Tensor([0, 4, 2, 2, 1, 3], shape: [2, 3]), context) + x
            })
    }
}
