// Adamax - Kingma, Ba 2015, arXiv 1412.6980. No reference code was looked at.
import Foundation
import GimbalTensor

/// Steps as Adam with the largest decayed gradient in place of the second moment.
///
/// m ← β₁ m + (1 − β₁) g;  u ← max(β₂ u, |g| + epsilon);  θ ← θ − lr / (1 − β₁^t) · m / u
///
/// - Paper: Kingma, Ba 2015, arXiv 1412.6980, algorithm 2. Deviation: epsilon is added to |g|, as in PyTorch.
public final class Adamax: MultiTensorOptimizer {
    /// Settings of Adamax.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the first moment; a group's momentum replaces it.
        public var beta1: Double
        /// Decay of the largest gradient.
        public var beta2: Double
        /// Added to the size of the gradient.
        public var epsilon: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, maximize: Bool = false,
            masterWeights: Bool = false
        ) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
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
        let check = SettingCheck("Adamax")
        try check.share("beta1", config.beta1)
        try check.share("beta2", config.beta2)
        try check.notNegative("epsilon", config.epsilon)
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 2e-3, weightDecay: Double = 0, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// The first moment and the largest decayed gradient.
    public func stateNames(in group: ParameterGroup) -> [String] { ["exp_avg", "exp_inf"] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let beta1 = batch.group.momentum ?? config.beta1
        let gradients = try batch.regularizedGradients()
        try Tensor.foreachLerpInPlace(batch.state[0], gradients, weight: 1 - beta1)
        try Tensor.foreachMultiplyInPlace(batch.state[1], config.beta2)
        let sizes = try Tensor.foreachAbs(gradients)
        try Tensor.foreachAddInPlace(sizes, config.epsilon)
        try Tensor.foreachMaximumInPlace(batch.state[1], sizes)
        try Tensor.foreachAddcdivInPlace(
            batch.parameters, batch.state[0], batch.state[1],
            scale: -batch.learningRate / (1 - pow(beta1, Double(batch.step))))
    }
}
