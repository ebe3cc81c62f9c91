// A nonlinearity as a layer.
import GimbalTensor

/// Applies an ``Activation``, where a layer is wanted: `ActivationLayer(.relu)` is PyTorch's `ReLU()`.
///
/// - Shapes: any → the same.
public final class ActivationLayer: Module, UnaryLayer {
    /// The nonlinearity.
    public let activation: Activation

    /// Wraps a nonlinearity.
    public init(_ activation: Activation) {
        self.activation = activation
        super.init()
    }

    public override var settings: String { activation.description }

    /// Applies the nonlinearity.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor { try activation(x) }
}
