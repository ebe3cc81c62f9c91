// One training: its context, budget, observers, and the hooks of modifiers.
import Foundation
import GimbalCore
import GimbalNN

/// What one epoch measured.
public struct EpochRecord: Sendable, Codable, Equatable {
    /// Number of the epoch, from 1.
    public let epoch: Int
    /// Loss on the training part.
    public let trainLoss: Double
    /// Loss on the validation part.
    public let validationLoss: Double

    /// Records an epoch.
    public init(epoch: Int, trainLoss: Double, validationLoss: Double) {
        self.epoch = epoch
        self.trainLoss = trainLoss
        self.validationLoss = validationLoss
    }
}

/// Changes how another method trains: what modifiers are made of.
public protocol TrainingHook: AnyObject {
    /// Called once, when network and optimiser exist and before the first step.
    func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws
    /// Called after every step of the optimiser.
    func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws
}

/// Everything that a method's training depends on besides the problem.
public final class TrainingRun {
    /// Mode, streams and substituted parameters.
    public let context: Context
    /// Replaces the method's own number of epochs.
    public let budget: Budget?
    /// What modifiers add to the training, outermost first.
    public private(set) var hooks: [any TrainingHook] = []
    /// Called after every epoch.
    public var observe: ((EpochRecord) -> Void)?
    private let isCancelled: @Sendable () -> Bool
    private let start = ContinuousClock.now

    /// The run's seed.
    public var seed: UInt64 { context.streams.seed }

    /// Describes a run.
    ///
    /// - Parameter isCancelled: asked after every step; true stops the run with `RunError` `run.interrupted`.
    public init(seed: UInt64, budget: Budget? = nil, isCancelled: @escaping @Sendable () -> Bool = { false })
    {
        context = Context(seed: seed)
        self.budget = budget
        self.isCancelled = isCancelled
    }

    /// Seconds since the run was made.
    public var seconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

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
    /// - Throws: `RunError` `run.interrupted` if the user asked to stop.
    public func stepped(_ network: Module, _ optimizer: any Optimizer) throws {
        for hook in hooks { try hook.stepped(network, optimizer, self) }
        try checkCancellation()
    }

    /// Stops the run if the user asked for it.
    public func checkCancellation() throws {
        guard !isCancelled() else {
            throw RunError(
                "interrupted", "The run with seed \(seed) was interrupted.", fix: "Start it again to resume.")
        }
    }

    /// Number of epochs to train, given the method's own.
    public func epochCount(default own: Int) -> Int {
        switch budget {
        case .epochs(let count): count
        case .seconds: Int.max
        case nil: own
        }
    }

    /// Whether a budget in seconds is used up.
    public var isOutOfTime: Bool {
        if case .seconds(let limit) = budget { return seconds >= limit }
        return false
    }
}
