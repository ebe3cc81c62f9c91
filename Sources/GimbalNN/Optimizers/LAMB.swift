// LAMB - You et al. 2020, arXiv 1904.00962. No reference code was looked at.
import GimbalTensor

/// Scales Adam's step of each tensor by the ratio of the tensor's norm to the step's, for large batches.
///
/// r = m̂ / (√v̂ + epsilon) + weight decay · θ;  θ ← θ − lr · ‖θ‖ / ‖r‖ · r
///
/// Where either norm is zero, the ratio is 1; in groups without trust ratio it is always 1 (AdamW).
///
/// - Paper: You et al. 2020, arXiv 1904.00962, algorithm 2 with φ(z) = z. Deviation: none.
public final class LAMB: MultiTensorOptimizer {
    /// Settings of LAMB.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the first moment; a group's momentum replaces it.
        public var beta1: Double
        /// Decay of the second moment.
        public var beta2: Double
        /// Added to the root of the second moment.
        public var epsilon: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are the paper's.
        public init(
            beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-6, maximize: Bool = false,
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
        let check = SettingCheck("LAMB")
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
        // Adam's fused step with a learning rate of -1 adds m̂ / (√v̂ + epsilon) to what it is given.
        let steps = try Tensor.foreachMultiply(batch.parameters, batch.weightDecay)
        try Tensor.fusedAdamInPlace(
            steps, gradients: batch.gradients, averages: batch.state[0], squareAverages: batch.state[1],
            maximumSquareAverages: [], steps: batch.nativeSteps(), learningRate: -1,
            beta1: batch.group.momentum ?? config.beta1, beta2: config.beta2, weightDecay: 0,
            epsilon: config.epsilon, amsgrad: false)
        guard batch.group.usesTrustRatio else {
            return try Tensor.foreachAddInPlace(batch.parameters, steps, scale: -batch.learningRate)
        }
        let ratios = try TrustRatio.norms(batch.parameters, steps) { weight, step in try weight / step }
        try Tensor.foreachAddcmulInPlace(batch.parameters, steps, ratios, scale: -batch.learningRate)
    }
}
