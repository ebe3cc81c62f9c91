// A linear map that is fitted to the end: what embeddings are judged by.
import GimbalTensor

/// Multinomial logistic regression with an L2 penalty on the weights, fitted by L-BFGS on all samples at once.
///
/// Minimises mean cross-entropy + penalty / 2 · ‖W‖²; the bias is not penalised. Nothing is random.
struct LogisticRegression {
    /// Weights and bias as one vector, float64: where the fit of another penalty may begin.
    let parameters: Tensor
    private let weight: Tensor  // [C, D]
    private let bias: Tensor  // [C]

    /// Steps are bounded and end early: the accuracy of a probe does not hang on the last digits.
    private static let solver = LBFGS(tolerance: 1e-5, stepCount: 100)

    /// Fits a map.
    ///
    /// - Parameters:
    ///   - inputs: `[n, features]` float32, with features of about unit size.
    ///   - labels: class numbers `[n]` int64.
    ///   - start: parameters to begin at, such as those of another penalty.
    init(_ inputs: Tensor, _ labels: Tensor, classCount: Int, penalty: Double, start: Tensor? = nil) throws {
        let objective = MultinomialObjective(rows: inputs, labels: labels, classCount: classCount)
        let begin = try start ?? Tensor.zeros([objective.parameterCount], dtype: .float64)
        parameters = try Self.solver.minimum(
            from: begin, of: { try objective.value($0, penalty: penalty) })
        (weight, bias) = try objective.split(parameters)
    }

    /// Logits `[n, classes]` float64.
    func callAsFunction(_ inputs: Tensor) throws -> Tensor {
        try inputs.converted(to: .float64).linear(weight, bias: bias)
    }
}
