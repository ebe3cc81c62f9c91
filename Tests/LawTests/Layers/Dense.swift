// Laws: dense.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let dense: [LayerEntry] = [
        entry(
            "Linear", input: [6, 4], output: [6, 3], refuses: [6, 5], [.trainEqualsEvaluate, .perSample],
            make: { try Linear(4, 3, $0) }, apply: { layer, x, _, context in try layer(x, context) }),
        entry(
            "Linear without bias, three axes", input: [2, 3, 4], output: [2, 3, 2], refuses: [2, 4, 3],
            [.trainEqualsEvaluate, .perSample],
            make: { try Linear(4, 2, hasBias: false, $0) },
            apply: { layer, x, _, context in try layer(x, context) }),
    ]
}
