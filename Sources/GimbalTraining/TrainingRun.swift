// One training: its context, budget, observers, checkpoints, and the hooks of modifiers.
import Foundation
import GimbalCore
import GimbalNN

/// Everything that a method's training depends on besides the problem.
public final class TrainingRun {
    /// Mode, streams and substituted parameters.
    public let context: Context
    /// Replaces the method's own number of epochs.
    public let budget: Budget?
    /// Where and how often the training is saved on the way; nil if it is not.
    public let checkpoint: CheckpointPlan?
    /// What modifiers add to the training, outermost first.
    public private(set) var hooks: [any TrainingHook] = []
    /// Called after every epoch; those before an interruption are not repeated.
    public var observe: ((EpochRecord) -> Void)?
    /// Called now and then, at most ten times a second, and at the end of a training.
    public var report: ((TrainingProgress) -> Void)?
    /// Called when a training goes on from a checkpoint.
    public var resumed: ((Checkpoint) -> Void)?
    private let cancellation: @Sendable () -> Bool
    private let start = ContinuousClock.now
    /// Seconds that passed before the interruption, beyond those of this process.
    private var earlierSeconds = 0.0
    /// Loops that have begun, but for those inside others.
    private var stageCount = 0
    private var isInLoop = false

    /// The run's seed.
    public var seed: UInt64 { context.streams.seed }

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - checkpoint: where the training is saved on the way, and goes on from if the file is there.
    ///   - isCancelled: asked after every step; true stops the run with `RunError` `run.interrupted`.
    public init(
        seed: UInt64, budget: Budget? = nil, checkpoint: CheckpointPlan? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        context = Context(seed: seed)
        self.budget = budget
        self.checkpoint = checkpoint
        cancellation = isCancelled
    }

    /// Seconds since the run was made, and those before an interruption.
    public var seconds: Double { earlierSeconds + ownSeconds }

    /// Seconds since the run was made, in this process.
    var ownSeconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

    /// Whether the user asked to stop.
    public var isCancelled: Bool { cancellation() }

    /// Runs `body` with one more hook, inside those that are there.
    public func with<Result>(_ hook: any TrainingHook, _ body: () throws -> Result) rethrows -> Result {
        hooks.append(hook)
        defer { hooks.removeLast() }
        return try body()
    }

    /// Tells modifiers that training is about to start.
    public func prepared(_ network: Module, _ optimizer: any Optimizer) throws {
        for hook in hooks { try hook.prepared(network, optimizer, self) }
    }

    /// Tells modifiers of a step.
    ///
    /// For methods with loops of their own; `TrainingLoop` does it itself.
    ///
    /// - Throws: `RunError` `run.interrupted` if the user asked to stop.
    public func stepped(_ network: Module, _ optimizer: any Optimizer) throws {
        for hook in hooks { try hook.stepped(network, optimizer, self) }
        try checkCancellation()
    }

    /// Stops the run if the user asked for it.
    ///
    /// - Throws: `RunError` `run.interrupted`.
    public func checkCancellation() throws {
        guard !isCancelled else { throw interruption(savedTo: nil) }
    }

    /// Says that the user stopped the run, and how it goes on.
    func interruption(savedTo file: URL?) -> RunError {
        RunError(
            "interrupted",
            "The run with seed \(seed) was interrupted"
                + (file.map { "; its state is in \($0.path)." } ?? "."),
            fix: file == nil
                ? "Start it again; nothing was saved on the way." : "The same command goes on from there.")
    }

    /// Removes the checkpoints: the run's results are safe elsewhere.
    ///
    /// - Throws: `EnvironmentError` if a file cannot be removed.
    public func finishCheckpoint() throws { try checkpoint?.remove() }
}

// MARK: - Budget

extension TrainingRun {
    /// Number of epochs to train at most, given the method's own.
    ///
    /// - Parameter stepsPerEpoch: steps of the optimiser in a whole epoch.
    public func epochCount(default own: Int, stepsPerEpoch: Int = 1) -> Int {
        switch budget {
        case .epochs(let count): count
        case .steps(let count): (count + max(1, stepsPerEpoch) - 1) / max(1, stepsPerEpoch)
        case .seconds: Int.max
        case nil: own
        }
    }

    /// Whether a budget in seconds is used up.
    public var isOutOfTime: Bool {
        if case .seconds(let limit) = budget { return seconds >= limit }
        return false
    }

    /// Whether the budget ends a training after so many steps.
    func isUsedUp(afterStep step: Int) -> Bool {
        if case .steps(let limit) = budget { return step >= limit }
        return isOutOfTime
    }
}

// MARK: - Loops

extension TrainingRun {
    /// Runs a loop's `body` with the number of the loop in the run, from 0; nil inside another loop.
    ///
    /// A loop inside another one (a probe as validation) is repeated from its beginning after an interruption, so it
    /// has no checkpoint of its own.
    func asStage<Result>(_ body: (Int?) throws -> Result) rethrows -> Result {
        guard !isInLoop else { return try body(nil) }
        isInLoop = true
        defer { isInLoop = false }
        defer { stageCount += 1 }
        return try body(stageCount)
    }

    /// Counts the seconds of a checkpoint from now on.
    func goOn(fromSeconds saved: Double) { earlierSeconds = saved - ownSeconds }
}
