// Losses of yes-or-no classification.
import GimbalTensor

/// Returns the cross-entropy of probabilities and binary targets.
///
/// −weight · (t log p + (1 − t) log(1 − p)), logarithms not below −100. Prefer logits: they are exact near 0 and 1.
///
/// - Shapes: probabilities and targets any, the same (targets of any dtype, 0 to 1); weight broadcasts → scalar, or the
///   same without reduction.
/// - Throws: `ModuleError` if shapes differ; `TensorError` for a probability outside 0...1.
public func binaryCrossEntropy(
    _ probabilities: Tensor, targets: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("binaryCrossEntropy")
    try input.floating("probabilities", probabilities)
    try input.sameShape("targets", targets, as: "probabilities", probabilities)
    return try probabilities.binaryCrossEntropy(
        input.targets(targets, like: probabilities),
        weight: weight.map { try input.targets($0, like: probabilities) }, reduction: reduction)
}

/// Returns the cross-entropy of logits and binary targets.
///
/// −weight · (positiveWeight · t log σ(x) + (1 − t) log(1 − σ(x))), without overflow for any x.
///
/// - Shapes: logits and targets any, the same (targets of any dtype, 0 to 1); weight and positiveWeight broadcast →
///   scalar, or the same without reduction.
/// - Parameter positiveWeight: weight of the positive targets, such as negatives per positive in an unbalanced set.
/// - Throws: `ModuleError` if shapes differ.
public func binaryCrossEntropyWithLogits(
    _ logits: Tensor, targets: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("binaryCrossEntropyWithLogits")
    try input.floating("logits", logits)
    try input.sameShape("targets", targets, as: "logits", logits)
    return try logits.binaryCrossEntropyWithLogits(
        input.targets(targets, like: logits), weight: weight.map { try input.targets($0, like: logits) },
        positiveWeight: positiveWeight.map { try input.targets($0, like: logits) }, reduction: reduction)
}

/// Returns the logistic loss of scores with targets 1 and −1.
///
/// log(1 + exp(−t · x)), without overflow for any x (PyTorch's `soft_margin_loss` overflows).
///
/// - Shapes: scores and targets any, the same → scalar, or the same without reduction.
public func softMarginLoss(_ scores: Tensor, targets: Tensor, reduction: Reduction = .mean) throws -> Tensor {
    let input = LossInput("softMarginLoss")
    try input.floating("scores", scores)
    try input.sameShape("targets", targets, as: "scores", scores)
    return try reduction(-((scores * input.targets(targets, like: scores)).logSigmoid()))
}
