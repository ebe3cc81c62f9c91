// Stochastic gradient descent - momentum: Sutskever et al. 2013, ICML. No reference code was looked at.
import GimbalTensor

/// Steps down the gradient, with momentum if asked for.
///
/// g ← g + weight decay · θ;  b ← momentum · b + (1 − dampening) g (b = g at first);
/// θ ← θ − lr · (nesterov ? g + momentum · b : b)
///
/// - Paper: Sutskever, Martens, Dahl, Hinton 2013. Deviation: the learning rate multiplies the momentum buffer, as in
///   PyTorch, instead of being in it.
public final class SGD: MultiTensorOptimizer {
    /// Settings of SGD.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of the buffer of past gradients; a group's own replaces it.
        public var momentum: Double
        /// Share of the gradient that is left out of the buffer.
        public var dampening: Double
        /// Whether the step looks ahead; needs momentum and no dampening.
        public var nesterov: Bool
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false, maximize: Bool = false,
            masterWeights: Bool = false
        ) {
            self.momentum = momentum
            self.dampening = dampening
            self.nesterov = nesterov
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
        let check = SettingCheck("SGD")
        try check.share("momentum", config.momentum)
        try check.require(config.dampening.isFinite, "dampening", config.dampening, "a finite number")
        try check.require(
            !config.nesterov || (config.momentum > 0 && config.dampening == 0), "nesterov", true,
            "false unless momentum is above 0 and dampening 0")
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

    /// The momentum buffer, where there is momentum.
    public func stateNames(in group: ParameterGroup) -> [String] {
        momentum(of: group) == 0 ? [] : ["momentum_buffer"]
    }

    /// Steps a batch in one native call.
    public func update(_ batch: inout ParameterBatch) throws {
        let momentum = momentum(of: batch.group)
        try Tensor.fusedSGDInPlace(
            batch.parameters, gradients: batch.gradients, buffers: batch.state.first ?? [],
            weightDecay: batch.weightDecay, momentum: momentum, learningRate: batch.learningRate,
            dampening: config.dampening, nesterov: config.nesterov && momentum > 0,
            isFirstStep: batch.step == 1)
    }

    private func momentum(of group: ParameterGroup) -> Double { group.momentum ?? config.momentum }
}
