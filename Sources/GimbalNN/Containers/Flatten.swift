// Layers that only change the shape.
import GimbalTensor

/// Merges a range of axes into one, by default all but the first.
///
/// - Shapes: x `[N, a, b, ...]` → `[N, a · b · ...]`.
/// - Throws: `TensorError` if an axis is out of range.
public final class Flatten: Module, UnaryLayer {
    /// First axis that is merged.
    public let startAxis: Int
    /// Last axis that is merged; negative ones count from the end.
    public let endAxis: Int

    /// Creates the layer; defaults are PyTorch's.
    public init(from startAxis: Int = 1, through endAxis: Int = -1) {
        self.startAxis = startAxis
        self.endAxis = endAxis
        super.init()
    }

    public override var settings: String { "axes \(startAxis) through \(endAxis)" }

    /// Merges the axes.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try x.flattened(from: startAxis, through: endAxis)
    }
}

/// Splits an axis into several.
///
/// - Shapes: x `[..., a · b, ...]` → `[..., a, b, ...]`; one size may be -1.
/// - Throws: `TensorError` if the sizes do not make up the axis.
public final class Unflatten: Module, UnaryLayer {
    /// The axis that is split; negative ones count from the end.
    public let axis: Int
    /// Sizes of the new axes.
    public let sizes: [Int]

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless all sizes but one at most are positive.
    public init(axis: Int, sizes: [Int]) throws {
        guard !sizes.isEmpty, sizes.allSatisfy({ $0 >= -1 }), sizes.count(where: { $0 == -1 }) <= 1 else {
            throw ModuleError(
                "setting", "Unflatten: sizes are \(sizes), expected positive ones and -1 at most once.",
                fix: "Give the sizes of the new axes.")
        }
        self.axis = axis
        self.sizes = sizes
        super.init()
    }

    public override var settings: String { "axis \(axis), \(sizes)" }

    /// Splits the axis.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let resolved = axis < 0 ? axis + x.rank : axis
        let known = sizes.filter { $0 >= 0 }.reduce(1, *), isWhole = !sizes.contains(-1)
        guard x.shape.indices.contains(resolved),
            isWhole ? x.shape[resolved] == known : known > 0 && x.shape[resolved] % known == 0
        else {
            throw refusal(
                of: x, expected: "axis \(axis) to be \(isWhole ? "" : "a multiple of ")\(known)",
                fix: "Choose sizes whose product is the axis's.")
        }
        return try x.unflattened(axis: axis, sizes: sizes)
    }
}
