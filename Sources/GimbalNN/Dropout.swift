// Dropout.
import GimbalTensor

/// Zeroes elements with a probability while training and scales the others up, so that the mean stays.
///
/// y = x · mask / (1 − probability)
///
/// - Shapes: any → the same. A sparse x loses stored entries only, which is the same distribution.
/// - Paper: Srivastava et al. 2014, JMLR 15.
public final class Dropout: Module, UnaryLayer {
    /// Probability of an element being dropped, in `0...1`.
    public let probability: Double

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless the probability is in `0...1`.
    public init(_ probability: Double) throws {
        guard (0...1).contains(probability) else {
            throw ModuleError(
                "probability", "Dropout probability is \(probability), expected 0...1.",
                fix: "Choose one in range.")
        }
        self.probability = probability
        super.init()
    }

    public override var settings: String { "\(probability)" }

    /// Drops elements of a dense tensor.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        guard context.isTraining, probability > 0 else { return x }
        if probability == 1 { return try x * 0 }
        return try x.dropout(probability: probability, using: context.stream(.dropout))
    }

    /// Drops stored entries of a sparse matrix.
    public func callAsFunction(_ x: SparseMatrix, _ context: Context) throws -> SparseMatrix {
        guard context.isTraining, probability > 0 else { return x }
        return x.withValues(try self(x.values ?? Tensor.ones([x.pattern.entryCount]), context))
    }
}
