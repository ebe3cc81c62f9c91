// Revisiting Deep Learning Models for Tabular Data - Gorishniy, Rubachev, Khrulkov, Babenko 2021, arXiv 2106.11959. No
// reference code was looked at.
import GimbalCore
import GimbalNN
import GimbalTensor

/// The transformer for rows of a table (FT-Transformer): every feature is a token.
///
/// token_j = x_j · weight_j + bias_j; a trained token stands before them, and what the encoder makes of it describes the
/// row: features = activation(norm(encoder(tokens)₀)).
///
/// - Shapes: x `[N, inputCount]` → `[N, outputCount]`; features `[N, width]`.
/// - State-dict names: `tokenizer.weight`, `class_token`, `encoder.layers.0.self_attn.in_proj_weight`, `head.weight`.
/// - Train and evaluate differ by dropout.
/// - Throws: `ModuleError` for settings that cannot work and rows of another width.
/// - Complexity: time O(N · inputCount²).
/// - Paper: Gorishniy et al. 2021, section 3.3. Deviations: the feed-forward part has `activation` instead of ReGLU, one
///   dropout serves all places, the first layer normalises its input, and categories come as the numbers that the
///   preprocessing makes of them.
public final class FeatureTransformer: Module, Backbone {
    /// From the numbers of a row to a token for each.
    public let tokenizer: FeatureTokenizer
    /// `[width]`: the token put before the others.
    @Parameter public var classToken: Tensor
    /// The layers, with a normalisation after the last.
    public let encoder: TransformerEncoder
    /// The map to the outputs.
    public let head: Linear?
    private let layer: TransformerEncoderLayer.Config

    /// Draws first values from the initialisation stream.
    ///
    /// - Parameters:
    ///   - inputCount: features of a row.
    ///   - layer: settings of each layer; its normalisation stands before each part.
    ///   - outputCount: outputs of the head; nil leaves the head away.
    public init(
        inputCount: Int, _ layer: TransformerEncoderLayer.Config, layerCount: Int, outputCount: Int?,
        _ context: Context
    ) throws {
        var layer = layer
        layer.normFirst = true
        self.layer = layer
        tokenizer = try FeatureTokenizer(inputCount, layer.width, context)
        classToken = try Initializer.fanInUniform([layer.width], context, fanIn: layer.width)
        encoder = try TransformerEncoder(layer, layerCount: layerCount, hasFinalNorm: true, context)
        head = try outputCount.map { try Linear(layer.width, $0, context) }
        super.init()
    }

    /// Number of features that `features` gives per sample.
    public var featureCount: Int { layer.width }

    public override var settings: String {
        "\(tokenizer.featureCount) features, \(layer.width), \(layer.headCount) heads, \(layer.norm)"
    }

    /// Computes what the head sees.
    public func features(_ x: Tensor, _ context: Context) throws -> Tensor {
        let tokens = try tokenizer(x, context)  // [N, F, E]
        let first = try context[$classToken].expanded([tokens.shape[0], 1, layer.width])
        let encoded = try encoder(.concatenated([first, tokens], axis: 1), context)
        return try layer.activation(encoded.select(0, axis: 1))
    }
}

/// Gives every feature of a row a vector: weight_j times its value, plus bias_j.
///
/// - Shapes: x `[N, F]` → `[N, F, E]`; weight and bias `[F, E]`.
/// - Initialisation: U(±1/√E) for both (Gorishniy et al. 2021, appendix).
/// - Throws: `ModuleError` if x is not `[N, F]`.
public final class FeatureTokenizer: Module, UnaryLayer {
    /// `[F, E]`.
    @Parameter public var weight: Tensor
    /// `[F, E]`.
    @Parameter public var bias: Tensor

    /// Draws first values from the initialisation stream.
    public init(_ featureCount: Int, _ width: Int, _ context: Context) throws {
        guard featureCount > 0, width > 0 else {
            throw ModuleError(
                "setting",
                "FeatureTokenizer: \(featureCount) features in vectors of \(width), expected positive numbers.",
                fix: "Choose larger ones.")
        }
        weight = try Initializer.fanInUniform([featureCount, width], context, fanIn: width)
        bias = try Initializer.fanInUniform([featureCount, width], context, fanIn: width)
        super.init()
    }

    /// Features of a row.
    public var featureCount: Int { weight.shape[0] }

    public override var settings: String { "\(weight.shape[0]) × \(weight.shape[1])" }

    /// Computes the vectors.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank == 2, x.shape[1] == featureCount else {
            throw ModuleError(
                "rows", "FeatureTokenizer: rows are \(x.shape), expected [N, \(featureCount)].",
                fix: "Use the features that the network was made for.")
        }
        return try x.unsqueezed(axis: 2) * context[$weight] + context[$bias]
    }
}
