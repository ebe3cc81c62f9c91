// Channels and pixels that change places.
import GimbalTensor

/// Turns groups of channels into pixels.
///
/// - Shapes: x `[..., C · r², H, W]` → `[..., C, H · r, W · r]`.
/// - Throws: `ModuleError` for a factor below 1, `TensorError` if the channels do not divide.
/// - Paper: Shi et al. 2016, arXiv 1609.05158.
public final class PixelShuffle: Module, UnaryLayer {
    /// The factor r.
    public let factor: Int

    /// Creates the layer.
    public init(_ factor: Int) throws {
        self.factor = factor
        super.init()
        try checkCounts(("factor", factor))
    }

    public override var settings: String { "\(factor)" }

    /// Rearranges the channels.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank >= 3, x.shape[x.rank - 3] % (factor * factor) == 0 else {
            throw refusal(
                of: x, expected: "[..., a multiple of \(factor * factor), H, W]",
                fix: "Change the channels before.")
        }
        return try x.pixelShuffle(factor: factor)
    }
}

/// Turns pixels into groups of channels.
///
/// - Shapes: x `[..., C, H · r, W · r]` → `[..., C · r², H, W]`.
/// - Throws: `ModuleError` for a factor below 1, `TensorError` if the positions do not divide.
public final class PixelUnshuffle: Module, UnaryLayer {
    /// The factor r.
    public let factor: Int

    /// Creates the layer.
    public init(_ factor: Int) throws {
        self.factor = factor
        super.init()
        try checkCounts(("factor", factor))
    }

    public override var settings: String { "\(factor)" }

    /// Rearranges the pixels.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank >= 3, x.shape.suffix(2).allSatisfy({ $0 % factor == 0 }) else {
            throw refusal(
                of: x, expected: "[..., C, H, W] with multiples of \(factor)", fix: "Pad or crop it before.")
        }
        return try x.pixelUnshuffle(factor: factor)
    }
}

/// Mixes the channels of several groups, so that grouped convolutions in a row see each other's.
///
/// - Shapes: x `[N, C, ...]` → the same; channel g · C / groups + i becomes i · groups + g.
/// - Throws: `ModuleError` for groups below 1, `TensorError` if the channels do not divide.
/// - Paper: Zhang et al. 2018, arXiv 1707.01083.
public final class ChannelShuffle: Module, UnaryLayer {
    /// Number of groups.
    public let groups: Int

    /// Creates the layer.
    public init(_ groups: Int) throws {
        self.groups = groups
        super.init()
        try checkCounts(("groups", groups))
    }

    public override var settings: String { "\(groups)" }

    /// Mixes the channels.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank >= 3, x.shape[1] % groups == 0 else {
            throw refusal(
                of: x, expected: "[N, a multiple of \(groups), ...]", fix: "Change the channels before.")
        }
        return try x.channelShuffle(groups: groups)
    }
}
