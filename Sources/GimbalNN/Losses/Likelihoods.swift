// Divergences and likelihoods of distributions.
import Foundation
import GimbalTensor

/// How a divergence combines its elements.
public enum DivergenceReduction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Keeps every element.
    case none
    /// Sum over everything, divided by the size of the first axis: the divergence itself.
    case batchMean
    /// Mean over all elements: PyTorch's default, which is not the divergence.
    case mean
    /// Sum over everything.
    case sum
}

/// Returns the Kullback-Leibler divergence from predicted log-probabilities to target probabilities.
///
/// Σ t · (log t − logProbabilities), 0 where t is 0.
///
/// - Shapes: logProbabilities and targets any, the same → scalar, or the same without reduction.
/// - Parameters:
///   - targetsAreLogarithms: whether targets are log-probabilities, too.
///   - reduction: by default the divergence per sample, `batchMean`; PyTorch's default is `mean`.
public func klDivergence(
    _ logProbabilities: Tensor, targets: Tensor, targetsAreLogarithms: Bool = false,
    reduction: DivergenceReduction = .batchMean
) throws -> Tensor {
    let input = LossInput("klDivergence")
    try input.floating("logProbabilities", logProbabilities)
    try input.sameShape("targets", targets, as: "logProbabilities", logProbabilities)
    try input.rank("logProbabilities", logProbabilities, in: 1..., "at least one axis")
    let elements = try logProbabilities.klDivergence(
        input.targets(targets, like: logProbabilities), reduction: .none,
        targetIsLogarithm: targetsAreLogarithms)
    switch reduction {
    case .none: return elements
    case .mean: return try elements.mean()
    case .sum: return try elements.sum()
    case .batchMean: return try elements.sum() / logProbabilities.size(0)
    }
}

/// Returns the negative log-likelihood of counts under Poisson distributions.
///
/// exp(x) − t · x for logarithms of rates, x − t · log(x + epsilon) for rates; `full` adds Stirling's approximation of
/// log t! where t > 1.
///
/// - Shapes: predictions and targets any, the same → scalar, or the same without reduction.
public func poissonNLLLoss(
    _ predictions: Tensor, targets: Tensor, inputIsLogarithm: Bool = true, full: Bool = false,
    epsilon: Double = 1e-8, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("poissonNLLLoss")
    try input.floating("predictions", predictions)
    try input.sameShape("targets", targets, as: "predictions", predictions)
    return try predictions.poissonNLLLoss(
        input.targets(targets, like: predictions), inputIsLogarithm: inputIsLogarithm, full: full,
        epsilon: epsilon,
        reduction: reduction)
}

/// Returns the negative log-likelihood of numbers under normal distributions.
///
/// (log v + (x − t)² / v) / 2 with v = max(variance, epsilon); `full` adds log(2π) / 2. Where the variance is below
/// epsilon its gradient is that of epsilon, as in PyTorch.
///
/// - Shapes: predictions and targets any, the same; variance broadcasts to them → scalar, or the same without reduction.
/// - Throws: `ModuleError` if shapes do not fit or a variance is negative.
public func gaussianNLLLoss(
    _ predictions: Tensor, targets: Tensor, variance: Tensor, full: Bool = false, epsilon: Double = 1e-6,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("gaussianNLLLoss")
    try input.floating("predictions", predictions)
    try input.sameShape("targets", targets, as: "predictions", predictions)
    let smallest = try variance.detached().amin(axes: []).item()
    guard smallest >= 0 else {
        throw ModuleError(
            "loss.value", "gaussianNLLLoss: a variance is \(smallest), expected 0 or more.",
            fix: "Predict its logarithm and take exp, or use softplus.")
    }
    var spread = try input.targets(variance, like: predictions)
    let excess = try spread.detached().clamped(min: epsilon) - spread.detached()
    spread = try (spread + excess).expanded(predictions.shape)
    let rest = try predictions - input.targets(targets, like: predictions)
    var loss = try (spread.log() + rest.square() / spread) * 0.5
    if full { loss = try loss + 0.5 * log(2 * Double.pi) }
    return try reduction(loss)
}
