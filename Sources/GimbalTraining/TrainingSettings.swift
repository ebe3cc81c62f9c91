// How a network is trained, whatever it is trained on.
import GimbalCore
import GimbalNN
import GimbalTensor

/// What `TrainingLoop` does besides asking for losses; saved with a run.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// How often something is done.
    public enum Interval: String, Sendable, Codable, CaseIterable {
        /// With every step of the optimiser.
        case step
        /// Once an epoch.
        case epoch
    }

    /// An average of weights, which is validated and kept in place of the weights themselves.
    public struct Averaging: Sendable, Hashable, Codable {
        /// How weights are averaged.
        public var rule: WeightAverage.Rule
        /// When the present weights are taken into the average.
        public var interval: Interval
        /// The epoch, from 1, that the average begins with; before it the weights themselves are validated.
        public var firstEpoch: Int

        /// Describes an average.
        public init(_ rule: WeightAverage.Rule, every interval: Interval = .step, firstEpoch: Int = 1) {
            self.rule = rule
            self.interval = interval
            self.firstEpoch = firstEpoch
        }
    }

    /// The type of numbers that a network is trained in.
    public enum Precision: String, Sendable, Codable, CaseIterable {
        /// That of the network's parameters.
        case full
        /// bfloat16, with float32 copies of the parameters in the optimiser.
        ///
        /// Pays where matrix products dominate and the processor multiplies bfloat16 (AMX, AVX512-BF16, tensor
        /// cores): layers of 256 units and more took 0.5 to 0.6 times as long with AVX512-BF16. Elsewhere, and in
        /// small networks, it is slower than `full`. The loss must be computed of inputs of ``dtype``. Afterwards
        /// the network has its own type again, with the values that were validated.
        case bfloat16

        /// The type that inputs must have; nil for that of the network.
        public var dtype: DType? { self == .full ? nil : .bfloat16 }
    }

    /// Epochs at most, unless the run has a budget.
    public var epochCount: Int
    /// When to stop before the last epoch.
    public var stopping: StoppingRule
    /// The measurement that says which epoch is best.
    public var monitor: Monitor
    /// Whether the network has its best state afterwards; without, or where nothing is monitored, it has its last.
    public var keepsBest: Bool
    /// Gives the learning rate of every step or epoch; nil leaves that of the optimiser.
    public var schedule: Schedule?
    /// Whether the schedule counts steps or epochs.
    public var scheduleInterval: Interval
    /// Bounds gradients before every step.
    public var clipping: GradientClipping?
    /// Batches whose mean gradient makes a step; fewer at the end of an epoch.
    public var accumulation: Int
    /// Averages weights.
    public var averaging: Averaging?
    /// The type of numbers.
    public var precision: Precision

    /// Describes a training of so many epochs; everything else is left out until it is set.
    public init(
        epochCount: Int, stopping: StoppingRule = .never, monitor: Monitor = .loss, keepsBest: Bool = true
    ) {
        self.epochCount = epochCount
        self.stopping = stopping
        self.monitor = monitor
        self.keepsBest = keepsBest
        scheduleInterval = .step
        accumulation = 1
        precision = .full
    }

    /// Refuses settings out of range.
    ///
    /// - Throws: `ConfigError` or `ModuleError` naming the setting.
    public func validate() throws {
        try Self.require(epochCount >= 0, "epochCount", epochCount, "0 or more")
        try Self.require(accumulation >= 1, "accumulation", accumulation, "1 or more")
        if let averaging {
            try Self.require(
                averaging.firstEpoch >= 1, "averaging.firstEpoch", averaging.firstEpoch, "1 or more")
        }
        switch stopping {
        case .never: break
        case .patience(let count): try Self.require(count >= 1, "stopping.patience", count, "1 or more")
        case .aboveMean(let window): try Self.require(window >= 1, "stopping.window", window, "1 or more")
        }
        switch clipping {
        case .norm(let maximum, _): try Self.require(maximum > 0, "clipping.maximum", maximum, "above 0")
        case .value(let limit): try Self.require(limit > 0, "clipping.limit", limit, "above 0")
        case nil: break
        }
        try schedule?.validate()
    }

    private static func require(_ holds: Bool, _ name: String, _ value: some Any, _ expected: String) throws {
        guard !holds else { return }
        throw ConfigError(
            "training", "The setting \(name) of the training is \(value), expected a number of \(expected).",
            fix: "Change it.")
    }
}
