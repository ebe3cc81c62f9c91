// Layers that map one tensor to one tensor.
import GimbalTensor

/// A module that maps one tensor to one tensor: what `Sequential` and `Residual` are made of.
public protocol UnaryLayer: Module {
    /// Applies the layer.
    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor
}
