// Laws: normalizations, and parametrisations of weights.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let normalizations: [LayerEntry] = featureNorms + channelNorms + parametrizations

    private static let alike: Set<LayerPromise> = [.trainEqualsEvaluate, .perSample]

    private static let featureNorms: [LayerEntry] = [
        unaryEntry("LayerNorm", [6, 4], refuses: [4, 6], alike) { try LayerNorm(4, $0) },
        unaryEntry("LayerNorm over two axes", [3, 2, 4], refuses: [3, 4, 2], alike) {
            try LayerNorm(.init(normalizedShape: [2, 4], epsilon: 1e-3), $0)
        },
        unaryEntry("LayerNorm without bias", [6, 4], refuses: [4, 6], alike) {
            try LayerNorm(4, hasBias: false, $0)
        },
        unaryEntry("RMSNorm", [3, 2, 4], refuses: [4, 6], alike) { try RMSNorm(4, $0) },
        unaryEntry("RMSNorm over two axes", [3, 2, 4], refuses: [3, 4, 2], alike) {
            try RMSNorm(.init(normalizedShape: [2, 4], epsilon: 1e-3), $0)
        },
        unaryEntry("RMSNorm2d", [3, 4, 2, 3], refuses: [3, 2, 4, 3], alike) { try RMSNorm2d(4, $0) },
        unaryEntry("FeatureBatchNorm", [3, 2, 4], refuses: [3, 4, 2], [.perSample]) {
            try FeatureBatchNorm(4, $0)
        },
        unaryEntry("FeatureGroupNorm", [3, 2, 6], refuses: [3, 6, 2], alike) {
            try FeatureGroupNorm(2, 6, $0)
        },
    ]

    private static let channelNorms: [LayerEntry] = [
        unaryEntry("BatchNorm1d", [6, 4], refuses: [6, 3], [.perSample]) { try BatchNorm1d(4, $0) },
        unaryEntry("BatchNorm1d over positions", [4, 3, 5], refuses: [4, 5, 3], [.perSample]) {
            try BatchNorm1d(3, momentum: nil, $0)
        },
        unaryEntry("BatchNorm2d", [3, 2, 2, 3], refuses: [3, 2, 2], [.perSample]) { try BatchNorm2d(2, $0) },
        unaryEntry(
            "BatchNorm2d without statistics", [3, 2, 2, 3], refuses: [3, 3, 2, 2], [.trainEqualsEvaluate]
        ) {
            try BatchNorm2d(2, tracksRunningStatistics: false, $0)
        },
        unaryEntry("BatchNorm3d", [3, 2, 2, 1, 2], refuses: [3, 1, 2, 1, 2], [.perSample]) {
            try BatchNorm3d(2, isAffine: false, $0)
        },
        unaryEntry("GroupNorm", [3, 4, 2, 2], refuses: [3, 2, 4, 2], alike) { try GroupNorm(2, 4, $0) },
        unaryEntry("GroupNorm without positions", [3, 6], refuses: [3, 4], alike) { try GroupNorm(2, 6, $0) },
        unaryEntry("InstanceNorm1d", [3, 2, 4], refuses: [3, 4, 2], alike) {
            try InstanceNorm1d(2, isAffine: true, $0)
        },
        unaryEntry("InstanceNorm2d", [3, 2, 2, 2], refuses: [3, 1, 2, 2], alike) {
            try InstanceNorm2d(2, $0)
        },
        unaryEntry("InstanceNorm2d with statistics", [3, 2, 2, 2], refuses: [3, 2], [.perSample]) {
            try InstanceNorm2d(2, isAffine: true, tracksRunningStatistics: true, $0)
        },
        unaryEntry("InstanceNorm3d", [2, 2, 2, 1, 2], refuses: [2, 1, 2, 1, 2], alike) {
            try InstanceNorm3d(2, $0)
        },
        unaryEntry("LocalResponseNorm", [3, 5, 2, 2], refuses: [3, 5], alike) { _ in
            try LocalResponseNorm(3, alpha: 0.5)
        },
    ]

    private static let parametrizations: [LayerEntry] = [
        unaryEntry("WeightNorm of Linear", [6, 4], output: [6, 3], refuses: [6, 5], alike) {
            try weightNorm(Linear(4, 3, $0))
        },
        unaryEntry("WeightNorm of Linear as a whole", [6, 4], output: [6, 3], refuses: [6, 5], alike) {
            try weightNorm(Linear(4, 3, $0), axis: nil)
        },
        unaryEntry(
            "WeightNorm of Conv2d", [2, 4, 3, 3], output: [2, 6, 2, 2], refuses: [2, 3, 3, 3], alike
        ) {
            try weightNorm(Conv2d(4, 6, kernelSize: 2, groups: 2, $0))
        },
        // In training the singular vectors move, and the gradient takes them as constants by definition.
        entry(
            "SpectralNorm of Linear", input: [6, 4], output: [6, 3], refuses: [6, 5], alike,
            make: { try spectralNorm(Linear(4, 3, $0), $0) },
            apply: { layer, x, _, context in try context.with(mode: .evaluate) { try layer(x, context) } }),
        entry(
            "WeightNorm of a whole LSTM", input: [3, 2, 4], output: [3, 2, 5], refuses: [3, 2, 3],
            [.trainEqualsEvaluate],
            make: { context in
                try Parametrized(LSTM(4, 5, context)) { _, value in value.rank > 1 ? [WeightNorm()] : [] }
            },
            apply: { layer, x, _, context in try layer.run(context) { try $0(x, context).output } }),
        unaryEntry("WeightNorm of a normalised Linear", [6, 4], output: [6, 3], refuses: [6, 5], alike) {
            try weightNorm(weightNorm(Linear(4, 3, $0)), name: "parametrizations.weight.original1", axis: 1)
        },
    ]
}
