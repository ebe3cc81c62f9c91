// Gated linear units - Dauphin et al. 2017, arXiv 1612.08083; variants by Shazeer 2020, arXiv 2002.05202.
import GimbalTensor

/// Multiplies one half of the features by a gate that the other half opens.
///
/// y = a · gate(b), where a and b are the halves along `axis`
///
/// With ``Activation/sigmoid`` it is PyTorch's `GLU`; `.silu` makes SwiGLU, `.gelu()` GEGLU, `.relu` ReGLU, `.identity`
/// the bilinear unit.
///
/// - Shapes: `[..., 2 · F, ...]` → `[..., F, ...]`.
/// - Throws: `TensorError` if the axis has an odd size.
/// - Paper: Dauphin et al. 2017, eq. 1; Shazeer 2020, eq. 4-5, where the gate is the first half.
public final class GLU: Module, UnaryLayer {
    /// The axis that is halved.
    public let axis: Int
    /// What the second half goes through.
    public let gate: Activation

    /// Creates the layer with PyTorch's defaults.
    public init(axis: Int = -1, gate: Activation = .sigmoid) {
        self.axis = axis
        self.gate = gate
        super.init()
    }

    public override var settings: String { "axis \(axis)" + (gate == .sigmoid ? "" : ", \(gate)") }

    /// Applies the gate.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let size = try x.size(axis)
        guard size.isMultiple(of: 2) else {
            throw TensorError(
                code: "tensor.shape", operation: "GLU",
                message: "x \(x.shape) has \(size) features on axis \(axis), expected an even number",
                fix: "Make the layer before it twice as wide as wanted.")
        }
        if gate == .sigmoid { return try x.glu(axis: axis) }
        let halves = try x.chunk(2, axis: axis)
        return try halves[0] * gate(halves[1])
    }
}
