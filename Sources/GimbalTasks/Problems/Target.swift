// What is to be predicted for a set of samples, and the loss that follows from it.
import GimbalNN
import GimbalTensor

/// What is to be predicted for a set of samples; the first axis numbers the samples.
public enum Target: Sendable {
    /// Class numbers `[N]` int64 in `0..<count`.
    case classes(Tensor, count: Int)
    /// Values `[N, outputs]`; NaN where not measured.
    case values(Tensor)
    /// Times `[N]` until an event (1) or the end of observation (0).
    case survival(times: Tensor, events: Tensor)
    /// Token numbers `[N, T]` int64 in `0..<count`, one for each step of the inputs; -100 where there is none.
    case tokens(Tensor, count: Int)

    /// Number of outputs that a network needs for it.
    public var outputCount: Int {
        switch self {
        case .classes(_, let count), .tokens(_, let count): count
        case .values(let values): values.shape.last ?? 1
        case .survival: 1
        }
    }

    /// Number of samples.
    public var count: Int { tensors[0].shape.first ?? 0 }

    /// The tensors that it consists of, each with one row per sample.
    public var tensors: [Tensor] {
        switch self {
        case .classes(let labels, _): [labels]
        case .values(let values): [values]
        case .survival(let times, let events): [times, events]
        case .tokens(let tokens, _): [tokens]
        }
    }

    /// Returns a target of the same kind that consists of other tensors, such as those of a batch.
    ///
    /// - Parameter tensors: as many as `tensors` has.
    public func replacing(_ tensors: [Tensor]) -> Target {
        switch self {
        case .classes(_, let count): .classes(tensors[0], count: count)
        case .values: .values(tensors[0])
        case .survival: .survival(times: tensors[0], events: tensors[1])
        case .tokens(_, let count): .tokens(tensors[0], count: count)
        }
    }

    /// Returns the target of some samples.
    ///
    /// - Throws: `TensorError` if a sample is out of range.
    public func rows(_ indices: [Int]) throws -> Target {
        let places = try Tensor(indices)
        return replacing(try tensors.map { try $0.indexSelect(places, axis: 0) })
    }

    /// Returns the target of the samples from `start` on.
    ///
    /// - Throws: `TensorError` if a sample is out of range.
    public func range(start: Int, length: Int) throws -> Target {
        replacing(try tensors.map { try $0.narrow(axis: 0, start: start, length: length) })
    }
}

extension Target {
    /// Whether each sample has a target: a class that is not negative, or one value at least that is not NaN.
    ///
    /// Survival needs both numbers; sequences of tokens always have a target.
    func isKnown() throws -> [Bool] {
        switch self {
        case .classes(let labels, _): return try labels.integers().map { $0 >= 0 }
        case .values(let values):
            let width = max(1, values.shape.last ?? 1), all = try values.floats()
            return (0..<count).map { row in (0..<width).contains { !all[row * width + $0].isNaN } }
        case .survival(let times, let events):
            return zip(try times.floats(), try events.floats()).map { !$0.isNaN && !$1.isNaN }
        case .tokens: return Array(repeating: true, count: count)
        }
    }
}

// MARK: - Losses

extension Target {
    /// Returns the training loss of a network's outputs, a scalar: the target decides which.
    ///
    /// Cross-entropy of logits for classes and tokens, squared error for values (of those that were measured), Cox's
    /// partial likelihood of risks for survival (Cox 1972, eq. 12).
    ///
    /// - Shapes: outputs `[N, outputCount]`, of tokens `[N, T, outputCount]`.
    /// - Parameter labelSmoothing: share of the label that is spread over all classes, in 0...1; classes and tokens.
    /// - Throws: `ModuleError` for outputs that do not fit.
    public func loss(_ outputs: Tensor, labelSmoothing: Double = 0) throws -> Tensor {
        switch self {
        case .classes(let labels, _):
            return try crossEntropy(outputs, labels: labels, labelSmoothing: labelSmoothing)
        case .tokens(let tokens, let count):
            return try crossEntropy(
                outputs.reshaped([-1, count]), labels: tokens.reshaped([-1]), labelSmoothing: labelSmoothing)
        case .values(let values): return try Self.squaredError(outputs, values)
        case .survival(let times, let events):
            return try coxPartialLikelihood(outputs.reshaped([-1]), times: times, events: events)
        }
    }

    /// Samples whose outputs are looked at together, of at most `limit`: those of tokens are many numbers each.
    func evaluationChunk(_ limit: Int) -> Int {
        guard case .tokens(let tokens, let count) = self else { return limit }
        let perSample = max(1, (tokens.shape.last ?? 1) * count)
        return max(1, min(limit, (1 << 24) / perSample))
    }

    /// Whether the loss of all samples is the mean of the losses of its parts.
    var isMeanOverSamples: Bool {
        if case .survival = self { return false }
        return true
    }

    private static func squaredError(_ outputs: Tensor, _ values: Tensor) throws -> Tensor {
        let isKnown = try values.isNaN().logicalNot()
        guard try isKnown.all().booleans() != [true] else { return try mseLoss(outputs, targets: values) }
        let known = try values.maskedFill(isKnown.logicalNot(), value: 0)
        let squares = try (outputs - known).square() * isKnown.converted(to: outputs.dtype)
        return try squares.sum() / isKnown.converted(to: outputs.dtype).sum().clamped(min: 1)
    }
}
