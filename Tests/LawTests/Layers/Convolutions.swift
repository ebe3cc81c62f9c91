// Laws: convolutions, pooling, containers.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let convolutions: [LayerEntry] = convolving + pooling + containers

    private static let convolving: [LayerEntry] = [
        unary("Conv1d", [2, 3, 6], [2, 4, 4], refuses: [2, 4, 6]) { try Conv1d(3, 4, kernelSize: 3, $0) },
        unary("Conv1d, circular margins", [2, 3, 6], [2, 2, 3], refuses: [2, 4, 6]) {
            try Conv1d(
                .init(
                    inputCount: 3, outputCount: 2, kernelSize: 3, stride: 2, padding: 1,
                    paddingMode: .circular), $0)
        },
        unary("Conv2d", [2, 2, 5, 4], [2, 3, 3, 2], refuses: [2, 5, 5, 4]) {
            try Conv2d(2, 3, kernelSize: 3, stride: [2, 2], padding: 1, $0)
        },
        unary("Conv2d, depthwise and dilated", [2, 2, 5, 5], [2, 4, 5, 5], refuses: [2, 3, 5, 5]) {
            try Conv2d(
                .init(
                    inputCount: 2, outputCount: 4, kernelSize: 3, padding: .same, dilation: 2, groups: 2,
                    hasBias: false), $0)
        },
        unary("Conv2d, uneven reflected margins", [2, 2, 4, 4], [2, 2, 4, 4], refuses: [2, 3, 4, 4]) {
            try Conv2d(
                .init(
                    inputCount: 2, outputCount: 2, kernelSize: [2, 4], padding: .same, paddingMode: .reflect),
                $0)
        },
        unary("Conv3d", [1, 2, 3, 3, 3], [1, 2, 2, 2, 2], refuses: [1, 3, 3, 3, 3]) {
            try Conv3d(2, 2, kernelSize: 2, $0)
        },
        unary("ConvTranspose1d", [2, 3, 4], [2, 2, 9], refuses: [2, 4, 4]) {
            try ConvTranspose1d(3, 2, kernelSize: 3, stride: 2, $0)
        },
        unary("ConvTranspose2d", [2, 2, 2, 3], [2, 4, 4, 6], refuses: [2, 3, 2, 3]) {
            try ConvTranspose2d(2, 4, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2, $0)
        },
        unary("ConvTranspose3d", [1, 2, 2, 2, 2], [1, 1, 3, 3, 3], refuses: [1, 1, 2, 2, 2]) {
            try ConvTranspose3d(2, 1, kernelSize: 2, $0)
        },
    ]

    private static let pooling: [LayerEntry] = [
        unary("MaxPool1d", [2, 3, 6], [2, 3, 3], refuses: [2, 3, 1]) { _ in try MaxPool1d(2) },
        unary("MaxPool2d", [2, 2, 5, 4], [2, 2, 3, 2], refuses: [5, 4]) { _ in
            try MaxPool2d(3, stride: 2, padding: 1)
        },
        unary("AvgPool1d", [2, 3, 6], [2, 3, 3], refuses: [2, 3, 1]) { _ in try AvgPool1d(2) },
        unary("AvgPool2d", [2, 2, 5, 4], [2, 2, 3, 2], refuses: [5, 4]) { _ in
            try AvgPool2d(3, stride: 2, padding: 1)
        },
        unary("AvgPool2d with a divisor", [2, 2, 4, 4], [2, 2, 2, 2], refuses: [2, 2, 1, 4]) { _ in
            try AvgPool2d(.init(kernelSize: 2, divisor: 3))
        },
        unary("LPPool2d", [2, 2, 4, 4], [2, 2, 2, 2], refuses: [2, 2, 1, 4]) { _ in try LPPool2d(2, 2) },
        unary("AdaptiveAvgPool1d", [2, 3, 5], [2, 3, 2], refuses: [3]) { _ in try AdaptiveAvgPool1d(2) },
        unary("AdaptiveAvgPool2d", [2, 2, 5, 4], [2, 2, 2, 4], refuses: [5, 4]) { _ in
            try AdaptiveAvgPool2d([2, nil])
        },
        unary("AdaptiveMaxPool1d", [2, 3, 5], [2, 3, 2], refuses: [3]) { _ in try AdaptiveMaxPool1d(2) },
        unary("AdaptiveMaxPool2d", [2, 2, 5, 4], [2, 2, 2, 2], refuses: [5, 4]) { _ in
            try AdaptiveMaxPool2d(2)
        },
        unary("MaxPool3d", [2, 1, 4, 3, 2], [2, 1, 2, 1, 1], refuses: [4, 3, 2]) { _ in try MaxPool3d(2) },
        unary("AvgPool3d", [2, 1, 4, 3, 2], [2, 1, 2, 1, 1], refuses: [4, 3, 2]) { _ in try AvgPool3d(2) },
        unary("LPPool1d", [2, 2, 4], [2, 2, 2], refuses: [2, 2, 1]) { _ in try LPPool1d(2, 2) },
        unary("LPPool3d", [2, 1, 2, 2, 2], [2, 1, 1, 1, 1], refuses: [2, 2, 2]) { _ in try LPPool3d(2, 2) },
        unary("AdaptiveAvgPool3d", [2, 1, 3, 2, 2], [2, 1, 2, 2, 1], refuses: [3, 2, 2]) { _ in
            try AdaptiveAvgPool3d([2, nil, 1])
        },
        unary("AdaptiveMaxPool3d", [2, 1, 3, 2, 2], [2, 1, 1, 1, 1], refuses: [3, 2, 2]) { _ in
            try AdaptiveMaxPool3d(1)
        },
        unary("ChannelShuffle", [2, 4, 3], [2, 4, 3], refuses: [2, 3, 3]) { _ in try ChannelShuffle(2) },
        unary("Upsample, trilinear", [2, 1, 2, 2, 2], [2, 1, 3, 3, 3], refuses: [2, 2]) { _ in
            try Upsample(to: .size(3), mode: .trilinear)
        },
        entry(
            "MaxPool2d and MaxUnpool2d", input: [2, 2, 4, 4], output: [2, 2, 4, 4], refuses: [4, 4],
            [.trainEqualsEvaluate, .perSample], make: { _ in try MaxUnpool2d(2) },
            apply: { layer, x, _, context in
                let (values, indices) = try MaxPool2d(2).withIndices(x)
                return try layer(values, indices: indices, context)
            }),
        unary("GlobalAveragePool", [2, 3, 4, 2], [2, 3], refuses: [2, 3]) { _ in GlobalAveragePool() },
        unary("Upsample, nearest", [2, 2, 3], [2, 2, 6], refuses: [2, 3]) { _ in try Upsample(scale: 2) },
        unary("Upsample, bilinear", [2, 2, 3, 4], [2, 2, 5, 5], refuses: [2, 3]) { _ in
            try Upsample(to: .size(5), mode: .bilinear)
        },
        unary("Upsample, bicubic", [2, 1, 3, 4], [2, 1, 6, 8], refuses: [2, 3, 4]) { _ in
            try Upsample(scale: 2, mode: .bicubic, alignCorners: true)
        },
        unary("PixelShuffle", [2, 4, 2, 3], [2, 1, 4, 6], refuses: [2, 3, 2, 3]) { _ in try PixelShuffle(2) },
        unary("PixelUnshuffle", [2, 1, 4, 6], [2, 4, 2, 3], refuses: [2, 1, 3, 6]) { _ in
            try PixelUnshuffle(2)
        },
        unary("Padding, constant", [2, 2, 3, 3], [2, 2, 4, 5], refuses: [3]) { _ in
            try Padding([1, 1, 0, 1], value: 2)
        },
        unary("Padding, reflected", [2, 2, 3, 3], [2, 2, 5, 5], refuses: [2, 2, 1, 3]) { _ in
            try Padding(1, mode: .reflect)
        },
        unary("Padding, replicated", [2, 2, 3, 3], [2, 2, 5, 5], refuses: [3, 3]) { _ in
            try Padding(1, mode: .replicate)
        },
        unary("Padding, circular", [2, 2, 3], [2, 2, 6], refuses: [2, 2, 1]) { _ in
            try Padding([1, 2], mode: .circular)
        },
        unary("Unfold", [2, 2, 4, 4], [2, 8, 9], refuses: [2, 2, 1, 4]) { _ in try Unfold(2) },
        unary("Fold", [2, 8, 9], [2, 2, 4, 4], refuses: [2, 7, 9]) { _ in try Fold(outputSize: 4, 2) },
    ]

    private static let containers: [LayerEntry] = [
        unary("Flatten", [2, 3, 4], [2, 12], refuses: [3]) { _ in Flatten() },
        unary("Unflatten", [2, 6, 2], [2, 3, 2, 2], refuses: [2, 5, 2]) { _ in
            try Unflatten(axis: 1, sizes: [3, -1])
        },
        unary("Sequential", [2, 1, 4, 4], [2, 3], refuses: [2, 2, 4, 4]) { context in
            try Sequential(
                Conv2d(1, 2, kernelSize: 3, context), Lambda("tanh") { x, _ in try x.tanh() }, Flatten(),
                Linear(8, 3, context))
        },
        unary("Residual with a learned scale", [3, 4], [3, 4], refuses: [3, 5]) { context in
            try Residual(
                Sequential(Linear(4, 5, context), Linear(5, 4, context)), scale: .learned(initial: 0.5),
                activation: .silu)
        },
        unary("Residual with a shortcut", [3, 4], [3, 2], refuses: [3, 5]) { context in
            try Residual(Linear(4, 2, context), shortcut: Linear(4, 2, hasBias: false, context), scale: 0.5)
        },
    ]

    /// A layer that treats every sample alone, and alike in training and evaluation.
    static func unary<Layer: UnaryLayer>(
        _ name: String, _ input: [Int], _ output: [Int], refuses refused: [Int],
        _ make: @escaping @Sendable (Context) throws -> Layer
    ) -> LayerEntry {
        entry(
            name, input: input, output: output, refuses: refused, [.trainEqualsEvaluate, .perSample],
            make: make, apply: { layer, x, _, context in try layer(x, context) })
    }
}
