// When to stop, and which state to keep.
import GimbalNN
import GimbalTensor
import OrderedCollections

/// Rules for stopping before the last epoch.
public enum StoppingRule: Sendable, Hashable, Codable {
    /// Train for all epochs.
    case never
    /// Stop after `patience` epochs without a better value.
    case patience(Int)
    /// In the second half, stop when the value is worse (a loss: higher) than the mean of the last `window` ones.
    case aboveMean(window: Int)
}

/// The measurement of a validation that says which epoch is best.
public enum Monitor: Sendable, Hashable, Codable {
    /// The loss: lower is better.
    case loss
    /// A metric.
    case metric(_ name: String, higherIsBetter: Bool = true)

    /// Whether larger values are better.
    public var higherIsBetter: Bool {
        switch self {
        case .loss: false
        case .metric(_, let higherIsBetter): higherIsBetter
        }
    }
}

/// Follows a measurement of the validation: keeps the state of its strict optimum and says when to stop.
public struct EarlyStopping {
    /// When to stop.
    public let rule: StoppingRule
    /// Whether larger values are better.
    public let higherIsBetter: Bool
    /// Whether the best state is kept; without, only its epoch is known.
    public let keepsBest: Bool
    private let epochCount: Int
    private var values: [Double] = []
    private var best: (epoch: Int, value: Double)?
    private var bestState: StateDict?

    /// Follows a training of at most `epochCount` epochs.
    public init(
        _ rule: StoppingRule, higherIsBetter: Bool = false, keepsBest: Bool = true, epochCount: Int
    ) {
        self.rule = rule
        self.higherIsBetter = higherIsBetter
        self.keepsBest = keepsBest
        self.epochCount = epochCount
    }

    /// The epoch (from 1) with the best value.
    public var bestEpoch: Int? { best?.epoch }

    /// Takes note of an epoch's value and keeps the network's state if it is the best so far; nan never is.
    ///
    /// - Returns: whether to stop now.
    public mutating func record(_ value: Double, of network: Module) throws -> Bool {
        defer { values.append(value) }
        let epoch = values.count + 1
        if best.map({ isBetter(value, than: $0.value) }) ?? !value.isNaN {
            best = (epoch, value)
            if keepsBest {
                bestState = nil  // Frees its memory before the next one takes as much.
                // Clones, because the optimiser changes parameters in place.
                bestState = try network.stateDict().mapValues { try $0.cloned() }
            }
        }
        switch rule {
        case .never: return false
        case .patience(let patience): return epoch - (best?.epoch ?? 0) >= patience
        case .aboveMean(let window):
            guard epoch > epochCount / 2, values.count >= window else { return false }
            return isBetter(values.suffix(window).reduce(0, +) / Double(window), than: value)
        }
    }

    /// Puts the best state back into the network.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func restoreBest(in network: Module) throws -> Bool {
        guard let bestState else { return false }
        try network.load(bestState)
        return true
    }

    private func isBetter(_ value: Double, than other: Double) -> Bool {
        higherIsBetter ? value > other : value < other
    }
}

// MARK: - Checkpoints

extension EarlyStopping {
    /// The numbers of a checkpoint; the best state is kept beside them.
    struct Numbers: Codable {
        var values: [Double]
        var bestEpoch: Int?
        var bestValue: Double?
    }

    var numbers: Numbers { Numbers(values: values, bestEpoch: best?.epoch, bestValue: best?.value) }

    /// The kept state; shares memory.
    var keptState: StateDict? { bestState }

    mutating func restore(_ numbers: Numbers, state: StateDict?) {
        values = numbers.values
        best = numbers.bestEpoch.flatMap { epoch in numbers.bestValue.map { (epoch, $0) } }
        bestState = state
    }
}
