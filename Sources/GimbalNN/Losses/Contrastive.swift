// Losses that pull pairs together and push everything else apart.
import GimbalTensor

/// How alike two vectors are.
public enum Similarity: String, Sendable, Hashable, Codable, CaseIterable {
    /// Cosine of the angle.
    case cosine
    /// Scalar product.
    case dot

    /// Vectors whose scalar products are the similarities.
    fileprivate func prepared(_ x: Tensor) throws -> Tensor {
        guard self == .cosine else { return x }
        return try x / x.norm(axis: -1, keepDimensions: true).clamped(min: 1e-12)
    }
}

/// Returns InfoNCE: each query's own key among all keys, or among its key and given negatives.
///
/// −log exp(s(q, k⁺) / T) / Σ exp(s(q, k) / T), by logsumexp.
///
/// - Shapes: queries and keys `[N, D]`, row by row the positive pairs; negatives nil (the other rows' keys), `[M, D]` for
///   all queries, or `[N, M, D]` for each → scalar, or `[N]` without reduction.
/// - Paper: van den Oord, Li, Vinyals 2018, arXiv 1807.03748, eq. 4.
public func infoNCE(
    _ queries: Tensor, _ keys: Tensor, negatives: Tensor? = nil, temperature: Double = 0.1,
    similarity: Similarity = .cosine, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("infoNCE")
    try input.pairs(queries, keys, temperature)
    let q = try similarity.prepared(queries), k = try similarity.prepared(keys)
    guard let negatives else { return try diagonalEntropy(q.matmul(k.t()) / temperature, reduction) }
    try input.rank("negatives", negatives, in: 2...3, "[M, D] or [N, M, D]")
    let d = try queries.size(1), m = try negatives.size(-2)
    let expected = negatives.rank == 2 ? [m, d] : [try queries.size(0), m, d]
    try input.shape("negatives", negatives, is: expected, "for queries \(queries.shape)")
    let others = try similarity.prepared(negatives)
    let positive = try (q * k).sum(axis: -1, keepDimensions: true)  // [N, 1]
    let rest =
        negatives.rank == 2
        ? try q.matmul(others.t()) : try others.matmul(q.unsqueezed(axis: -1)).squeezed(axis: -1)  // [N, M]
    let logits = try Tensor.concatenated([positive, rest], axis: 1) / temperature
    return try reduction(logits.logsumexp(axis: 1) - logits.select(0, axis: 1))
}

/// Returns InfoNCE in both directions: the mean of queries among keys and keys among queries.
///
/// - Shapes: first and second `[N, D]`, row by row the positive pairs → scalar, or `[N]` without reduction.
/// - Paper: Zhang et al. 2020, arXiv 2010.00747, eq. 4, with equal weights; Radford et al. 2021, arXiv 2103.00020.
public func symmetricInfoNCE(
    _ first: Tensor, _ second: Tensor, temperature: Double = 0.1, similarity: Similarity = .cosine,
    reduction: Reduction = .mean
) throws -> Tensor {
    try LossInput("symmetricInfoNCE").pairs(first, second, temperature)
    let logits = try similarity.prepared(first).matmul(similarity.prepared(second).t()) / temperature
    return try bothDirections(logits, reduction)
}

/// Returns CLIP's loss: cosine similarities times a learned scale, in both directions.
///
/// - Shapes: images and texts `[N, D]`, logitScale `[]`: the logarithm of the scale, learned, log(1 / 0.07) at first →
///   scalar, or `[N]` without reduction.
/// - Paper: Radford et al. 2021, arXiv 2103.00020, figure 3.
public func clipLoss(_ images: Tensor, _ texts: Tensor, logitScale: Tensor, reduction: Reduction = .mean)
    throws
    -> Tensor
{
    let input = LossInput("clipLoss")
    try input.pairs(images, texts, 1)
    try input.shape("logit scales", logitScale, is: [], "a scalar")
    let logits = try Similarity.cosine.prepared(images).matmul(Similarity.cosine.prepared(texts).t())
    return try bothDirections(logits * logitScale.exp(), reduction)
}

