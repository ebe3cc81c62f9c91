// RAdam - Liu et al. 2020, arXiv 1908.03265. No reference code was looked at.
import Foundation
import GimbalTensor

/// Steps as Adam once enough gradients are known to trust the second moment, before that by the first alone.
///
/// ρ∞ = 2 / (1 − β₂) − 1;  ρ_t = ρ∞ − 2 t β₂^t / (1 − β₂^t);
/// r = √((ρ_t − 4)(ρ_t − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ_t));
/// θ ← θ − lr · m̂ · (ρ_t > 5 ? r √(1 − β₂^t) / (√v + epsilon) : 1)
///
/// - Paper: Liu et al. 2020, arXiv 1908.03265, algorithm 2. Deviation: the bound on ρ_t is 5 instead of 4 and epsilon is
///   added to √v, as in PyTorch.
public final class RAdam: MultiTensorOptimizer {
    /// Settings of RAdam.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the first moment; a group's momentum replaces it.
        public var beta1: Double
        /// Decay of the second moment.
        public var beta2: Double
        /// Added to the root of the second moment.
        public var epsilon: Double
        /// Whether weight decay shrinks the parameters instead of entering the gradient.
        public var decoupledWeightDecay: Bool
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
            decoupledWeightDecay: Bool = false, maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.decoupledWeightDecay = decoupledWeightDecay
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
        let check = SettingCheck("RAdam")
        try check.share("beta1", config.beta1)
        try check.share("beta2", config.beta2)
        try check.notNegative("epsilon", config.epsilon)
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 1e-3, weightDecay: Double = 0, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// Both moments.
    public func stateNames(in group: ParameterGroup) -> [String] { ["exp_avg", "exp_avg_sq"] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let beta1 = batch.group.momentum ?? config.beta1, beta2 = config.beta2, t = Double(batch.step)
        if config.decoupledWeightDecay { try batch.decayParameters() }
        let gradients = config.decoupledWeightDecay ? batch.gradients : try batch.regularizedGradients()
        let denominators = try batch.updateMoments(gradients, beta1, beta2)
        let rate = batch.learningRate / (1 - pow(beta1, t)), correction = 1 - pow(beta2, t)
        let limit = 2 / (1 - beta2) - 1, length = limit - 2 * t * pow(beta2, t) / correction
        guard length > 5 else {
            return try Tensor.foreachAddInPlace(batch.parameters, batch.state[0], scale: -rate)
        }
        let rectification =
            ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).squareRoot()
        try Tensor.foreachAddInPlace(denominators, config.epsilon)
        try Tensor.foreachAddcdivInPlace(
            batch.parameters, batch.state[0], denominators,
            scale: -rate * rectification * correction.squareRoot())
    }
}
