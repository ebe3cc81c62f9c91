// Alpha dropout - Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv 1706.02515. No reference code was looked at.
import GimbalTensor

/// The affine map that keeps mean 0 and variance 1 when elements are set to SELU's limit −α'.
///
/// y = a · (x · mask + (−α') · (1 − mask)) + b
///
/// - Paper: Klambauer et al. 2017, arXiv 1706.02515, section "New dropout technique", with α' = λα.
public struct AlphaDropoutMap: Sendable, Hashable {
    /// SELU's λα, to the last digit of double precision.
    public static let alphaPrime = 1.6732632423543772 * 1.0507009873554805
    /// Factor of kept and dropped values.
    public let a: Double
    /// Added afterwards.
    public let b: Double
    /// The factor of a value that dropout has already scaled by 1 / (1 − probability).
    let scale: Double

    /// Computes the map for a probability of dropping in `0..<1`.
    public init(probability p: Double) {
        let alpha = Self.alphaPrime
        a = 1 / ((1 - p) * (1 + p * alpha * alpha)).squareRoot()
        b = a * alpha * p
        scale = a * (1 - p)
    }
}

/// Sets elements to the limit of SELU with a probability while training, then restores mean and variance.
///
/// y = a · (x · mask − α' · (1 − mask)) + b, see ``AlphaDropoutMap``; inputs with mean 0 and variance 1, as
/// self-normalising networks have, give such outputs.
///
/// - Shapes: any → the same.
/// - Random numbers: the dropout stream, an own number for every element.
/// - Paper: Klambauer et al. 2017, arXiv 1706.02515. Deviation: none.
public final class AlphaDropout: Module, UnaryLayer {
    /// Probability of an element being dropped, in `0...1`.
    public let probability: Double
    /// Restores mean and variance.
    public let map: AlphaDropoutMap

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless the probability is in `0...1`.
    public init(_ probability: Double = 0.5) throws {
        self.probability = try checkedProbability(probability, Self.self)
        map = AlphaDropoutMap(probability: probability)
        super.init()
    }

    public override var settings: String { "\(probability)" }

    /// Drops elements.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard context.isTraining, probability > 0 else { return x }
        if probability == 1 { return try x * 0 }
        // The kernel gives (x + α') / (1 − p) or 0, so that one factor and one shift make y of either.
        let alpha = AlphaDropoutMap.alphaPrime
        let dropped = try (x + alpha).dropout(probability: probability, using: context.stream(.dropout))
        return try dropped * map.scale - alpha * map.scale
    }
}

/// Sets whole channels to the limit of SELU with a probability while training, then restores mean and variance.
///
/// As ``AlphaDropout``, with one random number per sample and channel.
///
/// - Shapes: x `[N, C, ...]` → the same.
/// - Random numbers: the dropout stream.
/// - Throws: `TensorError` for fewer than two axes.
/// - Paper: Klambauer et al. 2017, arXiv 1706.02515, with the channels of Tompson et al. 2015. Deviation: none.
public final class FeatureAlphaDropout: Module, UnaryLayer {
    /// Probability of a channel being dropped, in `0...1`.
    public let probability: Double
    /// Restores mean and variance.
    public let map: AlphaDropoutMap

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless the probability is in `0...1`.
    public init(_ probability: Double = 0.5) throws {
        self.probability = try checkedProbability(probability, Self.self)
        map = AlphaDropoutMap(probability: probability)
        super.init()
    }

    public override var settings: String { "\(probability)" }

    /// Drops channels.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank >= 2 else {
            throw TensorError(
                code: "tensor.shape", operation: "FeatureAlphaDropout",
                message: "x is \(x.shape), expected [N, C, ...]", fix: "Use AlphaDropout.")
        }
        guard context.isTraining, probability > 0 else { return x }
        if probability == 1 { return try x * 0 }
        let alpha = AlphaDropoutMap.alphaPrime
        let mask = try x.leadingMask(2, probability: probability, using: context.stream(.dropout)) * map.scale
        return try (mask * alpha - alpha * map.scale).addcmul(x, mask)
    }
}
