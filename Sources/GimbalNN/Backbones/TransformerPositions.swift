// How sequences tell their elements' places.
import GimbalTensor

/// How a transformer knows the order of its elements.
public enum PositionEncoding: String, Sendable, Codable, Hashable, CaseIterable {
    /// Not at all: sets.
    case none
    /// A trained vector per position.
    case learned
    /// Sines and cosines of fixed wavelengths.
    case sinusoidal
    /// Queries and keys turned by their position.
    case rotary
}

/// Adds a trained vector to the element at each position.
///
/// - Shapes: x `[..., T, E]` → the same, T at most `positionCount`; weight `[positionCount, E]`.
/// - Initialisation: N(0, 0.02²), GPT-2's.
/// - Throws: `ModuleError` for sequences that are too long.
public final class LearnedPositions: Module, UnaryLayer {
    /// `[positionCount, E]`.
    @Parameter public var weight: Tensor

    /// Draws first values from the initialisation stream.
    public init(_ positionCount: Int, _ width: Int, _ context: Context) throws {
        weight = try Initializer.normal(deviation: 0.02)([positionCount, width], context)
        super.init()
    }

    public override var settings: String { "\(weight.shape[0]) × \(weight.shape[1])" }

    /// Adds the vectors of positions 0, 1 ...
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self(x, offset: 0, context)
    }

    /// Adds the vectors of positions `offset`, `offset + 1` ...
    public func callAsFunction(_ x: Tensor, offset: Int, _ context: Context) throws -> Tensor {
        let weight = context[$weight]
        let stepCount = try x.size(-2), positionCount = try weight.size(0)
        guard offset + stepCount <= positionCount else {
            throw ModuleError(
                "positions",
                "LearnedPositions: a sequence reaches position \(offset + stepCount), of \(positionCount) known ones.",
                fix: "Use shorter sequences, or a larger positionCount.")
        }
        return try x + weight.narrow(axis: 0, start: offset, length: stepCount)
    }
}

/// Adds sines and cosines of the position to each element.
///
/// Feature 2i: sin(p / base^(2i/E)); feature 2i + 1: cos of the same.
///
/// - Shapes: x `[..., T, E]` → the same.
/// - Precision: computed in Float64.
/// - Paper: Vaswani et al. 2017, section 3.5. Deviation: none.
public final class SinusoidalPositions: Module, UnaryLayer {
    /// Wavelengths reach from 2π to 2π · base.
    public let base: Double

    /// Draws nothing; the base is the paper's.
    public init(base: Double = 10_000) {
        self.base = base
        super.init()
    }

    public override var settings: String { "base \(base)" }

    /// Adds the values of positions 0, 1 ...
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try self(x, offset: 0, context)
    }

    /// Adds the values of positions `offset`, `offset + 1` ...
    public func callAsFunction(_ x: Tensor, offset: Int, _ context: Context) throws -> Tensor {
        try x + encoding(x.size(-2), x.size(-1), offset: offset).converted(to: x.dtype).moved(to: x.device)
    }

    /// The values alone, `[T, E]` (float64).
    public func encoding(_ stepCount: Int, _ width: Int, offset: Int = 0) throws -> Tensor {
        let positions = try Tensor.arange(offset, offset + stepCount, dtype: .float64)
        let exponents = try Tensor.arange((width + 1) / 2, dtype: .float64) * (-2 / Double(width))
        let angles = try positions.outer(Tensor.pow(base, exponents))  // [T, E/2]
        let pairs = try Tensor.stacked([angles.sin(), angles.cos()], axis: -1).flattened(from: -2)
        return try pairs.narrow(axis: 1, start: 0, length: width)
    }
}
