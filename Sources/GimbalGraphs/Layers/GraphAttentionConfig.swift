// What both forms of graph attention can be told.

/// Settings of `GATConv` and `GATv2Conv`.
public struct GraphAttentionConfig: Sendable, Codable, Hashable {
    /// Features in.
    public var inputCount: Int
    /// Features out of each head.
    public var outputCount: Int
    /// Number of heads.
    public var headCount: Int
    /// Whether heads lie beside each other in the output; otherwise they are averaged.
    public var concatenatesHeads: Bool
    /// Slope of the leaky rectifier for negative scores.
    public var negativeSlope: Double
    /// Probability that an edge's attention is dropped in training, `0..<1`.
    public var dropout: Double
    /// Whether nodes attend to themselves.
    public var selfLoops: Bool
    /// Number of features per edge that scores depend on; nil for none.
    public var edgeFeatureCount: Int?
    /// Whether a shift is added.
    public var hasBias: Bool

    /// Describes a layer; defaults are those of the authors' code: one head, slope 0.2, self-loops.
    public init(
        inputCount: Int, outputCount: Int, headCount: Int = 1, concatenatesHeads: Bool = true,
        negativeSlope: Double = 0.2, dropout: Double = 0, selfLoops: Bool = true,
        edgeFeatureCount: Int? = nil, hasBias: Bool = true
    ) {
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.headCount = headCount
        self.concatenatesHeads = concatenatesHeads
        self.negativeSlope = negativeSlope
        self.dropout = dropout
        self.selfLoops = selfLoops
        self.edgeFeatureCount = edgeFeatureCount
        self.hasBias = hasBias
    }

    /// Features of all heads together.
    var width: Int { headCount * outputCount }

    /// One line for printed networks.
    var text: String {
        "\(inputCount) → \(outputCount), heads \(headCount)\(concatenatesHeads ? "" : ", averaged")"
    }
}
