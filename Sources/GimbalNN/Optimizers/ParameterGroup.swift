// Parameters with settings of their own.
import GimbalTensor
import OrderedCollections

/// Parameters that are stepped with the same settings.
///
/// What belongs to the algorithm (betas, epsilon) is the optimiser's; what users set per group is here.
public struct ParameterGroup {
    /// Dotted name → slot; frozen parameters may be among them and keep their values.
    public let parameters: OrderedDictionary<String, any ModuleSlot>
    /// Step size of the next step.
    public var learningRate: Double
    /// The step size that schedules scale: the one that the group was made with.
    public var baseLearningRate: Double
    /// Weight of the squared norm (L2) or of the decay, as the optimiser says.
    public var weightDecay: Double
    /// Replaces the optimiser's momentum, or its first beta; nil leaves it.
    public var momentum: Double?
    /// Whether LARS and LAMB scale the steps of each tensor by its trust ratio.
    public var usesTrustRatio: Bool
    /// Tells groups apart by their parameters, without comparing them.
    let identity = Identity()

    final class Identity: Sendable {}

    /// Groups parameters.
    public init(
        _ parameters: OrderedDictionary<String, any ModuleSlot>, learningRate: Double,
        weightDecay: Double = 0, momentum: Double? = nil, usesTrustRatio: Bool = true
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        baseLearningRate = learningRate
        self.weightDecay = weightDecay
        self.momentum = momentum
        self.usesTrustRatio = usesTrustRatio
    }

    /// Groups all parameters of a module.
    public init(_ module: Module, learningRate: Double, weightDecay: Double = 0) throws {
        self.init(try module.table().parameters, learningRate: learningRate, weightDecay: weightDecay)
    }
}

extension ParameterGroup {
    /// Splits a module's parameters into a group with weight decay and trust ratios, and one without.
    ///
    /// By default biases and everything with one axis or none (weights of normalisations, gates) are left out of the
    /// decay: shrinking them does not regularise, and their norm is no measure of a step. Empty groups are left away.
    ///
    /// - Parameter isDecayed: name and tensor → whether weight decay applies.
    public static func split(
        _ module: Module, learningRate: Double, weightDecay: Double,
        isDecayed: (_ name: String, _ parameter: Tensor) -> Bool = ParameterGroup.isWeight
    ) throws -> [ParameterGroup] {
        let all = try module.table().parameters
        func part(_ decayed: Bool) -> OrderedDictionary<String, any ModuleSlot> {
            all.filter { name, slot in slot.tensor.map { isDecayed(name, $0) == decayed } ?? false }
        }
        return [
            ParameterGroup(part(true), learningRate: learningRate, weightDecay: weightDecay),
            ParameterGroup(part(false), learningRate: learningRate, usesTrustRatio: false),
        ].filter { !$0.parameters.isEmpty }
    }

    /// Whether a parameter is a weight in the narrow sense: two axes or more, and not called a bias.
    public static func isWeight(_ name: String, _ parameter: Tensor) -> Bool {
        parameter.rank >= 2 && !(name.split(separator: ".").last ?? "").contains("bias")
    }
}
