// What both forms of graph attention do alike.
import GimbalNN
import GimbalTensor

extension GraphAttentionConfig {
    /// Checks the settings.
    ///
    /// - Throws: `GraphError` naming the setting that is out of range.
    func check() throws {
        guard inputCount > 0, outputCount > 0, headCount > 0, (0..<1).contains(dropout),
            edgeFeatureCount.map({ $0 > 0 }) ?? true
        else {
            throw GraphError(
                "attention",
                "\(inputCount) features in, \(outputCount) out, \(headCount) heads, dropout \(dropout) and "
                    + "\(edgeFeatureCount.map(String.init) ?? "no") edge features",
                fix: "Counts are above 0, the dropout is 0 or more and below 1.")
        }
    }

    /// The graph that nodes attend on.
    func graph(of input: GraphInput) throws -> Graph {
        selfLoops ? try input.graphWithSelfLoops() : input.graph
    }

    /// A vector per head `[1, heads, outputCount]`, Glorot uniform over heads and features as in the field's code.
    func headVectors(_ context: Context) throws -> Tensor {
        try Initializer.glorotUniform([headCount, outputCount], context).unsqueezed(axis: 0)
    }

    /// Features of the edges as the layer needs them.
    ///
    /// - Throws: `GraphError` if the graph has none, or not as many as the layer expects.
    func edgeFeatures(of graph: Graph, dtype: DType) throws -> Tensor? {
        guard let count = edgeFeatureCount else { return nil }
        guard let features = graph.edgeFeatures, features.shape == [graph.edgeCount, count] else {
            throw GraphError(
                "features",
                "the layer attends by \(count) features per edge, the graph has "
                    + (graph.edgeFeatures.map { "\($0.shape)" } ?? "none"),
                fix: "Give one row of features per edge, or set edgeFeatureCount to nil.")
        }
        return try features.converted(to: dtype)
    }

    /// Rectified scores, their softmax over the sources of each target, and the sum of values weighted so.
    ///
    /// - Shapes: values `[N, H, O]`, scores `[E, H]` → `[N, H · O]` or, averaged, `[N, O]`.
    func attend(_ values: Tensor, _ scores: Tensor, on graph: Graph, _ drop: Dropout, _ context: Context)
        throws -> Tensor
    {
        let attention = try graph.pattern.softmax(scores.leakyRelu(negativeSlope: negativeSlope))
        let sums = try graph.pattern.matmul(values, headWeights: drop(attention, context))
        return concatenatesHeads
            ? try sums.reshaped([graph.nodeCount, width]) : try sums.mean(axes: [1])
    }
}
