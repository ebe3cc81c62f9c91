// Losses that ask for a margin between scores or distances.
import GimbalTensor

/// Returns the hinge loss of distances: near for targets 1, at least `margin` for targets −1.
///
/// x where t = 1, max(0, margin − x) where t = −1.
///
/// - Shapes: distances and targets any, the same → scalar, or the same without reduction.
public func hingeEmbeddingLoss(
    _ distances: Tensor, targets: Tensor, margin: Double = 1, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("hingeEmbeddingLoss")
    try input.floating("distances", distances)
    try input.sameShape("targets", targets, as: "distances", distances)
    return try distances.hingeEmbeddingLoss(
        input.targets(targets, like: distances), margin: margin, reduction: reduction)
}

/// Returns the cosine loss of pairs: alike for targets 1, apart for targets −1.
///
/// 1 − cos(a, b) where t = 1, max(0, cos(a, b) − margin) where t = −1.
///
/// - Shapes: first and second `[N, D]`, targets `[N]`, or `[D]` and `[]` → scalar, or the targets' shape without
///   reduction.
public func cosineEmbeddingLoss(
    _ first: Tensor, _ second: Tensor, targets: Tensor, margin: Double = 0, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("cosineEmbeddingLoss")
    try input.floating("first", first)
    try input.rank("first", first, in: 1...2, "[N, D] or [D]")
    try input.sameShape("second", second, as: "first", first)
    try input.shape("targets", targets, is: Array(first.shape.dropLast()), "for pairs \(first.shape)")
    return try first.cosineEmbeddingLoss(second, target: targets, margin: margin, reduction: reduction)
}

/// Returns the ranking loss of pairs: the first larger for targets 1, the second for targets −1.
///
/// max(0, −t · (first − second) + margin)
///
/// - Shapes: first, second and targets any, the same → scalar, or the same without reduction.
public func marginRankingLoss(
    _ first: Tensor, _ second: Tensor, targets: Tensor, margin: Double = 0, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("marginRankingLoss")
    try input.floating("first", first)
    try input.sameShape("second", second, as: "first", first)
    try input.sameShape("targets", targets, as: "first", first)
    return try first.marginRankingLoss(
        second, target: input.targets(targets, like: first), margin: margin, reduction: reduction)
}

/// Returns the hinge loss between the score of the label and those of all other classes.
///
/// Σ over the other classes of (weight[label] · max(0, margin − x[label] + x[class])ᵖ) / C, p = 1 or 2 as `squared` says.
///
/// - Shapes: scores `[N, C]` or `[C]`, labels `[N]` or `[]` integers in `0..<C`; weight `[C]` → scalar, or the labels'
///   shape without reduction.
/// - Throws: `ModuleError` for shapes that do not fit and for a label out of range.
public func multiMarginLoss(
    _ scores: Tensor, labels: Tensor, squared: Bool = false, margin: Double = 1, weight: Tensor? = nil,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("multiMarginLoss")
    try input.floating("scores", scores)
    try input.rank("scores", scores, in: 1...2, "[N, C] or [C]")
    let labels = try input.labels(labels, shape: Array(scores.shape.dropLast()), "for scores \(scores.shape)")
    let weight = try input.classWeight(weight, scores)
    let classCount = try scores.size(-1)
    // libtorch's kernel has no second derivative; the composition has one of every order.
    return try input.explaining(labels, classCount: classCount) {
        let index = try labels.unsqueezed(axis: -1)  // [N, 1]
        var hinge = try (scores - scores.gathered(index, axis: -1) + margin).relu()  // [N, C]
        if squared { hinge = try hinge.square() }
        var loss = try hinge.scatter(index, axis: -1, value: 0).sum(axis: -1) / classCount
        if let weight { loss = try loss * weight.take(labels) }
        return try reduction(loss)
    }
}

/// How far apart two batches of vectors are, row by row.
public enum VectorDistance: Sendable, Hashable, Codable {
    /// (Σ |a − b + epsilon|ᵖ)^(1/p): epsilon keeps the gradient finite where the vectors agree.
    case norm(p: Double = 2, epsilon: Double = 1e-6)
    /// Σ (a − b)².
    case squared
    /// 1 − cos(a, b).
    case cosine

    /// Returns the distances: `[..., D]` and `[..., D]` → `[...]`.
    public func callAsFunction(_ first: Tensor, _ second: Tensor) throws -> Tensor {
        switch self {
        case .norm(let p, let epsilon): try first.pairwiseDistance(second, p: p, epsilon: epsilon)
        case .squared: try (first - second).square().sum(axis: -1)
        case .cosine: try 1 - first.cosineSimilarity(second, axis: -1)
        }
    }
}

/// Returns the triplet loss: the positive nearer to the anchor than the negative, by a margin.
///
/// max(0, d(anchor, positive) − d(anchor, negative) + margin)
///
/// - Shapes: all three `[N, D]` or `[D]` → scalar, or `[N]` without reduction.
/// - Parameter distance: PyTorch's default is the Euclidean one with epsilon 1e-6.
/// - Paper: Balntas, Riba, Ponsa, Mikolajczyk 2016 (with the swap); Schroff, Kalenichenko, Philbin 2015 (squared
///   distances).
public func tripletMarginLoss(
    _ anchor: Tensor, positive: Tensor, negative: Tensor, margin: TripletMargin = 1,
    distance: VectorDistance = .norm(), reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("tripletMarginLoss")
    try input.floating("anchors", anchor)
    try input.rank("anchors", anchor, in: 1..., "[N, D] or [D]")
    try input.sameShape("positives", positive, as: "anchors", anchor)
    try input.sameShape("negatives", negative, as: "anchors", anchor)
    try input.setting("margin", margin.size, margin.size > 0, "a positive number")
    let near = try distance(anchor, positive)
    var far = try distance(anchor, negative)
    if margin.swaps { far = try far.minimum(distance(positive, negative)) }
    return try reduction((near - far + margin.size).relu())
}

/// The margin of a triplet loss, a number, and how it is measured.
public struct TripletMargin: Sendable, Hashable, Codable, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral
{
    /// How much nearer the positive should be.
    public var size: Double
    /// Whether the negative's distance is to the nearer of anchor and positive.
    public var swaps: Bool

    /// Describes a margin.
    public init(_ size: Double, swaps: Bool = false) {
        self.size = size
        self.swaps = swaps
    }

    /// Describes a margin without swap.
    public init(floatLiteral value: Double) { self.init(value) }
    /// Describes a margin without swap.
    public init(integerLiteral value: Int) { self.init(Double(value)) }
}
