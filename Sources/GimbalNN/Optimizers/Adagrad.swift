// Adagrad - Duchi, Hazan, Singer 2011, JMLR 12. No reference code was looked at.
import GimbalTensor

/// Divides each parameter's step by the root of its summed squared gradients.
///
/// s ← s + g²;  θ ← θ − lr / (1 + (t − 1) · decay) · g / (√s + epsilon)
///
/// - Paper: Duchi, Hazan, Singer 2011, JMLR 12, the diagonal form. Deviation: none.
public final class Adagrad: MultiTensorOptimizer {
    /// Settings of Adagrad.
    public struct Config: Sendable, Codable, Hashable {
        /// How fast the learning rate falls with the steps.
        public var learningRateDecay: Double
        /// First value of the sums.
        public var initialAccumulatorValue: Double
        /// Added to the root of the sums.
        public var epsilon: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            learningRateDecay: Double = 0, initialAccumulatorValue: Double = 0, epsilon: Double = 1e-10,
            maximize: Bool = false, masterWeights: Bool = false
        ) {
            self.learningRateDecay = learningRateDecay
            self.initialAccumulatorValue = initialAccumulatorValue
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
        let check = SettingCheck("Adagrad")
        try check.notNegative("learningRateDecay", config.learningRateDecay)
        try check.notNegative("initialAccumulatorValue", config.initialAccumulatorValue)
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

    /// The summed squares.
    public func stateNames(in group: ParameterGroup) -> [String] { ["sum"] }

    /// The initial value everywhere.
    public func initialState(of parameter: Tensor, in group: ParameterGroup) throws -> [Tensor] {
        [try parameter.fullLike(config.initialAccumulatorValue)]
    }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let gradients = try batch.regularizedGradients()
        try Tensor.foreachAddcmulInPlace(batch.state[0], gradients, gradients)
        let denominators = try Tensor.foreachSqrt(batch.state[0])
        try Tensor.foreachAddInPlace(denominators, config.epsilon)
        let rate = batch.learningRate / (1 + Double(batch.step - 1) * config.learningRateDecay)
        try Tensor.foreachAddcdivInPlace(batch.parameters, gradients, denominators, scale: -rate)
    }
}
