// Connectionist temporal classification - Graves, Fernández, Gomez, Schmidhuber 2006. No reference code was looked at.
import GimbalTensor

/// How long the sequences of a batch are.
public struct CTCLengths: Sendable, Hashable {
    /// Time steps of each input.
    public var inputs: [Int]
    /// Labels of each target.
    public var targets: [Int]

    /// Describes a batch.
    public init(inputs: [Int], targets: [Int]) {
        self.inputs = inputs
        self.targets = targets
    }
}

/// Returns the connectionist temporal classification loss: −log of the probability of all alignments of the targets.
///
/// The mean first divides each sample by its number of labels, as PyTorch does.
///
/// - Shapes: logProbabilities `[T, N, C]` (of `logSoftmax`), targets `[N, S]` padded or all concatenated `[ΣS]`, integers
///   other than `blank` → scalar, or `[N]` without reduction.
/// - Parameters:
///   - lengths: time steps and labels of each sample.
///   - blank: class that stands for no label.
///   - zeroesInfinity: whether samples whose targets are too long for their inputs count nothing, instead of being
///     infinite.
/// - Gradient: as of libtorch's kernel, it is that of normalised log-probabilities; the second derivative comes from the
///   forward recursion in Swift, which is slower.
/// - Throws: `ModuleError` for lengths that do not fit and for a label out of range.
/// - Paper: Graves et al. 2006, eq. 8, sections 4.1-4.2. Deviation: none.
public func ctcLoss(
    _ logProbabilities: Tensor, targets: Tensor, lengths: CTCLengths, blank: Int = 0,
    zeroesInfinity: Bool = false, reduction: Reduction = .mean
) throws -> Tensor {
    let input = LossInput("ctcLoss")
    try input.floating("logProbabilities", logProbabilities)
    try input.rank("logProbabilities", logProbabilities, in: 3...3, "[T, N, C]")
    let padded = try input.ctcTargets(targets, lengths, logProbabilities.shape, blank)
    let losses = try FusedFunction.apply([logProbabilities]) { inputs in
        [
            try inputs[0].ctcLoss(
                padded, inputLengths: lengths.inputs, targetLengths: lengths.targets, blank: blank,
                reduction: .none,
                zeroInfinity: zeroesInfinity)
        ]
    } reference: { inputs in
        [
            try CTCRecursion(targets: padded, lengths: lengths, blank: blank)
                .losses(inputs[0], zeroesInfinity: zeroesInfinity)
        ]
    }[0]
    guard reduction == .mean else { return try reduction(losses) }
    let counts = try Tensor(lengths.targets.map { Swift.max($0, 1) }).moved(to: losses.device)
    return try (losses / counts.converted(to: losses.dtype)).mean()
}

/// The forward recursion over time, from differentiable operators.
private struct CTCRecursion: Sendable {
    let targets: Tensor
    let lengths: CTCLengths
    let blank: Int

    /// Stands for log 0; finite, so that differences of two such values are no NaN.
    private static let never = -1e30

    func losses(_ logProbabilities: Tensor, zeroesInfinity: Bool) throws -> Tensor {
        // The kernel's gradient is that of normalised inputs, so normalising again changes neither value nor gradient.
        let steps = try logProbabilities.logSoftmax(axis: 2)  // [T, N, C]
        let states = try extended()  // [N, 2S + 1]
        let dtype = steps.dtype, device = steps.device
        let isBlank = try states.equal(blank)
        let twoBack = try states.narrow(axis: 1, start: 0, length: Swift.max(states.size(1) - 2, 0))
        let repeats = try states.narrow(axis: 1, start: Swift.min(2, states.size(1)), length: twoBack.size(1))
            .equal(twoBack)
        let pad = try Tensor.ones(
            [states.size(0), states.size(1) - twoBack.size(1)], dtype: .bool, device: device)
        let skips = try isBlank.logicalOr(Tensor.concatenated([pad, repeats], axis: 1)).logicalNot()
        let inputLengths = try Tensor(lengths.inputs).moved(to: device).unsqueezed(axis: 1)  // [N, 1]
        let position = try Tensor.arange(states.size(1), device: device).unsqueezed(axis: 0)
        let start = try Tensor.zeros(states.shape, dtype: dtype, device: device)
            .maskedFill(position.greater(1), value: Self.never)
        var alpha = try start + steps.select(0, axis: 0).gathered(states, axis: 1)  // [N, 2S + 1]
        let stepCount = try steps.size(0)
        for time in 1..<Swift.max(stepCount, 1) {
            let emitted = try steps.select(time, axis: 0).gathered(states, axis: 1)
            let one = try shifted(alpha, by: 1), two = try shifted(alpha, by: 2)
            let allowed = try Tensor.where(skips, two, Self.never)
            let next = try either([alpha, one, allowed]) + emitted
            alpha = try Tensor.where(inputLengths.greater(time), next, alpha)
        }
        return try ends(alpha, zeroesInfinity: zeroesInfinity)
    }

