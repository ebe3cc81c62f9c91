// Losses for rare classes and for overlaps of regions.
import GimbalTensor

/// Returns the focal loss of logits and binary targets: easy elements count little.
///
/// −α(t) · (1 − p(t))^gamma · log p(t), with p(t) the probability of the target and α(t) = alpha for positives, 1 − alpha
/// for negatives.
///
/// - Shapes: logits and targets any, the same (targets of any dtype, 0 to 1) → scalar, or the same without reduction.
/// - Parameter alpha: weight of the positives, or nil for none.
/// - Paper: Lin, Goyal, Girshick, He, Dollár 2017, arXiv 1708.02002, eq. 5. Deviation: the mean by default, where the
///   paper divides by the number of assigned anchors.
public func sigmoidFocalLoss(
    _ logits: Tensor, targets: Tensor, alpha: Double? = 0.25, gamma: Double = 2, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("sigmoidFocalLoss")
    try input.floating("logits", logits)
    try input.sameShape("targets", targets, as: "logits", logits)
    try input.setting("gamma", gamma, gamma >= 0, "0 or more")
    let targets = try input.targets(targets, like: logits)
    let entropy = try logits.binaryCrossEntropyWithLogits(targets, reduction: .none)
    let probability = try logits.sigmoid()
    let miss = try probability + targets - 2 * probability * targets  // 1 - p(t)
    var loss = try entropy * focus(miss, gamma)
    if let alpha { loss = try loss * (targets * (2 * alpha - 1) + (1 - alpha)) }
    return try reduction(loss)
}

/// Returns the focal loss of logits and class numbers: easy samples count little.
///
/// −weight[label] · (1 − p)^gamma · log p with p = softmax(logits)[label]. The mean is by the number of labels that are
/// not ignored.
///
/// - Shapes: logits `[N, C]` or `[N, C, d...]`, labels `[N]` or `[N, d...]` integers; weight `[C]` → scalar, or the
///   labels' shape without reduction.
/// - Paper: Lin et al. 2017, arXiv 1708.02002, with softmax in place of the sigmoid.
public func focalLoss(
    _ logits: Tensor, labels: Tensor, gamma: Double = 2, weight: Tensor? = nil, ignoredClass: Int = -100,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("focalLoss")
    try input.setting("gamma", gamma, gamma >= 0, "0 or more")
    let logProbabilities = try logits.logSoftmax(axis: logits.rank > 1 ? 1 : 0)
    let entropy = try negativeLogLikelihood(
        logProbabilities, labels: labels, ignoredClass: ignoredClass, reduction: .none)
    var loss = try entropy * focus(-((-entropy).expm1()), gamma)
    if let weight {
        let known = try labels.clamped(min: 0).converted(to: .int64)
        loss = try loss * input.targets(weight, like: logits).take(known)
    }
    guard reduction == .mean else { return try reduction(loss) }
    return try loss.sum() / labels.notEqual(ignoredClass).sum()
}

/// Powers without the infinite slope at 0 of exponents below 1.
private func focus(_ miss: Tensor, _ gamma: Double) throws -> Tensor {
    if gamma == 0 { return try miss.onesLike() }
    return gamma < 1 ? try miss.clamped(min: 1e-12).pow(gamma) : try miss.pow(gamma)
}

/// How the sizes of regions enter an overlap loss.
public enum OverlapMeasure: String, Sendable, Hashable, Codable, CaseIterable {
    /// 2 Σ p t / (Σ p + Σ t): Sørensen-Dice, the F1 score of soft counts.
    case dice
    /// 2 Σ p t / (Σ p² + Σ t²): the V-Net form (Milletari, Navab, Ahmadi 2016).
    case squaredDice
    /// Σ p t / (Σ p + Σ t − Σ p t): intersection over union (Jaccard).
    case intersectionOverUnion
}

/// Returns one minus the soft overlap of predicted and true regions, per sample and class.
///
/// 1 − (2 Σ p t + smoothing) / (Σ p + Σ t + smoothing), summed over the places.
///
/// - Shapes: probabilities `[N, C, d...]` (of softmax or sigmoid), targets the same (of any dtype, 0 to 1) → scalar, or
///   `[N, C]` without reduction.
/// - Parameter smoothing: keeps the loss of absent regions at 0.
public func diceLoss(
    _ probabilities: Tensor, targets: Tensor, measure: OverlapMeasure = .dice, smoothing: Double = 1,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput(measure == .intersectionOverUnion ? "iouLoss" : "diceLoss")
    try input.floating("probabilities", probabilities)
    try input.rank("probabilities", probabilities, in: 3..., "[N, C, d...]")
    try input.sameShape("targets", targets, as: "probabilities", probabilities)
    try input.setting("smoothing", smoothing, smoothing >= 0, "0 or more")
    let p = try probabilities.flattened(from: 2),
        t = try input.targets(targets, like: probabilities).flattened(from: 2)
    let common = try (p * t).sum(axis: -1)  // [N, C]
    switch measure {
    case .dice:
        let sizes = try (p + t).sum(axis: -1)
        return try reduction(1 - (2 * common + smoothing) / (sizes + smoothing))
    case .squaredDice:
        let sizes = try (p.square() + t.square()).sum(axis: -1)
        return try reduction(1 - (2 * common + smoothing) / (sizes + smoothing))
    case .intersectionOverUnion:
        let union = try (p + t).sum(axis: -1) - common
        return try reduction(1 - (common + smoothing) / (union + smoothing))
    }
}

/// Returns one minus the soft overlap for class numbers in place of flags.
///
/// - Shapes: probabilities `[N, C, d...]`, labels `[N, d...]` integers in `0..<C` → scalar, or `[N, C]`.
public func diceLoss(
    _ probabilities: Tensor, labels: Tensor, measure: OverlapMeasure = .dice, smoothing: Double = 1,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput(measure == .intersectionOverUnion ? "iouLoss" : "diceLoss")
    try input.rank("probabilities", probabilities, in: 3..., "[N, C, d...]")
    let sizes = probabilities.shape
    let labels = try input.labels(labels, shape: [sizes[0]] + sizes[2...], "for probabilities \(sizes)")
    let flags = try input.explaining(labels, classCount: sizes[1]) {
        try Tensor.zeros(sizes, dtype: probabilities.dtype, device: probabilities.device)
            .scatter(labels.unsqueezed(axis: 1), axis: 1, value: 1)
    }
    return try diceLoss(
        probabilities, targets: flags, measure: measure, smoothing: smoothing, reduction: reduction)
}

/// Returns one minus the soft intersection over union (Jaccard) of predicted and true regions.
///
/// 1 − (Σ p t + smoothing) / (Σ p + Σ t − Σ p t + smoothing), summed over the places.
///
/// - Shapes: probabilities `[N, C, d...]`, targets the same → scalar, or `[N, C]` without reduction.
public func iouLoss(
    _ probabilities: Tensor, targets: Tensor, smoothing: Double = 1, reduction: Reduction = .mean
) throws -> Tensor {
    try diceLoss(
        probabilities, targets: targets, measure: .intersectionOverUnion, smoothing: smoothing,
        reduction: reduction)
}
