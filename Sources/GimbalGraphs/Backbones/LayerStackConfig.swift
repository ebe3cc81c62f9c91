// Settings that backbones of like layers share.

/// Describes a stack of layers of one kind: widths, depth and the dropout before each layer.
public struct LayerStackConfig: Sendable, Codable, Hashable {
    /// Features of the input.
    public var inputCount: Int
    /// Outputs per node.
    public var outputCount: Int
    /// Width of the layers between.
    public var hiddenCount: Int
    /// Number of layers, at least 1.
    public var layerCount: Int
    /// Dropout before each layer.
    public var dropout: Double

    /// Describes a stack; defaults are those of Kipf and Welling 2017.
    public init(
        inputCount: Int, outputCount: Int, hiddenCount: Int = 16, layerCount: Int = 2, dropout: Double = 0.5
    ) {
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.hiddenCount = hiddenCount
        self.layerCount = layerCount
        self.dropout = dropout
    }

    /// Makes the layers, first to last, each from its number of features in and out.
    func layers<Layer>(_ make: (_ inputCount: Int, _ outputCount: Int) throws -> Layer) rethrows -> [Layer] {
        try (0..<layerCount).map { layer in
            try make(
                layer == 0 ? inputCount : hiddenCount, layer == layerCount - 1 ? outputCount : hiddenCount)
        }
    }
}
