// The sizes that a model is made for.

/// What of a problem decides the shapes of a model's parameters: saved with the model, to make it again.
public struct ModelShape: Sendable, Codable, Hashable {
    /// Shape of a sample after preprocessing: `[features]`, `[channels, height, width]`, `[steps]`.
    public var inputShape: [Int]
    /// Numbers that a model gives per sample: classes, values, 1 for a risk.
    public var outputCount: Int
    /// Number of samples of all parts.
    public var sampleCount: Int
    /// Number of training samples, which models that keep them need.
    public var trainCount: Int
    /// Number of different tokens where samples are sequences of tokens, else 0.
    public var vocabularyCount: Int

    /// Describes sizes.
    public init(
        inputShape: [Int], outputCount: Int, sampleCount: Int = 0, trainCount: Int = 0,
        vocabularyCount: Int = 0
    ) {
        self.inputShape = inputShape
        self.outputCount = outputCount
        self.sampleCount = sampleCount
        self.trainCount = trainCount
        self.vocabularyCount = vocabularyCount
    }

    /// Numbers in a sample.
    public var inputCount: Int { inputShape.reduce(1, *) }
}
