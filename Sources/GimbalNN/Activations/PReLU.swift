// Delving Deep into Rectifiers - He, Zhang, Ren, Sun 2015, arXiv 1502.01852. No reference code was looked at.
import GimbalTensor

/// Passes positive values and scales negative ones by a learned slope.
///
/// y = x, or weight · x where negative
///
/// - Shapes: x `[N, C, ...]` → the same; weight `[C]`, or `[1]` for one slope of all channels (then any shape).
/// - Throws: `TensorError` if there are several slopes and the second axis has another number of channels.
/// - Paper: He et al. 2015, arXiv 1502.01852, eq. 1. Deviation: none.
public final class PReLU: Module, UnaryLayer {
    /// Slope of negative values; starts at 0.25.
    @Parameter public var weight: Tensor

    /// Creates the layer; draws nothing.
    ///
    /// - Throws: `ModuleError` without a slope.
    public init(parameterCount: Int = 1, initialSlope: Double = 0.25, _ context: Context) throws {
        try checkSetting(parameterCount >= 1, "parameterCount is \(parameterCount)", "1 or more", Self.self)
        weight = try Tensor.full([parameterCount], initialSlope)
        super.init()
    }

    public override var settings: String { weight.count == 1 ? "" : "\(weight.count)" }

    /// Applies the slopes.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let weight = context[$weight]
        return try x.prelu(weight.dtype == x.dtype ? weight : weight.converted(to: x.dtype))
    }
}
