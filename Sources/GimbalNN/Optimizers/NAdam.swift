// NAdam - Dozat 2016, ICLR workshop. No reference code was looked at.
import Foundation
import GimbalTensor

/// Steps as Adam with Nesterov's look ahead.
///
/// μ_t = β₁ (1 − ½ · 0.96^(t · momentum decay));  v̂ = v / (1 − β₂^t);
/// θ ← θ − lr · ((1 − μ_t) g / (1 − ∏μ) + μ_{t+1} m / (1 − μ_{t+1} ∏μ)) / (√v̂ + epsilon)
///
/// - Paper: Dozat 2016, "Incorporating Nesterov momentum into Adam", algorithm 2. Deviation: none.
public final class NAdam: MultiTensorOptimizer {
    /// Settings of NAdam.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the first moment; a group's momentum replaces it.
        public var beta1: Double
        /// Decay of the second moment.
        public var beta2: Double
        /// Added to the root of the second moment.
        public var epsilon: Double
        /// How fast the momentum warms up.
        public var momentumDecay: Double
        /// Whether weight decay shrinks the parameters instead of entering the gradient.
        public var decoupledWeightDecay: Bool
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, momentumDecay: Double = 4e-3,
            decoupledWeightDecay: Bool = false, maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.momentumDecay = momentumDecay
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
        let check = SettingCheck("NAdam")
        try check.share("beta1", config.beta1)
        try check.share("beta2", config.beta2)
        try check.notNegative("epsilon", config.epsilon)
        try check.notNegative("momentumDecay", config.momentumDecay)
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

    /// Both moments.
    public func stateNames(in group: ParameterGroup) -> [String] { ["exp_avg", "exp_avg_sq"] }
    /// The product of the momenta so far.
    public var scalarNames: [String] { ["mu_product"] }
    /// An empty product.
    public func initialScalars(in group: ParameterGroup) -> [Double] { [1] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let beta1 = batch.group.momentum ?? config.beta1, t = Double(batch.step)
        if config.decoupledWeightDecay { try batch.decayParameters() }
        let gradients = config.decoupledWeightDecay ? batch.gradients : try batch.regularizedGradients()
        let first = batch.state[0]
        let now = momentum(beta1, at: t), next = momentum(beta1, at: t + 1)
        batch.scalars[0] *= now
        let denominators = try batch.updateMoments(gradients, beta1, config.beta2)
        try Tensor.foreachDivideInPlace(denominators, pow(1 - pow(config.beta2, t), 0.5))
        try Tensor.foreachAddInPlace(denominators, config.epsilon)
        try Tensor.foreachAddcdivInPlace(
            batch.parameters, gradients, denominators,
            scale: -batch.learningRate * (1 - now) / (1 - batch.scalars[0]))
        try Tensor.foreachAddcdivInPlace(
            batch.parameters, first, denominators,
            scale: -batch.learningRate * next / (1 - batch.scalars[0] * next))
    }

    private func momentum(_ beta1: Double, at t: Double) -> Double {
        beta1 * (1 - 0.5 * pow(0.96, t * config.momentumDecay))
    }
}
