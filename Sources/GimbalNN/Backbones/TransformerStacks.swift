// Encoder, decoder, and both together - Vaswani et al. 2017, arXiv 1706.03762. No reference code was looked at.
import GimbalTensor

/// Stacks encoder layers.
///
/// - Shapes: x `[N, T, E]` → the same.
/// - Initialisation: every layer draws its own values (PyTorch copies one layer's).
public final class TransformerEncoder: Module, UnaryLayer {
    /// The layers, first to last.
    public let layers: [TransformerEncoderLayer]
    /// After the last layer.
    public let norm: (any UnaryLayer)?

    /// Stacks `layerCount` layers of one configuration.
    ///
    /// - Parameter hasFinalNorm: whether the last outputs are normalised, as norm-first layers need.
    public init(
        _ layer: TransformerEncoderLayer.Config, layerCount: Int, hasFinalNorm: Bool = false,
        _ context: Context
    ) throws {
        try checkLayerCount(layerCount, "TransformerEncoder")
        layers = try (0..<layerCount).map { _ in try TransformerEncoderLayer(layer, context) }
        norm = hasFinalNorm ? try layer.makeNorm(context) : nil
        super.init()
    }

    public override var settings: String { "\(layers.count) layers" }

    /// Applies the layers with everything visible.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self(x, mask: .none, context)
    }

    /// Applies the layers with a mask.
    public func callAsFunction(_ x: Tensor, mask: AttentionMask, _ context: Context) throws -> Tensor {
        try norm.applied(layers.reduce(x) { try $1($0, mask: mask, context) }, context)
    }
}

/// Stacks decoder layers.
///
/// - Shapes: x `[N, T, E]`, memory `[N, S, E]` → `[N, T, E]`.
/// - Initialisation: every layer draws its own values (PyTorch copies one layer's).
public final class TransformerDecoder: Module {
    /// The layers, first to last.
    public let layers: [TransformerDecoderLayer]
    /// After the last layer.
    public let norm: (any UnaryLayer)?

    /// Stacks `layerCount` layers of one configuration.
    ///
    /// - Parameter hasFinalNorm: whether the last outputs are normalised, as norm-first layers need.
    public init(
        _ layer: TransformerDecoderLayer.Config, layerCount: Int, hasFinalNorm: Bool = false,
        _ context: Context
    ) throws {
        try checkLayerCount(layerCount, "TransformerDecoder")
        layers = try (0..<layerCount).map { _ in try TransformerDecoderLayer(layer, context) }
        norm = hasFinalNorm ? try layer.makeNorm(context) : nil
        super.init()
    }

    public override var settings: String { "\(layers.count) layers" }

    /// Applies the layers, see `TransformerDecoderLayer`.
    public func callAsFunction(
        _ x: Tensor, memory: Tensor, mask: AttentionMask = .none, memoryMask: AttentionMask = .none,
        _ context: Context
    ) throws -> Tensor {
        let last = try layers.reduce(x) {
            try $1($0, memory: memory, mask: mask, memoryMask: memoryMask, context)
        }
        return try norm.applied(last, context)
    }
}

/// Encodes one sequence and decodes another from it.
///
/// - Shapes: source `[N, S, E]`, target `[N, T, E]` → `[N, T, E]`.
/// - Initialisation: Glorot's uniform for all matrices, as in PyTorch.
public final class Transformer: Module {
    /// Reads the source.
    public let encoder: TransformerEncoder
    /// Writes the target.
    public let decoder: TransformerDecoder

    /// Stacks layers of one configuration; both halves end in a normalisation.
    public init(
        _ layer: TransformerEncoderLayer.Config, encoderLayerCount: Int = 6, decoderLayerCount: Int = 6,
        _ context: Context
    ) throws {
        encoder = try TransformerEncoder(layer, layerCount: encoderLayerCount, hasFinalNorm: true, context)
        decoder = try TransformerDecoder(layer, layerCount: decoderLayerCount, hasFinalNorm: true, context)
        super.init()
        for slot in try table().parameters.values {
            guard let tensor = slot.tensor, tensor.rank > 1 else { continue }
            slot.replace(try Initializer.glorotUniform(tensor.shape, context))
        }
    }

    /// Encodes the source and decodes the target.
    ///
    /// - Parameters:
    ///   - mask: what the target leaves out of itself; usually `.causal`.
    ///   - sourceMask: what of the source is left out, by both halves.
    public func callAsFunction(
        _ source: Tensor, target: Tensor, mask: AttentionMask = .none, sourceMask: AttentionMask = .none,
        _ context: Context
    ) throws -> Tensor {
        let memory = try encoder(source, mask: sourceMask, context)
        // A mask of source pairs says nothing about pairs of target and source; padding does.
        return try decoder(
            target, memory: memory, mask: mask,
            memoryMask: AttentionMask(keyPadding: sourceMask.keyPadding), context)
    }
}

private func checkLayerCount(_ count: Int, _ name: String) throws {
    guard count > 0 else {
        throw ModuleError(
            "layers", "\(name) has \(count) layers, expected one or more.", fix: "Choose a positive number.")
    }
}
