// LARS - You, Gitman, Ginsburg 2017, arXiv 1708.03888. No reference code was looked at.
import GimbalTensor

/// Scales the step of each tensor by the ratio of its norm to its gradient's, for large batches.
///
/// λ = trust · ‖θ‖ / (‖g‖ + weight decay · ‖θ‖ + epsilon);  b ← momentum · b + lr · λ · (g + weight decay · θ);
/// θ ← θ − b
///
/// Where either norm is zero, λ is 1. In groups without trust ratio (`ParameterGroup.split` puts biases and
/// normalisations there) it is always 1: plain momentum.
///
/// - Paper: You, Gitman, Ginsburg 2017, arXiv 1708.03888, algorithm 1. Deviation: epsilon (0 by default), and λ = 1 for
///   zero norms, which the paper leaves open.
public final class LARS: MultiTensorOptimizer {
    /// Settings of LARS.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the buffer of past steps; a group's own replaces it.
        public var momentum: Double
        /// How far a tensor may move, as a share of its norm.
        public var trustCoefficient: Double
        /// Added to the gradient's norm.
        public var epsilon: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are the paper's.
        public init(
            momentum: Double = 0.9, trustCoefficient: Double = 1e-3, epsilon: Double = 0,
            maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.momentum = momentum
            self.trustCoefficient = trustCoefficient
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
        let check = SettingCheck("LARS")
        try check.share("momentum", config.momentum)
        try check.notNegative("trustCoefficient", config.trustCoefficient)
        try check.notNegative("epsilon", config.epsilon)
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 0.1, weightDecay: Double = 0, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// The buffer of past steps.
    public func stateNames(in group: ParameterGroup) -> [String] { ["momentum_buffer"] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let slopes = try batch.regularizedGradients(), buffers = batch.state[0]
        try Tensor.foreachMultiplyInPlace(buffers, batch.group.momentum ?? config.momentum)
        if batch.group.usesTrustRatio {
            let ratios = try TrustRatio.norms(batch.parameters, batch.gradients) { weight, slope in
                let total = try slope + weight * batch.weightDecay + config.epsilon
                return try weight * config.trustCoefficient / total
            }
            try Tensor.foreachAddcmulInPlace(buffers, slopes, ratios, scale: batch.learningRate)
        } else {
            try Tensor.foreachAddInPlace(buffers, slopes, scale: batch.learningRate)
        }
        try Tensor.foreachSubtractInPlace(batch.parameters, buffers)
    }
}
