// What learning-rate schedules share.

/// Gives the learning rate of every step.
///
/// Schedules are values without state: after an interruption, `apply` with the number of the step continues as before.
///
///     let schedule = Schedule.warmUp(stepCount: 500, then: .cosine(stepCount: 9_500))
///     for step in 0..<10_000 {
///         try schedule.apply(to: optimizer, step: step)
///         ...
///     }
public protocol LearningRateSchedule: Sendable {
    /// The learning rate of a step.
    ///
    /// - Parameters:
    ///   - step: number of the step (or epoch, if it is applied once an epoch), from 0.
    ///   - base: the learning rate that the group was made with.
    func learningRate(at step: Int, base: Double) -> Double
    /// The momentum of a step, where the schedule cycles it; nil leaves the optimiser's own.
    func momentum(at step: Int) -> Double?
    /// Refuses settings out of range.
    ///
    /// - Throws: `ModuleError` naming the setting.
    func validate() throws
}

extension LearningRateSchedule {
    /// Leaves the optimiser's momentum as it is.
    public func momentum(at step: Int) -> Double? { nil }

    /// Accepts everything.
    public func validate() throws {}

    /// Sets the learning rate (and momentum) of every group for a step, from the group's own base.
    ///
    /// - Throws: `ModuleError` for settings of the schedule out of range.
    public func apply(to optimizer: any Optimizer, step: Int) throws {
        try validate()
        let momentum = momentum(at: step)
        for i in optimizer.groups.indices {
            let base = optimizer.groups[i].baseLearningRate
            optimizer.groups[i].learningRate = learningRate(at: step, base: base)
            if let momentum { optimizer.groups[i].momentum = momentum }
        }
    }

    /// The learning rates of the first steps: to plot, or to look at before training.
    public func learningRates(stepCount: Int, base: Double) -> [Double] {
        (0..<max(0, stepCount)).map { learningRate(at: $0, base: base) }
    }
}

/// Scales the base learning rate by any function of the step; not saved with a run.
public struct LambdaSchedule: LearningRateSchedule {
    private let factor: @Sendable (Int) -> Double

    /// Takes the function from the number of the step to the factor.
    public init(_ factor: @escaping @Sendable (Int) -> Double) { self.factor = factor }

    /// Scales the base.
    public func learningRate(at step: Int, base: Double) -> Double { base * factor(step) }
}
