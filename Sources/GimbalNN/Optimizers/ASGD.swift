// Averaged stochastic gradient descent - Polyak, Juditsky 1992; step sizes: Xu 2011, arXiv 1107.2490. No reference
// code was looked at.
import Foundation
import GimbalTensor

/// Steps down the gradient with a falling step size and averages the parameters on the way.
///
/// θ ← (1 − λ η) θ − η g;  a ← a + μ (θ − a);  η = lr / (1 + λ lr t)^α;  μ = 1 / max(1, t − t₀)
///
/// `averages()` gives the averaged parameters.
///
/// - Paper: Polyak, Juditsky 1992, SIAM J. Control Optim. 30; Xu 2011, arXiv 1107.2490. Deviation: none.
public final class ASGD: MultiTensorOptimizer {
    /// Settings of ASGD.
    public struct Config: Sendable, Codable, Hashable {
        /// Decay of parameters and step size.
        public var lambda: Double
        /// Power of the step size's fall.
        public var alpha: Double
        /// Step after which parameters are averaged; before it the average is the newest.
        public var averagingStart: Double
        /// Whether steps go up the gradient.
        public var maximize: Bool
        /// Whether float16 and bfloat16 parameters are stepped in a float32 copy.
        public var masterWeights: Bool

        /// Describes the optimiser; defaults are PyTorch's.
        public init(
            lambda: Double = 1e-4, alpha: Double = 0.75, averagingStart: Double = 1e6, maximize: Bool = false,
            masterWeights: Bool = false
        ) {
            self.lambda = lambda
            self.alpha = alpha
            self.averagingStart = averagingStart
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
        let check = SettingCheck("ASGD")
        try check.notNegative("lambda", config.lambda)
        try check.notNegative("alpha", config.alpha)
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

    /// The average.
    public func stateNames(in group: ParameterGroup) -> [String] { ["ax"] }
    /// Step size and weight of the next step.
    public var scalarNames: [String] { ["eta", "mu"] }
    /// The learning rate, and the newest value alone.
    public func initialScalars(in group: ParameterGroup) -> [Double] { [group.learningRate, 1] }

    /// Steps a batch, one native call an operation.
    public func update(_ batch: inout ParameterBatch) throws {
        let gradients = try batch.regularizedGradients(), eta = batch.scalars[0], mu = batch.scalars[1]
        try Tensor.foreachMultiplyInPlace(batch.parameters, 1 - config.lambda * eta)
        try Tensor.foreachAddInPlace(batch.parameters, gradients, scale: -eta)
        if mu == 1 {
            try Tensor.foreachCopyInPlace(batch.state[0], batch.parameters)
        } else {
            try Tensor.foreachLerpInPlace(batch.state[0], batch.parameters, weight: mu)
        }
        let rate = batch.learningRate, t = Double(batch.step)
        batch.scalars[0] = rate / pow(1 + config.lambda * rate * t, config.alpha)
        batch.scalars[1] = 1 / max(1, t - config.averagingStart)
    }

    /// The averaged parameters by name, of those that have been stepped; for `Context.substituting`.
    public func averages() throws -> [String: Tensor] {
        let suffix = ".ax"
        return try state().reduce(into: [:]) { result, item in
            if item.key.hasSuffix(suffix) { result[String(item.key.dropLast(suffix.count))] = item.value }
        }
    }
}
