// Classification losses.
import GimbalTensor

/// Returns the mean cross-entropy of logits and class numbers.
///
/// −mean over n of log softmax(logits)[n, labels[n]]
///
/// - Shapes: logits `[N, C]`, labels `[N]` int64 in `0..<C` → scalar.
/// - Throws: `TensorError` if shapes do not fit or a label is out of range.
public func crossEntropy(_ logits: Tensor, labels: Tensor) throws -> Tensor {
    try negativeLogLikelihood(logits.logSoftmax(axis: -1), labels: labels)
}

/// Returns the mean negative log-likelihood of class numbers.
///
/// - Shapes: logProbabilities `[N, C]`, labels `[N]` int64 in `0..<C` → scalar.
public func negativeLogLikelihood(_ logProbabilities: Tensor, labels: Tensor) throws -> Tensor {
    try logProbabilities.nllLoss(labels)
}

/// Returns the share of rows whose largest logit is at the label.
///
/// - Shapes: logits `[N, C]`, labels `[N]` int64.
public func accuracy(_ logits: Tensor, labels: Tensor) throws -> Double {
    try logits.argmax(axis: -1).equal(labels).converted(to: .float64).mean().item()
}
