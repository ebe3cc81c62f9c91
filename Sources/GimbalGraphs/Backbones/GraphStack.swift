// Layers on a graph in a row: what most backbones are.
import GimbalNN
import GimbalTensor

/// Layers on a graph in a row, with dropout, normalisation, activation and skip connections between them.
///
/// h_l = activation(norm(layer_l(dropout(h_(l−1))))), plus h_(l−1) if residual; out = layer_L(dropout(h_(L−1)))
///
/// - Shapes: input with `inputCount` features, dense or sparse → `[N, outputCount]`; features `[N, hiddenCount]`, or
///   the input's own where the only layer gives the outputs.
/// - State-dict names: `convs.0.…`, `norms.0.…`.
/// - Throws: `TensorError` if the features have not `inputCount` columns, and what the layers throw.
open class GraphStack: GraphNetwork {
    /// Widths, depth and what stands between the layers; `hiddenCount` is the width of hidden features.
    public let stack: LayerStackConfig
    /// The layers, first to last.
    public let convs: [any GraphLayer]
    /// The normalisation of each hidden layer; empty where there is none.
    public let norms: [any UnaryLayer]
    private let dropout: Dropout

    /// Takes the layers.
    ///
    /// - Parameters:
    ///   - stack: what stands between the layers; `hiddenCount` is the number of columns of every hidden layer.
    ///   - convs: `layerCount` layers, first to last.
    ///   - context: where normalisations draw first values from.
    /// - Throws: `GraphError` if there are not as many layers as described, `ModuleError` for a dropout or a
    ///   normalisation that cannot be.
    public init(_ stack: LayerStackConfig, _ convs: [any GraphLayer], _ context: Context) throws {
        guard convs.count == stack.layerCount, !convs.isEmpty else {
            throw GraphError(
                "convolution", "a stack of \(stack.layerCount) layers was given \(convs.count)",
                fix: "Give one or more, as many as layerCount says.")
        }
        self.stack = stack
        self.convs = convs
        norms = try (0..<stack.hiddenLayerCount).compactMap { _ in
            try stack.norm.make(stack.hiddenCount, for: .features, context)
        }
        dropout = try Dropout(stack.dropout)
        super.init()
    }

    open override var settings: String { stack.text }

    open override var featureCount: Int { stack.featureCount }

    open override var outputCount: Int { stack.outputCount ?? featureCount }

    open override func features(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try lastHidden(input, context).dense()
    }

    open override func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        let x = try lastHidden(input, context)
        guard stack.outputCount != nil else { return try x.dense() }
        return try applied(convs.count - 1, to: x, on: input, context)
    }

    /// Computes the features after each hidden layer, first to last: `hiddenLayerCount` times `[N, hiddenCount]`.
    ///
    /// - Throws: as the network itself.
    public final func hiddenFeatures(_ input: GraphInput, _ context: Context) throws -> [Tensor] {
        var all: [Tensor] = []
        _ = try lastHidden(input, context) { all.append($0) }
        return all
    }

    /// What the last map sees: the features after the last hidden layer, or the input's.
    private func lastHidden(
        _ input: GraphInput, _ context: Context, visiting visit: (Tensor) -> Void = { _ in }
    ) throws -> NodeFeatures {
        var x = input.features
        try x.checkWidth(stack.inputCount, for: "\(type(of: self))")
        for layer in 0..<stack.hiddenLayerCount {
            var y = try applied(layer, to: x, on: input, context)
            if !norms.isEmpty { y = try norms[layer](y, context) }
            y = try stack.activation(y)
            if stack.isResidual, x.featureCount == stack.hiddenCount { y = try y + x.dense() }
            visit(y)
            x = .dense(y)
        }
        return x
    }

    private func applied(_ layer: Int, to x: NodeFeatures, on input: GraphInput, _ context: Context) throws
        -> Tensor
    {
        let isDropped = layer > 0 || stack.dropsInput
        return try convs[layer](isDropped ? dropout(x, context) : x, on: input, context)
    }
}
