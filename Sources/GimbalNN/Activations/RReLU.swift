// Randomised leaky ReLU - Xu, Wang, Chen, Li 2015, arXiv 1505.00853. No reference code was looked at.
import GimbalTensor

/// Scales negative values by a slope that is drawn anew for every element while training.
///
/// y = x, or slope · x where negative; slope ~ U(lower, upper) in training, (lower + upper) / 2 in use
///
/// - Shapes: any → the same.
/// - Random numbers: the dropout stream.
/// - Paper: Xu et al. 2015, arXiv 1505.00853, section 2.4. Deviation: the slope multiplies, as in PyTorch.
public final class RReLU: Module, UnaryLayer {
    /// Smallest slope.
    public let lower: Double
    /// Largest slope.
    public let upper: Double

    /// Creates the layer with PyTorch's defaults.
    ///
    /// - Throws: `ModuleError` if the bounds are not in order.
    public init(lower: Double = 1.0 / 8, upper: Double = 1.0 / 3) throws {
        try checkSetting(lower <= upper, "slopes from \(lower) to \(upper)", "lower <= upper", Self.self)
        self.lower = lower
        self.upper = upper
        super.init()
    }

    public override var settings: String { "\(lower), \(upper)" }

    /// Applies slopes.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard context.isTraining else { return try x.leakyRelu(negativeSlope: (lower + upper) / 2) }
        // Drawn in one dtype, so that the same seed gives the same slopes in every precision.
        let slopes = try Tensor.empty(x.shape)
        try slopes.uniformInPlace(from: lower, to: upper, using: context.stream(.dropout))
        let scaled = try x * slopes.moved(to: x.device).converted(to: x.dtype)
        return try Tensor.where(x.greater(0), x, scaled)
    }
}
