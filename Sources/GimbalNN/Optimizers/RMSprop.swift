// RMSprop - Hinton 2012, lecture 6e of "Neural networks for machine learning"; centered: Graves 2013, arXiv
// 1308.0850. No reference code was looked at.
import GimbalTensor

/// Divides each parameter's step by the root of a running average of its squared gradients.
///
/// v ← α v + (1 − α) g²;  (centered: ḡ ← α ḡ + (1 − α) g, and v − ḡ² below)
/// b ← momentum · b + g / (√v + epsilon);  θ ← θ − lr · b
///
/// - Paper: Hinton 2012; centered: Graves 2013, arXiv 1308.0850, eq. 38-41. Deviation: epsilon is outside the root, as
///   in PyTorch.
public final class RMSprop: MultiTensorOptimizer {
    /// Settings of RMSprop.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the averages.
        public var alpha: Double
        /// Added to the root.
        public var epsilon: Double
        /// Decay of the buffer of past steps; a group's own replaces it.
        public var momentum: Double
        /// Whether the variance is used instead of the second moment.
        public var centered: Bool
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0, centered: Bool = false,
            maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.alpha = alpha
            self.epsilon = epsilon
            self.momentum = momentum
            self.centered = centered
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
        let check = SettingCheck("RMSprop")
        try check.require(config.alpha >= 0 && config.alpha <= 1, "alpha", config.alpha, "0 <= alpha <= 1")
        try check.share("momentum", config.momentum)
        try check.notNegative("epsilon", config.epsilon)
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

    /// The second moment, and what momentum and centering need.
    public func stateNames(in group: ParameterGroup) -> [String] {
        ["square_avg"] + (config.centered ? ["grad_avg"] : [])
            + (momentum(of: group) > 0 ? ["momentum_buffer"] : [])
    }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let gradients = try batch.regularizedGradients(), squares = batch.state[0]
        try Tensor.foreachMultiplyInPlace(squares, config.alpha)
        try Tensor.foreachAddcmulInPlace(squares, gradients, gradients, scale: 1 - config.alpha)
        var denominators: [Tensor]
        if config.centered {
            let means = batch.state[1]
            try Tensor.foreachLerpInPlace(means, gradients, weight: 1 - config.alpha)
            denominators = try Tensor.foreachMultiply(means, means)
            try Tensor.foreachMultiplyInPlace(denominators, -1)
            try Tensor.foreachAddInPlace(denominators, squares)
            try Tensor.foreachSqrtInPlace(denominators)
        } else {
            denominators = try Tensor.foreachSqrt(squares)
        }
        try Tensor.foreachAddInPlace(denominators, config.epsilon)
        let momentum = momentum(of: batch.group)
        guard momentum > 0, let buffers = batch.state.last else {
            return try Tensor.foreachAddcdivInPlace(
                batch.parameters, gradients, denominators, scale: -batch.learningRate)
        }
        try Tensor.foreachMultiplyInPlace(buffers, momentum)
        try Tensor.foreachAddcdivInPlace(buffers, gradients, denominators)
        try Tensor.foreachAddInPlace(batch.parameters, buffers, scale: -batch.learningRate)
    }

    private func momentum(of group: ParameterGroup) -> Double { group.momentum ?? config.momentum }
}
