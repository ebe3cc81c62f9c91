// Adadelta - Zeiler 2012, arXiv 1212.5701. No reference code was looked at.
import GimbalTensor

/// Scales each parameter's step by the ratio of its past steps to its past gradients.
///
/// s ← ρ s + (1 − ρ) g²;  δ = √(d + epsilon) / √(s + epsilon) · g;  d ← ρ d + (1 − ρ) δ²;  θ ← θ − lr · δ
///
/// - Paper: Zeiler 2012, arXiv 1212.5701, algorithm 1. Deviation: a learning rate, 1 by default.
public final class Adadelta: MultiTensorOptimizer {
    /// Settings of Adadelta.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of both averages.
        public var rho: Double
        /// Added below both roots.
        public var epsilon: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            rho: Double = 0.9, epsilon: Double = 1e-6, maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.rho = rho
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
        let check = SettingCheck("Adadelta")
        try check.require(config.rho >= 0 && config.rho <= 1, "rho", config.rho, "0 <= rho <= 1")
        try check.notNegative("epsilon", config.epsilon)
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 1, weightDecay: Double = 0, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// Averages of squared gradients and of squared steps.
    public func stateNames(in group: ParameterGroup) -> [String] { ["square_avg", "acc_delta"] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let gradients = try batch.regularizedGradients(), rho = config.rho
        try Tensor.foreachMultiplyInPlace(batch.state[0], rho)
        try Tensor.foreachAddcmulInPlace(batch.state[0], gradients, gradients, scale: 1 - rho)
        let scales = try Tensor.foreachAdd(batch.state[0], config.epsilon)
        try Tensor.foreachSqrtInPlace(scales)
        let steps = try Tensor.foreachAdd(batch.state[1], config.epsilon)
        try Tensor.foreachSqrtInPlace(steps)
        try Tensor.foreachDivideInPlace(steps, scales)
        try Tensor.foreachMultiplyInPlace(steps, gradients)
        try Tensor.foreachMultiplyInPlace(batch.state[1], rho)
        try Tensor.foreachAddcmulInPlace(batch.state[1], steps, steps, scale: 1 - rho)
        try Tensor.foreachAddInPlace(batch.parameters, steps, scale: -batch.learningRate)
    }
}
