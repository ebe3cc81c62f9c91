// The network of DAGNN: transform first, propagate afterwards.
import GimbalGraphs
import GimbalNN
import GimbalTensor

/// A perceptron on each node's features, followed by gated propagation over many hops on as many columns as
/// classes.
///
/// - Shapes: input with `inputCount` features → logits `[N, outputCount]`.
/// - Paper: Liu, Gao, Ji 2020, arXiv 2007.09296, eq. 8; dropout on the input features and between the linear
///   maps.
public final class DAGNNNetwork: GraphNetwork {
    /// `[hidden, inputCount]`.
    public let lin1: Linear
    /// `[outputCount, hidden]`.
    public let lin2: Linear
    /// The gated propagation.
    public let prop: DAGNNPropagation
    private let dropout: Dropout
    private let addsSelfLoops: Bool
    private let hiddenCount: Int

    /// Draws first values from the initialisation stream.
    public init(inputCount: Int, outputCount: Int, options: DAGNN.Options, _ context: Context) throws {
        lin1 = try Linear(inputCount, options.hidden, context)
        lin2 = try Linear(options.hidden, outputCount, context)
        prop = try DAGNNPropagation(channelCount: outputCount, hopCount: options.hops, context)
        dropout = try Dropout(options.dropout)
        addsSelfLoops = options.selfLoops
        hiddenCount = options.hidden
        super.init()
    }

    public override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        let z = try transformed(input, context)
        return try prop(z, adjacency: input.adjacency(selfLoops: addsSelfLoops, dtype: z.dtype), context)
    }

    /// Mean gate of each hop over all nodes `[K + 1]`: how far the network looks.
    public func meanRetainScores(_ input: GraphInput, _ context: Context) throws -> [Double] {
        try context.with(mode: .evaluate) {
            try withoutGradient {
                let z = try transformed(input, context)
                let adjacency = try input.adjacency(selfLoops: addsSelfLoops, dtype: z.dtype)
                return try prop.retainScores(z, adjacency: adjacency, context).mean(axes: [0]).doubles()
            }
        }
    }

    /// Width of the hidden layer.
    public override var featureCount: Int { hiddenCount }

    /// The hidden layer of the perceptron, before anything is propagated.
    public override func features(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try lin1(dropout(input.features, context), context).relu()
    }

    private func transformed(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try lin2(dropout(features(input, context), context), context)
    }
}
