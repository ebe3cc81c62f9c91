// Laws: normalizations.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let normalizations: [LayerEntry] = [
        entry(
            "LayerNorm", input: [6, 4], output: [6, 4], refuses: [4, 6], [.trainEqualsEvaluate, .perSample],
            make: { try LayerNorm(.init(normalizedShape: [4]), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "LayerNorm over two axes", input: [3, 2, 4], output: [3, 2, 4], refuses: [3, 4, 2],
            [.trainEqualsEvaluate, .perSample],
            make: { try LayerNorm(.init(normalizedShape: [2, 4], epsilon: 1e-3), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "BatchNorm1d", input: [6, 4], output: [6, 4], refuses: [6, 3], [.perSample],
            make: { try BatchNorm1d(.init(featureCount: 4), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "BatchNorm1d over positions", input: [4, 3, 5], output: [4, 3, 5], refuses: [4, 5, 3],
            [.perSample],
            make: { try BatchNorm1d(.init(featureCount: 3), $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
    ]
}
