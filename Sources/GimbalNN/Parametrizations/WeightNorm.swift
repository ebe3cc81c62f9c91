// Weight Normalization - Salimans, Kingma 2016, arXiv 1602.07868. No reference code was looked at.
import GimbalTensor

/// Splits a weight into length and direction: weight = g · v / ‖v‖.
///
/// - Shapes: v as the weight; g one length per index of `axis`, the other axes 1 (`[O, 1, 1, 1]`), or a scalar.
/// - State: `original0` is g, `original1` is v, as in `torch.nn.utils.parametrizations.weight_norm`.
/// - Paper: Salimans, Kingma 2016, arXiv 1602.07868, eq. 2. Deviation: none.
public final class WeightNorm: Parametrization {
    /// The axis whose indices have a length each (0: outputs); nil for one length of the whole.
    public let axis: Int?

    /// Creates the parametrisation with PyTorch's default axis.
    public init(axis: Int? = 0) {
        self.axis = axis
        super.init()
    }

    public override var settings: String { axis.map { "axis \($0)" } ?? "whole" }

    public override func originals(of value: Tensor) throws -> [Tensor] { [try length(value), value] }

    public override func value(of originals: [Tensor], _ context: Context) throws -> Tensor {
        let (g, v) = (originals[0], originals[1])
        return try v * (g / length(v))
    }

    private func length(_ v: Tensor) throws -> Tensor {
        guard let axis else { return try v.square().sum().sqrt() }
        _ = try v.size(axis)  // throws for an axis out of range
        let kept = axis < 0 ? axis + v.rank : axis
        let others = (0..<v.rank).filter { $0 != kept }
        return others.isEmpty ? try v.abs() : try v.square().sum(axes: others, keepDimensions: true).sqrt()
    }
}

/// Wraps a module so that a parameter is learned as length and direction, as `torch.nn.utils.parametrizations.weight_norm`.
///
/// - Throws: `ModuleError` if there is no such parameter; `TensorError` if it has no such axis.
public func weightNorm<Base: Module>(_ base: Base, name: String = "weight", axis: Int? = 0) throws
    -> Parametrized<Base>
{
    try Parametrized(base, name, [WeightNorm(axis: axis)])
}
