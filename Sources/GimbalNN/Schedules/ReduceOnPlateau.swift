// Lower learning rates when a metric stops getting better.

/// Lowers every group's learning rate when a metric has not got better for a while (PyTorch's `ReduceLROnPlateau`).
///
/// A value with its state: saved as it is, it continues as before.
///
///     var plateau = try ReduceOnPlateau(.init(patience: 5))
///     plateau.step(validationLoss, optimizer)
///
/// It scales the current learning rate: a schedule that is applied in every step would undo it.
public struct ReduceOnPlateau: Sendable, Hashable, Codable {
    /// Which way is better.
    public enum Mode: String, Sendable, Codable {
        /// Smaller values are better.
        case minimum
        /// Larger values are better.
        case maximum
    }

    /// What an improvement must exceed.
    public enum Threshold: Sendable, Hashable, Codable {
        /// A share of the best value.
        case relative(Double)
        /// A difference.
        case absolute(Double)
    }

    /// Settings of the rule.
    public struct Config: Sendable, Codable, Hashable {
        /// Which way is better.
        public var mode: Mode
        /// What the learning rate is multiplied by.
        public var factor: Double
        /// Number of measurements without improvement that are borne; the next one lowers.
        public var patience: Int
        /// What an improvement must exceed.
        public var threshold: Threshold
        /// Number of measurements after lowering that do not count.
        public var cooldown: Int
        /// Learning rates stay at least this.
        public var minimumLearningRate: Double
        /// Smaller changes of a learning rate are not made.
        public var epsilon: Double

        /// Describes the rule; defaults are PyTorch's.
        public init(
            mode: Mode = .minimum, factor: Double = 0.1, patience: Int = 10,
            threshold: Threshold = .relative(1e-4), cooldown: Int = 0, minimumLearningRate: Double = 0,
            epsilon: Double = 1e-8
        ) {
            self.mode = mode
            self.factor = factor
            self.patience = patience
            self.threshold = threshold
            self.cooldown = cooldown
            self.minimumLearningRate = minimumLearningRate
            self.epsilon = epsilon
        }
    }

    /// The settings.
    public let config: Config
    /// The best measurement so far.
    public private(set) var best: Double?
    /// Measurements since the last improvement or lowering.
    public private(set) var badCount = 0
    /// Measurements that still do not count.
    public private(set) var cooldownCount = 0

    /// Starts without a measurement.
    ///
    /// - Throws: `ModuleError` for a factor that does not lower, or a negative count.
    public init(_ config: Config = Config()) throws {
        let check = SettingCheck("ReduceOnPlateau")
        try check.require(
            config.factor >= 0 && config.factor < 1, "factor", config.factor, "0 <= factor < 1")
        try check.require(config.patience >= 0, "patience", config.patience, "at least 0")
        try check.require(config.cooldown >= 0, "cooldown", config.cooldown, "at least 0")
        self.config = config
    }

    /// Takes a measurement; lowers the learning rates if it is due.
    ///
    /// - Returns: whether that was so.
    @discardableResult
    public mutating func step(_ metric: Double, _ optimizer: any Optimizer) -> Bool {
        guard isDue(metric) else { return false }
        for i in optimizer.groups.indices {
            let old = optimizer.groups[i].learningRate
            let new = max(old * config.factor, config.minimumLearningRate)
            if old - new > config.epsilon { optimizer.groups[i].learningRate = new }
        }
        return true
    }

    private mutating func isDue(_ metric: Double) -> Bool {
        if isBetter(metric) {
            best = metric
            badCount = 0
        } else {
            badCount += 1
        }
        if cooldownCount > 0 {
            cooldownCount -= 1
            badCount = 0
        }
        guard badCount > config.patience else { return false }
        cooldownCount = config.cooldown
        badCount = 0
        return true
    }

    private func isBetter(_ metric: Double) -> Bool {
        guard let best else { return !metric.isNaN }
        return switch (config.mode, config.threshold) {
        case (.minimum, .relative(let share)): metric < best * (1 - share)
        case (.minimum, .absolute(let difference)): metric < best - difference
        case (.maximum, .relative(let share)): metric > best * (1 + share)
        case (.maximum, .absolute(let difference)): metric > best + difference
        }
    }
}
