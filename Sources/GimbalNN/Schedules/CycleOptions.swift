// One-cycle: Smith, Topin 2018, arXiv 1708.07120. Cyclic: Smith 2017, arXiv 1506.01186. No reference code was looked at.
import Foundation

/// The momentum that a cycle moves against the learning rate.
public struct MomentumRange: Sendable, Hashable, Codable {
    /// Where the learning rate is largest.
    public var minimum: Double
    /// Where the learning rate is smallest.
    public var maximum: Double

    /// Sets both ends; PyTorch's are 0.85 and 0.95 for one cycle, 0.8 and 0.9 for cycles.
    public init(minimum: Double, maximum: Double) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// Settings of `Schedule.oneCycle`.
public struct OneCycleOptions: Sendable, Hashable, Codable {
    /// The form of the way from one learning rate to the next.
    public enum Annealing: String, Sendable, Codable {
        /// Along half a cosine.
        case cosine
        /// Along a line.
        case linear
    }

    /// Share of the steps on the way up.
    public var warmUpShare: Double
    /// The form of each phase.
    public var annealing: Annealing
    /// The first learning rate is base / this.
    public var divisor: Double
    /// The last learning rate is the first / this.
    public var finalDivisor: Double
    /// Whether the way down is as long as the way up, and a third phase goes on below the first learning rate.
    public var threePhase: Bool
    /// Moved against the learning rate; nil leaves the momentum (PyTorch moves it between 0.85 and 0.95).
    public var momentum: MomentumRange?

    /// Describes a cycle; defaults are PyTorch's, but for the momentum.
    public init(
        warmUpShare: Double = 0.3, annealing: Annealing = .cosine, divisor: Double = 25,
        finalDivisor: Double = 1e4, threePhase: Bool = false, momentum: MomentumRange? = nil
    ) {
        self.warmUpShare = warmUpShare
        self.annealing = annealing
        self.divisor = divisor
        self.finalDivisor = finalDivisor
        self.threePhase = threePhase
        self.momentum = momentum
    }

    func learningRate(at step: Int, stepCount: Int, base: Double) -> Double {
        let first = base / divisor, last = first / finalDivisor
        let stations = threePhase ? [first, base, first, last] : [first, base, last]
        return value(at: step, stepCount: stepCount, stations)
    }

    func momentum(at step: Int, stepCount: Int) -> Double? {
        momentum.map { range in
            let way = [range.maximum, range.minimum, range.maximum]
            return value(at: step, stepCount: stepCount, threePhase ? way + [range.maximum] : way)
        }
    }

    /// Goes from station to station.
    private func value(at step: Int, stepCount: Int, _ stations: [Double]) -> Double {
        let count = Double(stepCount), t = min(Double(step), count - 1)
        let top = warmUpShare * count - 1
        let ends = threePhase ? [top, 2 * warmUpShare * count - 2, count - 1] : [top, count - 1]
        let phase = ends.firstIndex { t <= $0 } ?? ends.count - 1
        let start = phase == 0 ? 0 : ends[phase - 1]
        let share = ends[phase] > start ? (t - start) / (ends[phase] - start) : 1
        let from = stations[phase], to = stations[phase + 1]
        return switch annealing {
        case .cosine: to + (from - to) / 2 * (1 + cos(.pi * share))
        case .linear: from + (to - from) * share
        }
    }

    func validate(stepCount: Int) throws {
        let check = SettingCheck("Schedule.oneCycle"), limit = threePhase ? 0.5 : 1
        try check.positive("stepCount", stepCount)
        try check.require(
            warmUpShare >= 0 && warmUpShare <= limit, "warmUpShare", warmUpShare,
            "0 <= warmUpShare <= \(limit)")
        try check.require(divisor > 0, "divisor", divisor, "a number above 0")
        try check.require(finalDivisor > 0, "finalDivisor", finalDivisor, "a number above 0")
    }
}

/// Settings of `Schedule.cyclic`.
public struct CyclicOptions: Sendable, Hashable, Codable {
    /// How the height of the cycles changes.
    public enum Mode: Sendable, Hashable, Codable {
        /// All cycles are equally high.
        case triangular
        /// Each cycle is half as high as the one before.
        case triangular2
        /// The height is multiplied by `factor` every step.
        case exponential(factor: Double)
    }

    /// How the height changes.
    public var mode: Mode
    /// Steps on the way down; nil: as many as on the way up.
    public var downCount: Int?
    /// Moved against the learning rate; nil leaves the momentum (PyTorch moves it between 0.8 and 0.9).
    public var momentum: MomentumRange?

    /// Describes cycles; defaults are PyTorch's, but for the momentum.
    public init(mode: Mode = .triangular, downCount: Int? = nil, momentum: MomentumRange? = nil) {
        self.mode = mode
        self.downCount = downCount
        self.momentum = momentum
    }

    /// Where a step stands between the bottom (0) and the top (1).
    func height(at step: Int, halfCycle: Int) -> Double {
        let length = halfCycle + (downCount ?? halfCycle)
        guard length > 0 else { return 1 }
        let cycle = step / length, place = step % length
        let height =
            place <= halfCycle
            ? Double(place) / Double(max(1, halfCycle)) : Double(length - place) / Double(length - halfCycle)
        return switch mode {
        case .triangular: height
        case .triangular2: height / pow(2, Double(cycle))
        case .exponential(let factor): height * pow(factor, Double(step))
        }
    }

    func momentum(at step: Int, halfCycle: Int) -> Double? {
        momentum.map { $0.maximum - ($0.maximum - $0.minimum) * height(at: step, halfCycle: halfCycle) }
    }

    func validate(halfCycle: Int) throws {
        let check = SettingCheck("Schedule.cyclic")
        try check.positive("halfCycle", halfCycle)
        if let downCount { try check.positive("downCount", downCount) }
        if case .exponential(let factor) = mode { try check.notNegative("factor", factor) }
    }
}
