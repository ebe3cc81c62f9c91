// Losses of classification into any number of classes at once.
import GimbalTensor

/// Returns the cross-entropy of each class's logit, averaged over the classes.
///
/// −Σ over classes of weight · (t log σ(x) + (1 − t) log(1 − σ(x))) / C
///
/// - Shapes: logits and targets `[N, C]` or `[C]`, the same (targets of any dtype, 0 to 1); weight `[C]` → scalar, or
///   `[N]` without reduction.
public func multiLabelSoftMarginLoss(
    _ logits: Tensor, targets: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("multiLabelSoftMarginLoss")
    try input.rank("logits", logits, in: 1..., "[N, C] or [C]")
    try input.floating("logits", logits)
    try input.sameShape("targets", targets, as: "logits", logits)
    let losses = try logits.binaryCrossEntropyWithLogits(
        input.targets(targets, like: logits), weight: weight.map { try input.targets($0, like: logits) },
        reduction: .none)
    return try reduction(losses.mean(axis: -1))
}

/// Returns the hinge loss between the classes of a sample and all others.
///
/// Σ over the sample's classes i and the others j of max(0, 1 − x[i] + x[j]) / C
///
/// - Shapes: scores `[N, C]` or `[C]`, labels the same: class numbers, ended by the first −1 → scalar, or `[N]` without
///   reduction.
/// - Throws: `ModuleError` for shapes that do not fit and for a label out of range.
public func multiLabelMarginLoss(_ scores: Tensor, labels: Tensor, reduction: Reduction = .mean) throws
    -> Tensor
{
    let input = LossInput("multiLabelMarginLoss")
    try input.floating("scores", scores)
    try input.rank("scores", scores, in: 1...2, "[N, C] or [C]")
    let labels = try input.labels(labels, shape: scores.shape, "as the scores")
    let classCount = try scores.size(-1)
    return try input.explaining(labels, classCount: classCount, ignoredClass: -1) {
        // The kernel has no half precision.
        guard [.float32, .float64].contains(scores.dtype) else {
            return try reduction(multiLabelMargins(scores, labels))
        }
        return try FusedFunction.apply([scores]) { inputs in
            [try inputs[0].multilabelMarginLoss(labels, reduction: reduction)]
        } reference: { inputs in
            [try reduction(multiLabelMargins(inputs[0], labels))]
        }[0]
    }
}

/// The same from differentiable operators, [N] or []; needs memory for [N, C, C].
private func multiLabelMargins(_ scores: Tensor, _ labels: Tensor) throws -> Tensor {
    let classCount = try scores.size(-1)
    let isListed = try labels.less(0).converted(to: .int64).cumsum(axis: -1).equal(0)  // before the first -1
    let listed = try labels.clamped(min: 0)
    let counts = try labels.zerosLike().scatterAdd(listed, axis: -1, source: isListed.converted(to: .int64))
    let isOther = try counts.equal(0).unsqueezed(axis: -2)  // [N, 1, C]
    let own = try scores.gathered(listed, axis: -1).unsqueezed(axis: -1)  // [N, C, 1]
    let hinge = try (1 - own + scores.unsqueezed(axis: -2)).relu()  // [N, C, C]
    let pairs = try isListed.unsqueezed(axis: -1).logicalAnd(isOther)
    return try (hinge * pairs.converted(to: scores.dtype)).sum(axes: [-1, -2]) / classCount
}
