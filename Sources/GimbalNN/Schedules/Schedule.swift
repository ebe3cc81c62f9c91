// The schedules that are usual, as values that are saved with a run.
import Foundation

/// A learning-rate schedule: which one, with its settings.
///
/// t is the number of the step from 0, `base` the group's own learning rate: always the largest one. Values are those of
/// PyTorch's schedulers after t calls of `step()`.
public indirect enum Schedule: LearningRateSchedule, Hashable, Codable {
    /// base · factor during the first `stepCount` steps, then base (`ConstantLR`, there 1/3 and 5 by default).
    case constant(factor: Double = 1, stepCount: Int = 0)
    /// base · factor^⌊t / every⌋ (`StepLR`).
    case step(every: Int, factor: Double = 0.1)
    /// base · factor^(number of milestones ≤ t) (`MultiStepLR`).
    case multiStep(milestones: [Int], factor: Double = 0.1)
    /// base · factor^t (`ExponentialLR`).
    case exponential(factor: Double)
    /// From base · start to base · end in `stepCount` steps, then that (`LinearLR`).
    case linear(start: Double = 1.0 / 3, end: Double = 1, stepCount: Int = 5)
    /// minimum + (base − minimum) (1 + cos(π t / stepCount)) / 2 (`CosineAnnealingLR`); rises again after `stepCount`, as
    /// there.
    case cosine(stepCount: Int, minimum: Double = 0)
    /// The same, starting anew after `period` steps, then after `growth` times as many, and so on
    /// (`CosineAnnealingWarmRestarts`).
    case cosineRestarts(period: Int, growth: Int = 1, minimum: Double = 0)
    /// base · (1 − t / stepCount)^power, zero from then on (`PolynomialLR`).
    case polynomial(stepCount: Int, power: Double = 1)
    /// base · min((t + 1) / warmUp, √(warmUp / (t + 1))): rises for `warmUp` steps to base, then falls.
    ///
    /// Vaswani et al. 2017, arXiv 1706.03762, eq. 3, whose base is `Schedule.noamLearningRate`.
    case inverseSquareRoot(warmUp: Int)
    /// Up to base and down again within `stepCount` steps (`OneCycleLR`), then as at the end.
    case oneCycle(stepCount: Int, options: OneCycleOptions = .init())
    /// From `minimum` up to base in `halfCycle` steps, down again, and so on (`CyclicLR`).
    case cyclic(minimum: Double, halfCycle: Int = 2000, options: CyclicOptions = .init())
    /// Linearly from base · start to base in `stepCount` steps, then another schedule from its own step 0.
    case warmUp(stepCount: Int, start: Double = 1.0 / 3, then: Schedule)
    /// One schedule after the other, each from its own step 0; the next begins at its milestone (`SequentialLR`).
    case sequential(of: [Schedule], milestones: [Int])
    /// Each schedule scales what the one before gives (`ChainedScheduler`).
    case chained(of: [Schedule])

    /// The learning rate to be scaled by `inverseSquareRoot` for a transformer: (width · warmUp)^-½.
    public static func noamLearningRate(width: Int, warmUp: Int) -> Double {
        1 / (Double(width) * Double(warmUp)).squareRoot()
    }

    /// The learning rate of a step; steps before 0 count as 0.
    public func learningRate(at step: Int, base: Double) -> Double {
        let step = max(0, step), t = Double(step)
        switch self {
        case .constant(let factor, let count): return step < count ? base * factor : base
        case .step(let every, let factor): return base * pow(factor, Double(step / max(1, every)))
        case .multiStep(let milestones, let factor):
            return base * pow(factor, Double(milestones.count { $0 <= step }))
        case .exponential(let factor): return base * pow(factor, t)
        case .linear(let start, let end, let count):
            return base * (start + (end - start) * Self.progress(t, count))
        case .cosine(let count, let minimum):
            return minimum + (base - minimum) * (1 + cos(.pi * t / Double(max(1, count)))) / 2
        case .cosineRestarts(let period, let growth, let minimum):
            let share = Self.shareOfCycle(step, period: period, growth: growth)
            return minimum + (base - minimum) * (1 + cos(.pi * share)) / 2
        case .polynomial(let count, let power): return base * pow(1 - Self.progress(t, count), power)
        case .inverseSquareRoot(let warmUp):
            let rise = (t + 1) / Double(max(1, warmUp))
            return base * min(rise, 1 / rise.squareRoot())
        case .oneCycle(let count, let options):
            return options.learningRate(at: step, stepCount: count, base: base)
        case .cyclic(let minimum, let half, let options):
            return minimum + (base - minimum) * options.height(at: step, halfCycle: half)
        case .chained(let schedules):
            return schedules.reduce(base) { rate, schedule in schedule.learningRate(at: step, base: rate) }
        case .warmUp, .sequential:
            return part(at: step).map { $0.schedule.learningRate(at: $0.step, base: base) } ?? base
        }
    }

    /// The momentum of a step, where a cycle has one.
    public func momentum(at step: Int) -> Double? {
        let step = max(0, step)
        return switch self {
        case .oneCycle(let count, let options): options.momentum(at: step, stepCount: count)
        case .cyclic(_, let half, let options): options.momentum(at: step, halfCycle: half)
        case .chained(let schedules): schedules.lazy.compactMap { $0.momentum(at: step) }.first
        case .warmUp, .sequential: part(at: step).flatMap { $0.schedule.momentum(at: $0.step) }
        default: nil
        }
    }

    /// The schedule of a sequence that a step belongs to, and the step's number there.
    private func part(at step: Int) -> (schedule: Schedule, step: Int)? {
        switch self {
        case .warmUp(let count, let start, let next):
            step < count ? (.linear(start: start, end: 1, stepCount: count), step) : (next, step - count)
        case .sequential(let schedules, let milestones):
            Self.part(of: schedules, milestones.prefix(max(0, schedules.count - 1)), step)
        default: nil
        }
    }

    private static func part(of schedules: [Schedule], _ milestones: ArraySlice<Int>, _ step: Int) -> (
        schedule: Schedule, step: Int
    )? {
        let number = milestones.count { $0 <= step }
        guard schedules.indices.contains(number) else { return nil }
        return (schedules[number], number == 0 ? step : step - milestones[number - 1])
    }

    /// min(t / count, 1).
    private static func progress(_ t: Double, _ count: Int) -> Double { min(1, t / Double(max(1, count))) }

    /// How much of its cycle lies before a step.
    private static func shareOfCycle(_ step: Int, period: Int, growth: Int) -> Double {
        var length = max(1, period), rest = step
        if growth <= 1 { return Double(rest % length) / Double(length) }
        while rest >= length {
            rest -= length
            length *= growth
        }
        return Double(rest) / Double(length)
    }
}
