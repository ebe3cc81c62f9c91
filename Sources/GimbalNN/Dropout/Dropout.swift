// Dropout - Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, JMLR 15. No reference code was looked at.
import GimbalTensor

/// Zeroes elements with a probability while training and scales the others up, so that the mean stays.
///
/// y = x · mask / (1 − probability)
///
/// - Shapes: any → the same. A sparse x loses stored entries only, which is the same distribution.
/// - Random numbers: the dropout stream; no mask is stored, and threads do not change the result.
/// - Paper: Srivastava et al. 2014, JMLR 15, section 4. Deviation: scaled while training, not in use.
public final class Dropout: Module, UnaryLayer {
    /// Probability of an element being dropped, in `0...1`.
    public let probability: Double

    /// Creates the layer.
    ///
    /// - Throws: `ModuleError` unless the probability is in `0...1`.
    public init(_ probability: Double = 0.5) throws {
        self.probability = try checkedProbability(probability, Self.self)
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

/// Throws a `ModuleError` unless the probability is one; returns it.
func checkedProbability<Layer>(_ probability: Double, _ layer: Layer.Type) throws -> Double {
    guard (0...1).contains(probability) else {
        throw ModuleError(
            "probability", "\(layer): the probability is \(probability), expected 0...1.",
            fix: "Choose one in range.")
    }
    return probability
}

extension Tensor {
    /// A mask that broadcasts over this tensor: one value per index of the first `axisCount` axes, either 0 or
    /// 1 / (1 − probability).
    ///
    /// - Parameter probability: below 1.
    func leadingMask(_ axisCount: Int, probability: Double, using stream: RandomStream) throws -> Tensor {
        let shape = self.shape.enumerated().map { $0.offset < axisCount ? $0.element : 1 }
        return try Tensor.ones(shape, dtype: dtype, device: device)
            .dropout(probability: probability, using: stream)
    }
}
