// Laws: backbones.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let backbones: [LayerEntry] = [
        unary("MLP", [5, 3], [5, 2], refuses: [5, 4]) {
            try MLP(
                .init(
                    inputCount: 3, hiddenCounts: [4, 4], outputCount: 2, activation: .silu, norm: .layerNorm,
                    isResidual: true), $0)
        },
        network("MLP with dropout", [5, 3], [5, 2], refuses: [5, 4]) {
            try MLP(
                .selfNormalizing(inputCount: 3, hiddenCounts: [4], outputCount: 2, dropout: 0.3), $0)
        },
        network("ConvNet", [2, 1, 5, 4], [2, 3], refuses: [2, 2, 5, 4]) {
            try ConvNet(
                .init(channelCounts: [2, 2], outputCount: 3, pool: .mean, activation: .tanh), $0)
        },
        network("ResNet, small form, padded shortcuts", [2, 1, 4, 4], [2, 3], refuses: [2, 2, 4, 4]) {
            try ResNet(small(.padding), $0)
        },
        network("ResNet, large form, bottlenecks", [2, 1, 7, 7], [2, 3], refuses: [2, 2, 7, 7]) {
            var config = small(.projection)
            (config.stem, config.block, config.blockCounts) = (.large, .bottleneck, [1])
            return try ResNet(config, $0)
        },
        unary("ResNet, preactivation, layer normalisation", [2, 1, 4, 4], [2, 2], refuses: [2, 2, 4, 4]) {
            var config = small(.projection)
            (config.isPreactivation, config.norm, config.outputCount) = (true, .layerNorm, nil)
            return try ResNet(config, $0)
        },
    ]

    private static func small(_ shortcut: ResNet.Shortcut) -> ResNet.Config {
        var config = ResNet.Config()
        (config.stem, config.inputCount, config.outputCount) = (.small, 1, 3)
        (config.blockCounts, config.baseCount) = ([1, 1], 1)
        (config.shortcut, config.activation) = (shortcut, .silu)
        return config
    }

    /// A network that trains otherwise than it evaluates.
    private static func network<Layer: Backbone>(
        _ name: String, _ input: [Int], _ output: [Int], refuses refused: [Int],
        _ make: @escaping @Sendable (Context) throws -> Layer
    ) -> LayerEntry {
        entry(
            name, input: input, output: output, refuses: refused, [.perSample], make: make,
            apply: { layer, x, _, context in try layer(x, context) })
    }
}
