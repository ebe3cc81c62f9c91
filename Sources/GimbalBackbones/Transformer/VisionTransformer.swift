// An Image is Worth 16x16 Words - Dosovitskiy et al. 2020, arXiv 2010.11929. No reference code was looked at.
import GimbalCore
import GimbalNN
import GimbalTensor

/// The transformer for images (ViT): every square patch is a token.
///
/// - Shapes: x `[N, channels, H, W]` → `[N, outputCount]`; features `[N, width]`.
/// - State-dict names: `patches.weight`, `positions.weight`, `class_token`, `encoder.layers.0.linear1.weight`,
///   `head.weight`.
/// - Train and evaluate differ by dropout.
/// - Throws: `ModuleError` for settings that cannot work and images of another size.
/// - Complexity: time O(N · patches²).
/// - Paper: Dosovitskiy et al. 2020, eq. 1-4. Deviation: none with a class token, learned positions and `gelu`.
public final class VisionTransformer: Module, Backbone {
    /// How the patches become one vector.
    public enum Pooling: String, Sendable, Codable, Hashable, CaseIterable {
        /// A trained token put before the patches (Dosovitskiy et al.).
        case classToken = "class-token"
        /// The mean of the patches.
        case mean
    }

    /// Settings of the network.
    public struct Config: Sendable, Codable, Hashable {
        /// Channels of an image.
        public var channelCount: Int
        /// Rows of pixels.
        public var height: Int
        /// Columns of pixels.
        public var width: Int
        /// Pixels a side of a patch; divides height and width.
        public var patchSize: Int
        /// Outputs of the head; nil leaves the head away.
        public var outputCount: Int?
        /// Layers of the encoder.
        public var layerCount = 6
        /// How the patches become one vector.
        public var pooling = Pooling.classToken
        /// Settings of each layer; its normalisation stands before each part.
        public var layer: TransformerEncoderLayer.Config

        /// Describes a network.
        public init(
            channelCount: Int, height: Int, width: Int, patchSize: Int, outputCount: Int?,
            layer: TransformerEncoderLayer.Config
        ) {
            self.channelCount = channelCount
            self.height = height
            self.width = width
            self.patchSize = patchSize
            self.outputCount = outputCount
            self.layer = layer
        }

        /// Number of patches.
        var patchCount: Int { (height / patchSize) * (width / patchSize) }
    }

    /// The settings that the network was made with.
    public let config: Config
    /// From a patch's pixels to a token.
    public let patches: Conv2d
    /// `[width]`: the token put before the others.
    @Parameter public var classToken: Tensor?
    /// A vector per position.
    public let positions: LearnedPositions
    /// The layers, with a normalisation after the last.
    public let encoder: TransformerEncoder
    /// The map to the outputs.
    public let head: Linear?
    private let dropout: Dropout

    /// Draws first values from the initialisation stream.
    public init(_ config: Config, _ context: Context) throws {
        let size = config.patchSize
        guard config.channelCount > 0, size > 0, config.height > 0, config.width > 0,
            config.height.isMultiple(of: size), config.width.isMultiple(of: size)
        else {
            throw ModuleError(
                "patches",
                "VisionTransformer: patches of \(size)x\(size) do not divide images of "
                    + "\(config.height)x\(config.width).",
                fix: "Choose a patch size that divides height and width.")
        }
        var config = config
        config.layer.normFirst = true
        self.config = config
        let width = config.layer.width
        patches = try Conv2d(
            .init(
                inputCount: config.channelCount, outputCount: width, kernelSize: AxisSizes(size),
                stride: AxisSizes(size)), context)
        let hasToken = config.pooling == .classToken
        classToken = hasToken ? try Initializer.normal(deviation: 0.02)([width], context) : nil
        positions = try LearnedPositions(config.patchCount + (hasToken ? 1 : 0), width, context)
        encoder = try TransformerEncoder(
            config.layer, layerCount: config.layerCount, hasFinalNorm: true, context)
        head = try config.outputCount.map { try Linear(width, $0, context) }
        dropout = try Dropout(config.layer.dropout)
        super.init()
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { config.layer.width }

    public override var settings: String {
        "\(config.channelCount) channels, \(config.height)x\(config.width) pixels in patches of "
            + "\(config.patchSize)x\(config.patchSize), \(config.layer.width), \(config.layer.headCount) heads, "
            + "\(config.layer.norm), \(config.pooling.rawValue)"
    }

    /// Computes what the head sees.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank == 4, Array(x.shape.dropFirst()) == [config.channelCount, config.height, config.width]
        else {
            throw ModuleError(
                "images",
                "VisionTransformer: images are \(x.shape), expected [N, \(config.channelCount), "
                    + "\(config.height), \(config.width)].",
                fix: "Resize them, or make a network for their size.")
        }
        var tokens = try patches(x, context).flattened(from: 2).transposed(1, 2)  // [N, P, E]
        if let classToken = context[$classToken] {
            let first = try classToken.expanded([x.shape[0], 1, featureCount])
            tokens = try .concatenated([first, tokens], axis: 1)
        }
        let encoded = try encoder(dropout(positions(tokens, context), context), context)
        return try config.pooling == .classToken ? encoded.select(0, axis: 1) : encoded.mean(axis: 1)
    }
}
