// Pooling to a given number of positions.
import GimbalTensor

/// Divides positions into as many windows as the output has: the base of the adaptive pooling layers.
///
/// Window i of an axis covers ⌊i · in / out⌋ up to ⌈(i + 1) · in / out⌉.
///
/// - Shapes: x `[N, C, ...]` or `[C, ...]` → the same with `outputSize` positions; nil keeps an axis as it is.
/// - Throws: `ModuleError` for sizes that are no positive numbers or of another count, `TensorError` for other axes.
public class AdaptivePooling: Module, UnaryLayer {
    /// Positions of the output per axis; nil keeps the input's.
    public let outputSize: [Int?]

    init(axisCount: Int, _ outputSize: [Int?]) throws {
        guard outputSize.count == axisCount, outputSize.allSatisfy({ $0 ?? 1 > 0 }) else {
            throw ModuleError(
                "setting",
                "\(Self.self): outputSize is \(outputSize.map { $0.map(String.init) ?? "nil" }), "
                    + "expected \(axisCount) positive numbers.",
                fix: "Give one per axis; nil keeps the input's.")
        }
        self.outputSize = outputSize
        super.init()
    }

    public override var settings: String {
        outputSize.map { $0.map(String.init) ?? "as input" }.joined(separator: "x")
    }

    /// Pools the input.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        _ = try SpatialInput.isBatch(x, axisCount: outputSize.count, for: self)
        return try pool(x, to: zip(outputSize, x.shape.suffix(outputSize.count)).map { $0 ?? $1 })
    }

    /// Pools to these numbers of positions.
    func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { x }
}

/// Averages sequences down to a length.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → `[N, C, outputSize]`.
public final class AdaptiveAvgPool1d: AdaptivePooling {
    /// Creates the layer.
    public init(_ outputSize: Int) throws { try super.init(axisCount: 1, [outputSize]) }

    override func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { try x.adaptiveAveragePool1d(size) }
}

/// Averages images down to a size.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → `[N, C, outputSize...]`.
public final class AdaptiveAvgPool2d: AdaptivePooling {
    /// Creates the layer for square outputs.
    public convenience init(_ outputSize: Int) throws { try self.init([outputSize, outputSize]) }
    /// Creates the layer; nil keeps an axis as it is.
    public init(_ outputSize: [Int?]) throws { try super.init(axisCount: 2, outputSize) }

    override func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { try x.adaptiveAveragePool2d(size) }
}

/// Takes the maxima of sequences on a grid of a given length.
///
/// - Shapes: x `[N, C, L]` or `[C, L]` → `[N, C, outputSize]`.
public final class AdaptiveMaxPool1d: AdaptivePooling {
    /// Creates the layer.
    public init(_ outputSize: Int) throws { try super.init(axisCount: 1, [outputSize]) }

    override func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { try x.adaptiveMaxPool1d(size).values }
}

/// Takes the maxima of images on a grid of a given size.
///
/// - Shapes: x `[N, C, H, W]` or `[C, H, W]` → `[N, C, outputSize...]`.
public final class AdaptiveMaxPool2d: AdaptivePooling {
    /// Creates the layer for square outputs.
    public convenience init(_ outputSize: Int) throws { try self.init([outputSize, outputSize]) }
    /// Creates the layer; nil keeps an axis as it is.
    public init(_ outputSize: [Int?]) throws { try super.init(axisCount: 2, outputSize) }

    override func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { try x.adaptiveMaxPool2d(size).values }
}

/// Averages volumes down to a size.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → `[N, C, outputSize...]`.
public final class AdaptiveAvgPool3d: AdaptivePooling {
    /// Creates the layer for cubic outputs.
    public convenience init(_ outputSize: Int) throws {
        try self.init([outputSize, outputSize, outputSize])
    }
    /// Creates the layer; nil keeps an axis as it is.
    public init(_ outputSize: [Int?]) throws { try super.init(axisCount: 3, outputSize) }

    override func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { try x.adaptiveAveragePool3d(size) }
}

/// Takes the maxima of volumes on a grid of a given size.
///
/// - Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]` → `[N, C, outputSize...]`.
public final class AdaptiveMaxPool3d: AdaptivePooling {
    /// Creates the layer for cubic outputs.
    public convenience init(_ outputSize: Int) throws {
        try self.init([outputSize, outputSize, outputSize])
    }
    /// Creates the layer; nil keeps an axis as it is.
    public init(_ outputSize: [Int?]) throws { try super.init(axisCount: 3, outputSize) }

    override func pool(_ x: Tensor, to size: [Int]) throws -> Tensor { try x.adaptiveMaxPool3d(size).values }
}

/// Averages over all positions and removes their axes, as before the head of a convolutional network.
///
/// - Shapes: x `[N, C, ...]` with one position axis or more → `[N, C]`.
/// - Throws: `TensorError` for fewer than three axes.
public final class GlobalAveragePool: Module, UnaryLayer {
    /// Creates the layer.
    public override init() { super.init() }

    /// Averages over the positions.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank > 2 else {
            throw refusal(of: x, expected: "[N, C, positions...]", fix: "Pool before flattening.")
        }
        return try x.mean(axes: Array(2..<x.rank))
    }
}