    /// The labels with blanks between and around them.
    private func extended() throws -> Tensor {
        let pairs = try Tensor.stacked([targets.fullLike(blank), targets], axis: 2)
            .flattened(from: 1)  // [N, 2S]
        let last = try Tensor.full([targets.size(0), 1], blank, dtype: .int64, device: targets.device)
        return try Tensor.concatenated([pairs, last], axis: 1)
    }

    /// log Σ exp; unlike `logaddexp`, its second derivative is finite for values far apart.
    private func either(_ logarithms: [Tensor]) throws -> Tensor {
        try Tensor.stacked(logarithms).logsumexp(axis: 0)
    }

    private func shifted(_ alpha: Tensor, by count: Int) throws -> Tensor {
        let width = try alpha.size(1), kept = Swift.max(width - count, 0)
        let pad = try Tensor.full(
            [alpha.size(0), width - kept], Self.never, dtype: alpha.dtype, device: alpha.device)
        return try Tensor.concatenated([pad, alpha.narrow(axis: 1, start: 0, length: kept)], axis: 1)
    }

    /// The two states that an alignment can end in.
    private func ends(_ alpha: Tensor, zeroesInfinity: Bool) throws -> Tensor {
        let last = try Tensor(lengths.targets.map { 2 * $0 }).moved(to: alpha.device).unsqueezed(axis: 1)
        let isEmpty = try last.equal(0)
        let before = try alpha.gathered(last - 1 + isEmpty.converted(to: .int64), axis: 1)
        let both = try either([alpha.gathered(last, axis: 1), Tensor.where(isEmpty, Self.never, before)])
        let losses = try -both.squeezed(axis: 1)
        guard zeroesInfinity else { return losses }
        return try losses.maskedFill(losses.detached().greater(-Self.never / 2), value: 0)
    }
}

extension LossInput {
    /// Checks lengths and labels, and returns the targets as [N, S].
    fileprivate func ctcTargets(_ targets: Tensor, _ lengths: CTCLengths, _ sizes: [Int], _ blank: Int) throws
        -> Tensor
    {
        let batch = sizes[1], longest = lengths.targets.max() ?? 0
        guard lengths.inputs.count == batch, lengths.targets.count == batch,
            lengths.inputs.allSatisfy({ (0...sizes[0]).contains($0) }),
            lengths.targets.allSatisfy({ $0 >= 0 })
        else {
            throw ModuleError(
                "loss.length",
                "ctcLoss: lengths are \(lengths.inputs) and \(lengths.targets), expected \(batch) of each, inputs at "
                    + "most \(sizes[0]).",
                fix: "Give each sample's number of time steps and of labels.")
        }
        try setting("blank", Double(blank), (0..<sizes[2]).contains(blank), "a class in 0..<\(sizes[2])")
        let padded: Tensor
        if targets.rank == 1 {
            let flat = try labels(
                targets, shape: [lengths.targets.reduce(0, +)], "for target lengths that sum to it")
            padded = try Tensor.stacked(
                flat.split(sizes: lengths.targets).map { try $0.padded([0, longest - $0.count], value: 0) })
        } else {
            try rank("targets", targets, in: 2...2, "[N, S] or all concatenated")
            guard try targets.size(0) == batch, try targets.size(1) >= longest else {
                throw ModuleError(
                    "loss.length",
                    "ctcLoss: targets are \(targets.shape), expected \(batch) rows of at least \(longest).",
                    fix: "Pad them to the longest target.")
            }
            padded = try labels(targets, shape: targets.shape, "")
        }
        let isUsed = try Tensor.arange(padded.size(1), device: padded.device).unsqueezed(axis: 0)
            .less(Tensor(lengths.targets).moved(to: padded.device).unsqueezed(axis: 1))
        try range(padded.maskedFill(isUsed.logicalNot(), value: -1), sizes[2], -1)
        return padded
    }
}
