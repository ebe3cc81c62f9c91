// What optimisers share.
import GimbalTensor
import OrderedCollections

/// Changes parameters along gradients.
///
///     let optimizer = try SGD(network, learningRate: 0.1, .init(momentum: 0.9))
///     let loss = try crossEntropy(network(x, context), labels: y)
///     try optimizer.step(optimizer.gradients(of: loss))
public protocol Optimizer: AnyObject {
    /// The parameters and their settings; learning rates may be changed between steps.
    var groups: [ParameterGroup] { get set }
    /// Takes one step. `gradients` are in the order of the groups' parameters; nil leaves a parameter as it
    /// is.
    ///
    /// - Throws: `ModuleError` if there is not one gradient per parameter, or one has another shape.
    func step(_ gradients: [Tensor?]) throws
    /// Everything that the next step depends on, for checkpoints; shares memory with the optimiser.
    func state() throws -> OrderedDictionary<String, Tensor>
    /// Continues from a saved state, which is copied.
    ///
    /// - Throws: `ModuleError` if it belongs to other parameters; nothing is changed then.
    func restore(_ state: OrderedDictionary<String, Tensor>) throws
}

extension Optimizer {
    /// All parameters' tensors, in the groups' order.
    public var parameterTensors: [Tensor] { groups.flatMap { $0.parameters.values.compactMap(\.tensor) } }

    /// Dotted names of all parameters, in the order in which `step` wants gradients.
    public var parameterNames: [String] { groups.flatMap { Array($0.parameters.keys) } }

    /// Gradients of a scalar loss for `step`: nil for frozen parameters and for those that it does not use.
    ///
    /// Nothing accumulates and no graph is kept. A parameter that stands under two names (shared weights) has its
    /// gradient under the first.
    public func gradients(of loss: Tensor) throws -> [Tensor?] {
        var seen: Set<ObjectIdentifier> = [], places: [Int] = [], tensors: [Tensor] = [], count = 0
        for group in groups {
            for slot in group.parameters.values {
                defer { count += 1 }
                guard slot.isTrainable, let tensor = slot.tensor, tensor.requiresGradient else { continue }
                guard seen.insert(ObjectIdentifier(slot)).inserted else { continue }
                places.append(count)
                tensors.append(tensor)
            }
        }
        var result = [Tensor?](repeating: nil, count: count)
        guard !tensors.isEmpty else { return result }
        let found = try optionalGradients(of: loss, withRespectTo: tensors)
        for (place, gradient) in zip(places, found) { result[place] = gradient }
        return result
    }
}
