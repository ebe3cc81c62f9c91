// Losses of classification into one of several classes.
import GimbalTensor

/// Returns the cross-entropy of logits and class numbers.
///
/// −weight[label] · log softmax(logits)[label], or with label smoothing s: (1 − s) times that plus s / C times the sum
/// over all classes. The mean is by the sum of the weights of the labels that are not ignored.
///
/// - Shapes: logits `[N, C]`, `[C]` or `[N, C, d...]`, labels `[N]`, `[]` or `[N, d...]` integers in `0..<C`; weight
///   `[C]` → scalar, or the labels' shape without reduction.
/// - Parameter ignoredClass: label whose elements count nothing. If all do, the mean is NaN, as in PyTorch.
/// - Throws: `ModuleError` for shapes that do not fit and for a label out of range, with the label and the number of
///   classes.
public func crossEntropy(
    _ logits: Tensor, labels: Tensor, weight: Tensor? = nil, ignoredClass: Int = -100,
    labelSmoothing: Double = 0, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("crossEntropy")
    try input.setting("labelSmoothing", labelSmoothing, (0...1).contains(labelSmoothing), "0...1")
    let (labels, weight, classCount) = try input.classes(logits, labels, weight)
    return try input.explaining(labels, classCount: classCount, ignoredClass: ignoredClass) {
        try logits.crossEntropyLoss(
            labels, weight: weight, reduction: reduction, ignoredClass: ignoredClass,
            labelSmoothing: labelSmoothing)
    }
}

/// Returns the cross-entropy of logits and class probabilities.
///
/// −Σ over classes of weight · probability · log softmax(logits); the mean is by the number of samples.
///
/// - Shapes: logits `[N, C]`, `[C]` or `[N, C, d...]`, probabilities the same; weight `[C]` → scalar, or the shape
///   without the class axis.
public func crossEntropy(
    _ logits: Tensor, probabilities: Tensor, weight: Tensor? = nil, labelSmoothing: Double = 0,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("crossEntropy")
    try input.setting("labelSmoothing", labelSmoothing, (0...1).contains(labelSmoothing), "0...1")
    try input.rank("logits", logits, in: 1..., "[N, C], [C] or [N, C, d...]")
    try input.floating("logits", logits)
    try input.sameShape("probabilities", probabilities, as: "logits", logits)
    try input.floating("probabilities", probabilities)
    return try logits.crossEntropyLoss(
        input.targets(probabilities, like: logits), weight: input.classWeight(weight, logits),
        reduction: reduction,
        labelSmoothing: labelSmoothing)
}

/// Returns the negative log-likelihood of class numbers.
///
/// −weight[label] · logProbabilities[label]; the mean is by the sum of the weights of the labels that are not ignored.
///
/// - Shapes: logProbabilities `[N, C]`, `[C]` or `[N, C, d...]`, labels `[N]`, `[]` or `[N, d...]` integers in `0..<C`;
///   weight `[C]` → scalar, or the labels' shape without reduction.
/// - Throws: `ModuleError` for shapes that do not fit and for a label out of range.
public func negativeLogLikelihood(
    _ logProbabilities: Tensor, labels: Tensor, weight: Tensor? = nil, ignoredClass: Int = -100,
    reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("negativeLogLikelihood")
    let (labels, weight, classCount) = try input.classes(logProbabilities, labels, weight)
    return try input.explaining(labels, classCount: classCount, ignoredClass: ignoredClass) {
        try logProbabilities.nllLoss(labels, weight: weight, reduction: reduction, ignoredClass: ignoredClass)
    }
}

/// Returns the share of samples whose largest logit is at the label.
///
/// - Shapes: logits `[N, C]` or `[N, C, d...]`, labels `[N]` or `[N, d...]` integers.
public func accuracy(_ logits: Tensor, labels: Tensor) throws -> Double {
    let input = LossInput("accuracy")
    let found = try logits.argmax(axis: logits.rank > 1 ? 1 : 0)
    return try found.equal(input.labels(labels, shape: found.shape, "as the logits say"))
        .converted(to: .float64).mean().item()
}

extension LossInput {
    /// Checks logits, labels and weights of classes.
    fileprivate func classes(_ logits: Tensor, _ labels: Tensor, _ weight: Tensor?) throws -> (
        labels: Tensor, weight: Tensor?, classCount: Int
    ) {
        try rank("logits", logits, in: 1..., "[N, C], [C] or [N, C, d...]")
        try floating("logits", logits)
        let sizes = logits.shape
        let expected = sizes.count == 1 ? [] : [sizes[0]] + sizes[2...]
        return (
            try self.labels(labels, shape: Array(expected), "for logits \(sizes)"),
            try classWeight(weight, logits),
            sizes[sizes.count == 1 ? 0 : 1]
        )
    }

    /// A weight per class, in the logits' dtype.
    func classWeight(_ weight: Tensor?, _ logits: Tensor) throws -> Tensor? {
        guard let weight else { return nil }
        try shape(
            "class weights", weight, is: [logits.size(logits.rank == 1 ? 0 : 1)], "for logits \(logits.shape)"
        )
        return try targets(weight, like: logits)
    }
}
