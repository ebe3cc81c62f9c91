// Stochastic depth - Huang, Sun, Liu, Sedra, Weinberger 2016, arXiv 1603.09382. No reference code was looked at.
import GimbalTensor

/// Zeroes whole samples of a residual branch with a probability while training: stochastic depth.
///
/// y = x · mask / (1 − probability) with one mask value per sample; the shortcut beside it stays
///
/// - Shapes: x `[N, ...]` → the same.
/// - Random numbers: the dropout stream.
/// - Throws: `TensorError` for a scalar.
/// - Paper: Huang et al. 2016, arXiv 1603.09382, eq. 2. Deviation: drawn per sample instead of per batch, and scaled
///   while training instead of in use, as the field does.
public final class DropPath: Module, UnaryLayer {
    /// Probability of a sample's branch being dropped, in `0...1`.
    public let probability: Double
    /// Whether what is kept is scaled up, so that the mean stays.
    public let scalesKept: Bool

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless the probability is in `0...1`.
    public init(_ probability: Double, scalesKept: Bool = true) throws {
        self.probability = try checkedProbability(probability, Self.self)
        self.scalesKept = scalesKept
        super.init()
    }

    public override var settings: String { "\(probability)" + (scalesKept ? "" : ", not scaled") }

    /// Drops samples.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard x.rank >= 1 else {
            throw TensorError(
                code: "tensor.shape", operation: "DropPath", message: "x is a scalar, expected [N, ...]",
                fix: "Give it a batch.")
        }
        guard context.isTraining, probability > 0 else { return x }
        if probability == 1 { return try x * 0 }
        let mask = try x.leadingMask(1, probability: probability, using: context.stream(.dropout))
        return try x * (scalesKept ? mask : mask * (1 - probability))
    }
}
