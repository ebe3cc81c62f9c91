// AdamW - Loshchilov, Hutter 2019, arXiv 1711.05101. No reference code was looked at.
import GimbalTensor

/// Steps as Adam, with weight decay apart from the gradient.
///
/// θ ← θ − lr · weight decay · θ;  then as `Adam`
///
/// - Paper: Loshchilov, Hutter 2019, arXiv 1711.05101, algorithm 2. Deviation: the learning rate multiplies the decay, as
///   in PyTorch; the paper's schedule multiplier does.
public final class AdamW: MultiTensorOptimizer {
    /// Settings of AdamW: those of Adam.
    public typealias Config = Adam.Config

    /// The settings that the optimiser was made with.
    public let config: Config
    /// The parameters and what is remembered of them.
    public let memory: OptimizerMemory

    /// Makes an optimiser for groups of parameters.
    ///
    /// - Throws: `ModuleError` for a setting out of range, or a parameter in two groups.
    public init(_ groups: [ParameterGroup], _ config: Config = Config()) throws {
        let check = SettingCheck("AdamW")
        try check.share("beta1", config.beta1)
        try check.share("beta2", config.beta2)
        try check.notNegative("epsilon", config.epsilon)
        self.config = config
        memory = try OptimizerMemory(
            groups, maximize: config.maximize, masterWeights: config.masterWeights)
    }

    /// Makes an optimiser for all parameters of a module.
    public convenience init(
        _ module: Module, learningRate: Double = 1e-3, weightDecay: Double = 1e-2, _ config: Config = Config()
    ) throws {
        try self.init(
            [ParameterGroup(module, learningRate: learningRate, weightDecay: weightDecay)], config)
    }

    /// Both moments, and with AMSGrad the largest second one.
    public func stateNames(in group: ParameterGroup) -> [String] {
        ["exp_avg", "exp_avg_sq"] + (config.amsgrad ? ["max_exp_avg_sq"] : [])
    }

    /// Steps a batch in one native call.
    public func update(_ batch: inout ParameterBatch) throws {
        try Tensor.fusedAdamWInPlace(
            batch.parameters, gradients: batch.gradients, averages: batch.state[0],
            squareAverages: batch.state[1], maximumSquareAverages: config.amsgrad ? batch.state[2] : [],
            steps: batch.nativeSteps(), learningRate: batch.learningRate,
            beta1: batch.group.momentum ?? config.beta1, beta2: config.beta2,
            weightDecay: batch.weightDecay, epsilon: config.epsilon, amsgrad: config.amsgrad)
    }
}
