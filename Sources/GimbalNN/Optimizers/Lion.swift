// Lion - Chen et al. 2023, arXiv 2302.06675. No reference code was looked at.
import GimbalTensor

/// Steps by the sign of an interpolation between momentum and gradient; one state tensor a parameter.
///
/// c = β₁ m + (1 − β₁) g;  θ ← θ − lr · (sign(c) + weight decay · θ);  m ← β₂ m + (1 − β₂) g
///
/// Steps are larger than Adam's: use a 3 to 10 times smaller learning rate and a larger weight decay.
///
/// - Paper: Chen et al. 2023, arXiv 2302.06675, algorithm 2. Deviation: none.
public final class Lion: MultiTensorOptimizer {
    /// Settings of Lion.
    public struct Config: Sendable, Codable, Hashable {
        /// Share of the momentum in the step; a group's momentum replaces it.
        public var beta1: Double
        /// Decay of the momentum.
        public var beta2: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are the paper's.
        public init(
            beta1: Double = 0.9, beta2: Double = 0.99, maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.beta1 = beta1
            self.beta2 = beta2
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
        let check = SettingCheck("Lion")
        try check.share("beta1", config.beta1)
        try check.share("beta2", config.beta2)
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 1e-4, weightDecay: Double = 0, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// The momentum.
    public func stateNames(in group: ParameterGroup) -> [String] { ["exp_avg"] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let beta1 = batch.group.momentum ?? config.beta1
        try batch.decayParameters()
        let signs = try Tensor.foreachLerp(batch.state[0], batch.gradients, weight: 1 - beta1)
        try Tensor.foreachSignInPlace(signs)
        try Tensor.foreachAddInPlace(batch.parameters, signs, scale: -batch.learningRate)
        try Tensor.foreachLerpInPlace(batch.state[0], batch.gradients, weight: 1 - config.beta2)
    }
}
