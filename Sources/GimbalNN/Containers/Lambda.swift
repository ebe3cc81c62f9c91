// Closures and nothing as layers.
import GimbalTensor

/// Wraps a closure as a layer, for what has no parameters and no type of its own.
///
///     Lambda("mean over time") { x, _ in try x.mean(axes: [1]) }
///
/// - Shapes: as the closure.
public final class Lambda: Module, UnaryLayer {
    /// What the description calls it.
    public let name: String
    private let body: (Tensor, Context) throws -> Tensor

    /// Wraps a closure; modules that it uses have parameters of their own, which this layer does not know.
    public init(_ name: String = "closure", _ body: @escaping (Tensor, Context) throws -> Tensor) {
        self.name = name
        self.body = body
        super.init()
    }

    public override var settings: String { name }

    /// Calls the closure.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor { try body(x, context) }
}

/// Returns its input.
///
/// - Shapes: any → the same.
public final class Identity: Module, UnaryLayer {
    /// Creates the layer.
    public override init() { super.init() }

    /// Returns the input itself.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor { x }
}
