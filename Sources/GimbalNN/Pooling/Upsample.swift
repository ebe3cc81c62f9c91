// Resizing.
import GimbalTensor

/// Resizes sequences, images or volumes, up or down.
///
/// - Shapes: x `[N, C, L]`, `[N, C, H, W]` or `[N, C, D, H, W]` → the same with the target's positions, or
///   ⌊size · scale⌋; `linear`, `bilinear` with `bicubic`, and `trilinear` take inputs of one rank only.
/// - Throws: `ModuleError` for settings that cannot work, `TensorError` for other axes.
public final class Upsample: Module, UnaryLayer {
    /// What the result is to be.
    public enum Target: Sendable, Hashable, Codable {
        /// So many positions.
        case size(AxisSizes)
        /// So many times the positions, one factor for all axes or one per axis.
        case scale([Double])
    }

    /// What the result is to be.
    public let target: Target
    /// How it reads between positions.
    public let mode: InterpolationMode
    /// Whether the corners of input and output are the same points (linear and cubic modes only).
    public let alignCorners: Bool

    /// Creates the layer for a target.
    public init(to target: Target, mode: InterpolationMode = .nearest, alignCorners: Bool = false) throws {
        let isPositive =
            switch target {
            case .size(let size): size.values.allSatisfy { $0 > 0 } && (1...3).contains(size.values.count)
            case .scale(let factors):
                factors.allSatisfy { $0 > 0 && $0.isFinite } && (1...3).contains(factors.count)
            }
        guard isPositive, !alignCorners || Self.hasCorners(mode) else {
            throw ModuleError(
                "setting",
                "Upsample: target \(target), mode \(mode.rawValue), alignCorners \(alignCorners) do not fit.",
                fix: "Give one to three positive sizes or factors; only linear and cubic modes align corners."
            )
        }
        self.target = target
        self.mode = mode
        self.alignCorners = alignCorners
        super.init()
    }

    /// Creates the layer for a factor on all axes.
    public convenience init(
        scale: Double, mode: InterpolationMode = .nearest, alignCorners: Bool = false
    ) throws {
        try self.init(to: .scale([scale]), mode: mode, alignCorners: alignCorners)
    }

    private static func hasCorners(_ mode: InterpolationMode) -> Bool {
        switch mode {
        case .nearest, .nearestExact, .area: false
        case .linear, .bilinear, .bicubic, .trilinear: true
        }
    }

    public override var settings: String {
        let what =
            switch target {
            case .size(let size): "to \(size)"
            case .scale(let factors): "times " + factors.map { "\($0)" }.joined(separator: "x")
            }
        return "\(what), \(mode.rawValue)\(alignCorners ? ", corners aligned" : "")"
    }

    /// Resizes the input.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try check(x)
        return switch target {
        case .size(let size): try x.interpolated(to: size.values, mode: mode, alignCorners: alignCorners)
        case .scale(let factors):
            try x.interpolated(scale: factors, mode: mode, alignCorners: alignCorners)
        }
    }

    private func check(_ x: Tensor) throws {
        let (axisCounts, expected): (ClosedRange<Int>, String) =
            switch mode {
            case .linear: (1...1, "[N, C, L]")
            case .bilinear, .bicubic: (2...2, "[N, C, H, W]")
            case .trilinear: (3...3, "[N, C, D, H, W]")
            case .nearest, .nearestExact, .area: (1...3, "[N, C, L], [N, C, H, W] or [N, C, D, H, W]")
            }
        guard axisCounts.contains(x.rank - 2) else {
            throw refusal(of: x, expected: expected, fix: "Reshape it, or choose another mode.")
        }
        let (count, factors): (Int, [Double]) =
            switch target {
            case .size(let size): (size.values.count, [])
            case .scale(let factors): (factors.count, factors)
            }
        guard count == 1 || count == x.rank - 2 else {
            throw refusal(of: x, expected: "\(count) axes of positions", fix: "Give one number per axis.")
        }
        let smallest = factors.min() ?? 1
        guard x.shape.dropFirst(2).allSatisfy({ Double($0) * smallest >= 1 }) else {
            throw refusal(
                of: x, expected: "positions left by a factor of \(smallest)", fix: "Use a larger factor.")
        }
    }
}
