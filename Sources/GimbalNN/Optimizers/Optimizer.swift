// What optimisers share.
import GimbalTensor
import OrderedCollections

/// Parameters that are stepped with the same settings.
public struct ParameterGroup {
    /// Dotted name → slot; frozen parameters may be among them and keep their values.
    public var parameters: OrderedDictionary<String, any ModuleSlot>
    /// Step size.
    public var learningRate: Double
    /// Weight of the squared norm (L2) or of the decay, as the optimiser says.
    public var weightDecay: Double

    /// Groups parameters.
    public init(
        _ parameters: OrderedDictionary<String, any ModuleSlot>, learningRate: Double, weightDecay: Double = 0
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.weightDecay = weightDecay
    }
}

/// Changes parameters along gradients.
public protocol Optimizer: AnyObject {
    /// The parameters and their settings; learning rates may be changed between steps.
    var groups: [ParameterGroup] { get set }
    /// Takes one step. `gradients` are in the order of the groups' parameters; nil leaves a parameter as it
    /// is.
    ///
    /// - Throws: `ModuleError` if there is not one gradient per parameter.
    func step(_ gradients: [Tensor?]) throws
    /// Everything that the next step depends on, for checkpoints.
    func state() throws -> OrderedDictionary<String, Tensor>
    /// Continues from a saved state.
    ///
    /// - Throws: `ModuleError` if it belongs to other parameters.
    func restore(_ state: OrderedDictionary<String, Tensor>) throws
}

extension Optimizer {
    /// All parameters' tensors, in the order in which `step` wants gradients.
    public var parameterTensors: [Tensor] { groups.flatMap { $0.parameters.values.compactMap(\.tensor) } }

    /// Gradients of a scalar loss for `step`, nil for frozen parameters; nothing else accumulates.
    public func gradients(of loss: Tensor) throws -> [Tensor?] {
        let tensors = parameterTensors
        // The tape refuses to differentiate by what does not ask for gradients.
        let asking = tensors.indices.filter { tensors[$0].requiresGradient }
        let found = try optionalGradients(of: loss, withRespectTo: asking.map { tensors[$0] })
        var result = [Tensor?](repeating: nil, count: tensors.count)
        for (position, gradient) in zip(asking, found) { result[position] = gradient }
        return result
    }
}