/// Returns SimCLR's loss (NT-Xent): each view's other view among all 2N − 1 other views of the batch.
///
/// - Shapes: first and second `[N, D]`, two views of each sample → scalar, or `[2N]` without reduction (first views, then
///   second).
/// - Paper: Chen, Kornblith, Norouzi, Hinton 2020, arXiv 2002.05709, eq. 1 and algorithm 1. Deviation: none.
public func ntXent(
    _ first: Tensor, _ second: Tensor, temperature: Double = 0.5, reduction: Reduction = .mean
) throws -> Tensor {
    try LossInput("ntXent").pairs(first, second, temperature)
    let count = try first.size(0)
    let views = try Similarity.cosine.prepared(Tensor.concatenated([first, second]))  // [2N, D]
    let logits = try withoutSelf(views.matmul(views.t()) / temperature)
    let positive = try logits.diagonal(offset: count)  // [N]
    return try reduction(logits.logsumexp(axis: 1) - Tensor.concatenated([positive, positive]))
}

/// Returns the supervised contrastive loss: every sample of the same label is a positive.
///
/// −mean over positives p of log exp(s(i, p) / T) / Σ over others exp(s(i, a) / T), cosine similarities.
///
/// - Shapes: features `[N, D]`, labels `[N]` integers → scalar, or `[N]` without reduction. For several views of each
///   sample concatenate them, and the labels.
/// - Samples without a positive count nothing, and are left out of the mean.
/// - Paper: Khosla et al. 2020, arXiv 2004.11362, eq. 2 (the sum outside the logarithm), temperature 0.1 in the paper's
///   experiments. Deviation: the authors' code scales by temperature / 0.07.
public func supervisedContrastive(
    _ features: Tensor, labels: Tensor, temperature: Double = 0.1, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("supervisedContrastive")
    try input.pairs(features, features, temperature)
    let labels = try input.labels(labels, shape: [features.size(0)], "for features \(features.shape)")
    let views = try Similarity.cosine.prepared(features)
    let products = try views.matmul(views.t()) / temperature  // [N, N]
    let total = try withoutSelf(products).logsumexp(axis: 1, keepDimensions: true)
    let same = try labels.unsqueezed(axis: 0).equal(labels.unsqueezed(axis: 1)).converted(to: features.dtype)
        .fillingDiagonal(0)
    let counts = try same.sum(axis: 1)
    let losses = try ((total - products) * same).sum(axis: 1) / counts.clamped(min: 1)
    guard reduction == .mean else { return try reduction(losses) }
    return try losses.sum() / counts.greater(0).sum().clamped(min: 1)
}

/// Cross-entropy of rows whose label is their own number.
private func diagonalEntropy(_ logits: Tensor, _ reduction: Reduction) throws -> Tensor {
    try reduction(logits.logsumexp(axis: 1) - logits.diagonal())
}

private func bothDirections(_ logits: Tensor, _ reduction: Reduction) throws -> Tensor {
    let sums = try logits.logsumexp(axis: 1) + logits.logsumexp(axis: 0)
    return try reduction(sums * 0.5 - logits.diagonal())
}

/// Similarities of a sample with itself are no candidates.
private func withoutSelf(_ logits: Tensor) throws -> Tensor {
    let own = try Tensor.eye(logits.size(0), dtype: .bool, device: logits.device)
    return try logits.maskedFill(own, value: -Double.infinity)
}

extension Tensor {
    fileprivate func fillingDiagonal(_ value: Double) throws -> Tensor {
        let copy = try cloned()
        try copy.fillDiagonalInPlace(value)
        return copy
    }
}

extension LossInput {
    fileprivate func pairs(_ first: Tensor, _ second: Tensor, _ temperature: Double) throws {
        try floating("first vectors", first)
        try rank("first vectors", first, in: 2...2, "[N, D]")
        try sameShape("second vectors", second, as: "first ones", first)
        try setting("temperature", temperature, temperature > 0, "a positive number")
    }
}
