// Settings that backbones of like layers share.
import GimbalNN

/// Describes a stack of layers of one kind: widths, depth and what stands between the layers.
public struct LayerStackConfig: Sendable, Codable, Hashable {
    /// Features of the input.
    public var inputCount: Int
    /// Outputs per node; nil makes every layer a hidden one, whose features are the outputs.
    public var outputCount: Int?
    /// Width of the hidden layers.
    public var hiddenCount: Int
    /// Number of layers, at least 1.
    public var layerCount: Int
    /// Dropout before each layer.
    public var dropout: Double
    /// What follows each hidden layer.
    public var activation: Activation
    /// What stands between hidden layer and activation.
    public var norm: NormLayer
    /// Whether hidden layers whose widths agree add their input.
    public var isResidual: Bool
    /// Whether there is dropout before the first layer, too.
    public var dropsInput: Bool

    /// Describes a stack; defaults are those of Kipf and Welling 2017.
    public init(
        inputCount: Int, outputCount: Int?, hiddenCount: Int = 16, layerCount: Int = 2, dropout: Double = 0.5,
        activation: Activation = .relu, norm: NormLayer = .none, isResidual: Bool = false,
        dropsInput: Bool = true
    ) {
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.hiddenCount = hiddenCount
        self.layerCount = layerCount
        self.dropout = dropout
        self.activation = activation
        self.norm = norm
        self.isResidual = isResidual
        self.dropsInput = dropsInput
    }

    /// Number of layers before the one that gives the outputs.
    public var hiddenLayerCount: Int { outputCount == nil ? layerCount : layerCount - 1 }

    /// Features that the last map sees.
    var featureCount: Int { hiddenLayerCount == 0 ? inputCount : hiddenCount }

    /// One line for printed networks.
    var text: String {
        "\(layerCount) layers, hidden \(hiddenCount)" + (activation == .relu ? "" : ", \(activation)")
            + (norm == .none ? "" : ", \(norm)") + (isResidual ? ", residual" : "")
    }

    /// Makes the layers, first to last, each from its number of features in and out and whether it gives the outputs.
    ///
    /// - Throws: `GraphError` if a width or the number of layers is below 1.
    func layers<Layer>(
        of network: String, _ make: (_ inputCount: Int, _ outputCount: Int, _ isLast: Bool) throws -> Layer
    ) throws -> [Layer] {
        try checkWidths([inputCount, hiddenCount, outputCount ?? 1], of: network)
        guard layerCount > 0 else {
            throw GraphError(
                "convolution", "\(network) with \(layerCount) layers, expected 1 or more",
                fix: "Two are usual.")
        }
        return try (0..<layerCount).map { layer in
            let isLast = layer == hiddenLayerCount
            return try make(
                layer == 0 ? inputCount : hiddenCount, isLast ? outputCount ?? hiddenCount : hiddenCount,
                isLast)
        }
    }
}
