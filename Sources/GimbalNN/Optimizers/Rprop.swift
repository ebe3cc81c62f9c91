// Rprop - Riedmiller, Braun 1993, ICNN. No reference code was looked at.
import GimbalTensor

/// Steps by the sign of the gradient alone; step sizes grow while it stays and shrink when it turns.
///
/// s ← clamp(s · (increase where g · g₋ > 0, decrease where < 0));  g ← 0 where it turned;  θ ← θ − s · sign(g)
///
/// For full batches: noise turns signs. The learning rate is the first step size; weight decay is added to the gradient.
///
/// - Paper: Riedmiller, Braun 1993, in the form of Igel, Hüsken 2003 without backtracking (iRprop−). Deviation: none.
public final class Rprop: MultiTensorOptimizer {
    /// Settings of Rprop.
    public struct Config: Sendable, Codable, Hashable {
        /// Factor of the step size where the gradient turns.
        public var decrease: Double
        /// Factor where it stays.
        public var increase: Double
        /// Smallest step size.
        public var minimumStep: Double
        /// Largest step size.
        public var maximumStep: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            decrease: Double = 0.5, increase: Double = 1.2, minimumStep: Double = 1e-6,
            maximumStep: Double = 50, maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.decrease = decrease
            self.increase = increase
            self.minimumStep = minimumStep
            self.maximumStep = maximumStep
            self.maximize = maximize
            self.masterWeights = masterWeights
        }
    }

    /// The settings that the optimiser was made with.
    public let config: Config
    /// The parameters and what is remembered of them.
    public let memory: OptimizerMemory

    /// Makes an optimiser for groups of parameters.
    ///
    /// - Throws: `ModuleError` for a setting out of range, or a parameter in two groups.
    public init(_ groups: [ParameterGroup], _ config: Config = Config()) throws {
        let check = SettingCheck("Rprop")
        try check.require(
            config.decrease > 0 && config.decrease < 1, "decrease", config.decrease, "0 < decrease < 1")
        try check.require(config.increase > 1, "increase", config.increase, "increase > 1")
        try check.require(
            config.minimumStep >= 0 && config.minimumStep <= config.maximumStep, "minimumStep",
            config.minimumStep, "0 <= minimumStep <= maximumStep")
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 1e-2, weightDecay: Double = 0, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// The last gradient and the step size.
    public func stateNames(in group: ParameterGroup) -> [String] { ["prev", "step_size"] }

    /// No gradient yet, and the learning rate.
    public func initialState(of parameter: Tensor, in group: ParameterGroup) throws -> [Tensor] {
        [try parameter.zerosLike(), try parameter.fullLike(group.learningRate)]
    }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let gradients = try batch.regularizedGradients(), previous = batch.state[0], sizes = batch.state[1]
        let turns = try Tensor.foreachMultiply(gradients, previous)
        try Tensor.foreachSignInPlace(turns)  // 1 stays, −1 turned, 0 either is zero
        // The parabola through (1, increase), (0, 1), (−1, decrease): no mask per parameter.
        let factors = try Tensor.foreachMultiply(turns, (config.increase + config.decrease) / 2 - 1)
        try Tensor.foreachAddInPlace(factors, (config.increase - config.decrease) / 2)
        try Tensor.foreachMultiplyInPlace(factors, turns)
        try Tensor.foreachAddInPlace(factors, 1)
        try Tensor.foreachMultiplyInPlace(sizes, factors)
        try Tensor.foreachClampInPlace(sizes, min: config.minimumStep)
        try Tensor.foreachClampInPlace(sizes, max: config.maximumStep)
        try Tensor.foreachClampInPlace(turns, max: 0)
        try Tensor.foreachAddInPlace(turns, 1)  // 0 where it turned, else 1
        try Tensor.foreachMultiplyInPlace(turns, gradients)
        try Tensor.foreachCopyInPlace(previous, turns)
        try Tensor.foreachSignInPlace(turns)
        try Tensor.foreachAddcmulInPlace(batch.parameters, turns, sizes, scale: -1)
    }
}
