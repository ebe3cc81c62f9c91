// Dropout of whole channels - Tompson et al. 2015, arXiv 1411.4280. No reference code was looked at.
import GimbalTensor

/// Zeroes whole channels with a probability while training and scales the others up: the base of ``Dropout1d``,
/// ``Dropout2d`` and ``Dropout3d``.
///
/// y = x · mask / (1 − probability) with one mask value per sample and channel
///
/// - Shapes: x `[N, C, ...]` → the same.
/// - Random numbers: the dropout stream.
/// - Throws: `TensorError` for a wrong rank.
/// - Paper: Tompson et al. 2015, arXiv 1411.4280, section 3.2. Deviation: none.
open class ChannelDropout: Module, UnaryLayer {
    /// Probability of a channel being dropped, in `0...1`.
    public let probability: Double

    /// Ranks of the inputs that the layer takes.
    open class var ranks: ClosedRange<Int> { 2...6 }
    /// Rank of a single sample `[C, ...]`; nil if the first axis is always the batch.
    class var sampleRank: Int? { nil }

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless the probability is in `0...1`.
    public init(_ probability: Double = 0.5) throws {
        self.probability = try checkedProbability(probability, Self.self)
        super.init()
    }

    public override var settings: String { "\(probability)" }

    /// Drops channels.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard Self.ranks.contains(x.rank) else {
            throw TensorError(
                code: "tensor.shape", operation: "\(type(of: self))",
                message: "x \(x.shape) has \(x.rank) axes, expected \(Self.ranks.lowerBound) "
                    + "to \(Self.ranks.upperBound)",
                fix: "Use the layer for that rank.")
        }
        guard context.isTraining, probability > 0 else { return x }
        if probability == 1 { return try x * 0 }
        let axisCount = x.rank == Self.sampleRank ? 1 : 2
        let mask = try x.leadingMask(axisCount, probability: probability, using: context.stream(.dropout))
        return try x * mask
    }
}

/// Drops whole channels of sequences.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → the same. Everything else as in ``ChannelDropout``.
public final class Dropout1d: ChannelDropout {
    public override class var ranks: ClosedRange<Int> { 2...3 }
    override class var sampleRank: Int? { 2 }
}

/// Drops whole channels of images.
///
/// - Shapes: x `[N, C, H, W]`, or `[N, C, L]` as in PyTorch → the same. Everything else as in ``ChannelDropout``.
public final class Dropout2d: ChannelDropout {
    public override class var ranks: ClosedRange<Int> { 3...4 }
}

/// Drops whole channels of volumes.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → the same. Everything else as in ``ChannelDropout``.
public final class Dropout3d: ChannelDropout {
    public override class var ranks: ClosedRange<Int> { 4...5 }
    override class var sampleRank: Int? { 4 }
}
