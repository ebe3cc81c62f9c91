// Losses of numbers.
import GimbalTensor

/// Returns the squared error.
///
/// weight · (x − t)²; the weighted mean is by the sum of the weights.
///
/// - Shapes: predictions and targets any, the same; weight broadcasts → scalar, or the same without reduction.
/// - Throws: `ModuleError` if shapes differ: nothing is broadcast.
public func mseLoss(
    _ predictions: Tensor, targets: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) throws -> Tensor {
    try regression("mseLoss", predictions, targets, weight, reduction) { try $0.mseLoss($1, reduction: $2) }
}

/// Returns the absolute error.
///
/// weight · |x − t|; the weighted mean is by the sum of the weights.
///
/// - Shapes: predictions and targets any, the same; weight broadcasts → scalar, or the same without reduction.
/// - Throws: `ModuleError` if shapes differ: nothing is broadcast.
public func l1Loss(
    _ predictions: Tensor, targets: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) throws -> Tensor {
    try regression("l1Loss", predictions, targets, weight, reduction) { try $0.l1Loss($1, reduction: $2) }
}

/// Returns the absolute error, squared near zero.
///
/// (x − t)² / (2 beta) where |x − t| < beta, else |x − t| − beta / 2; the absolute error where beta is 0.
///
/// - Shapes: predictions and targets any, the same; weight broadcasts → scalar, or the same without reduction.
/// - Throws: `ModuleError` if shapes differ or beta is negative.
public func smoothL1Loss(
    _ predictions: Tensor, targets: Tensor, beta: Double = 1, weight: Tensor? = nil,
    reduction: Reduction = .mean
) throws -> Tensor {
    try LossInput("smoothL1Loss").setting("beta", beta, beta >= 0, "0 or more")
    return try regression("smoothL1Loss", predictions, targets, weight, reduction) {
        beta == 0 ? try $0.l1Loss($1, reduction: $2) : try $0.smoothL1Loss($1, reduction: $2, beta: beta)
    }
}

/// Returns the squared error, linear far from zero (Huber 1964).
///
/// (x − t)² / 2 where |x − t| < delta, else delta · (|x − t| − delta / 2). The weighted mean is by the sum of the
/// weights, as for the other losses (PyTorch divides by their number here).
///
/// - Shapes: predictions and targets any, the same; weight broadcasts → scalar, or the same without reduction.
/// - Throws: `ModuleError` if shapes differ or delta is not positive.
public func huberLoss(
    _ predictions: Tensor, targets: Tensor, delta: Double = 1, weight: Tensor? = nil,
    reduction: Reduction = .mean
) throws -> Tensor {
    try LossInput("huberLoss").setting("delta", delta, delta > 0, "a positive number")
    return try regression("huberLoss", predictions, targets, weight, reduction) {
        try $0.huberLoss($1, reduction: $2, delta: delta)
    }
}

/// Returns the quantile loss: its minimum is at that quantile of the targets (Koenker, Bassett 1978).
///
/// max(q · (t − x), (q − 1) · (t − x))
///
/// - Shapes: predictions and targets any, the same; weight broadcasts → scalar, or the same without reduction.
/// - Throws: `ModuleError` if shapes differ or the quantile is not within 0 to 1.
public func quantileLoss(
    _ predictions: Tensor, targets: Tensor, quantile: Double, weight: Tensor? = nil,
    reduction: Reduction = .mean
) throws -> Tensor {
    try LossInput("quantileLoss").setting(
        "quantile", quantile, quantile > 0 && quantile < 1, "above 0 and below 1")
    return try regression("quantileLoss", predictions, targets, weight, reduction) {
        let rest = try $1 - $0
        return try $2((rest * quantile).maximum(rest * (quantile - 1)))
    }
}

private func regression(
    _ name: String, _ predictions: Tensor, _ targets: Tensor, _ weight: Tensor?, _ reduction: Reduction,
    _ loss: (Tensor, Tensor, Reduction) throws -> Tensor
) throws -> Tensor {
    let input = LossInput(name)
    try input.floating("predictions", predictions)
    try input.sameShape("targets", targets, as: "predictions", predictions)
    let targets = try input.targets(targets, like: predictions)
    guard let weight else { return try loss(predictions, targets, reduction) }
    return try reduction(loss(predictions, targets, .none), weight: weight)
}
