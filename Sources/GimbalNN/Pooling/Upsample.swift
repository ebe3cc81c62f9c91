// Resizing.
import GimbalTensor

/// How `Upsample` reads between positions.
public enum UpsampleMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The position at or before, as PyTorch's `nearest`.
    case nearest
    /// The position whose centre is nearest, as image libraries have it.
    case nearestExact
    /// A straight line in sequences, bilinear in images, trilinear in volumes.
    case linear
    /// Cubic in both axes of images.
    case bicubic
}

/// Resizes sequences, images or volumes, up or down.
///
/// - Shapes: x `[N, C, L]`, `[N, C, H, W]` or `[N, C, D, H, W]` → the same with the target's positions, or ⌊size · scale⌋.
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
    public let mode: UpsampleMode
    /// Whether the corners of input and output are the same points (linear and bicubic only).
    public let alignCorners: Bool

    /// Creates the layer for a target.
    public init(to target: Target, mode: UpsampleMode = .nearest, alignCorners: Bool = false) throws {
        let isPositive =
            switch target {
            case .size(let size): size.values.allSatisfy { $0 > 0 } && (1...3).contains(size.values.count)
            case .scale(let factors):
                factors.allSatisfy { $0 > 0 && $0.isFinite } && (1...3).contains(factors.count)
            }
        guard isPositive, !alignCorners || mode == .linear || mode == .bicubic else {
            throw ModuleError(
                "setting",
                "Upsample: target \(target), mode \(mode.rawValue), alignCorners \(alignCorners) do not fit.",
                fix:
                    "Give one to three positive sizes or factors; corners are aligned in linear and bicubic only."
            )
        }
        self.target = target
        self.mode = mode
        self.alignCorners = alignCorners
        super.init()
    }

    /// Creates the layer for a factor on all axes.
    public convenience init(
        scale: Double, mode: UpsampleMode = .nearest, alignCorners: Bool = false
    ) throws {
        try self.init(to: .scale([scale]), mode: mode, alignCorners: alignCorners)
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
        let axisCount = x.rank - 2
        guard (1...3).contains(axisCount), mode != .bicubic || axisCount == 2 else {
            throw refusal(
                of: x,
                expected: mode == .bicubic ? "[N, C, H, W]" : "[N, C, L], [N, C, H, W] or [N, C, D, H, W]",
                fix: "Reshape it.")
        }
        let (size, factors) = try resolved(x, axisCount)
        var arguments: [NativeArgument] = [.tensor(x), .integers(size)]
        if mode == .linear || mode == .bicubic { arguments.append(.bool(alignCorners)) }
        arguments += factors.map { $0.map(NativeArgument.real) ?? .none }
        return try callOperator(operatorName(axisCount), arguments)[0]
    }

    private func resolved(_ x: Tensor, _ axisCount: Int) throws -> (size: [Int], factors: [Double?]) {
        switch target {
        case .size(let size):
            let sizes = try size.resolved(axisCount, "size", of: "Upsample", atLeast: 1)
            return (sizes, Array(repeating: nil, count: axisCount))
        case .scale(let given):
            guard given.count == 1 || given.count == axisCount else {
                throw refusal(
                    of: x, expected: "\(given.count) axes of positions", fix: "Give one factor per axis.")
            }
            let factors = given.count == 1 ? Array(repeating: given[0], count: axisCount) : given
            let sizes = zip(x.shape.suffix(axisCount), factors).map { Int(Double($0) * $1) }
            guard sizes.allSatisfy({ $0 > 0 }) else {
                throw refusal(of: x, expected: "positions left, found \(sizes)", fix: "Use a larger factor.")
            }
            return (sizes, factors)
        }
    }

    private func operatorName(_ axisCount: Int) -> String {
        let name =
            switch mode {
            case .nearest: "upsample_nearest"
            case .nearestExact: "_upsample_nearest_exact"
            case .linear: ["upsample_linear", "upsample_bilinear", "upsample_trilinear"][axisCount - 1]
            case .bicubic: "upsample_bicubic"
            }
        return "aten::\(name)\(axisCount)d"
    }
}
