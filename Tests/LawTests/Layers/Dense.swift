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
        entry(
            "Bilinear", input: [6, 4], output: [6, 3], refuses: [6, 5], [.trainEqualsEvaluate, .perSample],
            make: { try Bilinear(4, 4, 3, $0) },
            apply: { layer, x, _, context in try layer(x, x * 0.5 + 1, context) }),
        entry(
            "Embedding", input: [6, 4], output: [6, 4, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .perSample],
            make: { try Embedding(2, 3, $0) },
            apply: { layer, x, _, context in try layer(words(x), context) * x.unsqueezed(axis: 2) }),
        entry(
            "EmbeddingBag", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .perSample],
            make: { try EmbeddingBag(2, 3, $0) },
            apply: { layer, x, _, context in
                try layer(words(x), context) * x.mean(axes: [1], keepDimensions: true)
            }),
        entry(
            "EmbeddingBag of weighted sums", input: [6, 4], output: [6, 3], refuses: [6, 5],
            [.trainEqualsEvaluate, .perSample],
            make: { try EmbeddingBag(2, 3, reduction: .sum, $0) },
            apply: { layer, x, _, context in try layer(words(x), sampleWeights: x, context) }),
    ]

    /// Indices of two words; another width stands for words that the table does not have.
    private static func words(_ x: Tensor) throws -> Tensor {
        try x.greater(0).converted(to: .int64) * (x.shape.last == 4 ? 1 : 100)
    }
}
