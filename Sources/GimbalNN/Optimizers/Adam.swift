// Adam - Kingma, Ba 2015, arXiv 1412.6980. No reference code was looked at.
import GimbalTensor
import OrderedCollections

/// Adapts each parameter's step by running moments of its gradient.
///
/// m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  θ ← θ − lr · m̂ / (√v̂ + epsilon)
///
/// Weight decay is L2: added to the gradient. All parameters of a group are stepped in one native call.
///
/// - Paper: Kingma, Ba 2015, arXiv 1412.6980, algorithm 1. Deviation: none.
public final class Adam: Optimizer {
    /// The parameters and their settings.
    public var groups: [ParameterGroup]
    /// Decay of the first moment.
    public let beta1: Double
    /// Decay of the second moment.
    public let beta2: Double
    /// Added to the root of the second moment.
    public let epsilon: Double
    private var moments: [String: Moments] = [:]

    private struct Moments {
        var first: Tensor
        var second: Tensor
        var step: Tensor
    }

    /// Creates an optimiser for groups of parameters; defaults are the paper's.
    public init(
        _ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
    ) {
        self.groups = groups
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// Takes one step.
    public func step(_ gradients: [Tensor?]) throws {
        let expected = groups.reduce(0) { $0 + $1.parameters.count }
        guard gradients.count == expected else {
            throw ModuleError(
                "gradients", "Adam has \(expected) parameters, found \(gradients.count) gradients.",
                fix: "Give one gradient, or nil, per parameter in the groups' order.")
        }
        var offset = 0
        for group in groups {
            try step(group, gradients[offset..<offset + group.parameters.count])
            offset += group.parameters.count
        }
    }

    private func step(_ group: ParameterGroup, _ gradients: ArraySlice<Tensor?>) throws {
        var tensors: [Tensor] = [], slopes: [Tensor] = [], firsts: [Tensor] = [], seconds: [Tensor] = []
        var steps: [Tensor] = []
        for ((name, slot), gradient) in zip(group.parameters, gradients) {
            guard slot.isTrainable, let tensor = slot.tensor, let gradient else { continue }
            let moments = try moments(of: tensor, named: name)
            tensors.append(tensor)
            // The native step walks memory, so parameter and gradient must lie alike.
            slopes.append(gradient.isContiguous ? gradient : try gradient.contiguous())
            firsts.append(moments.first)
            seconds.append(moments.second)
            steps.append(moments.step)
        }
        guard !tensors.isEmpty else { return }
        try withoutGradient {
            try Tensor.foreachAddInPlace(steps, 1)
            try Tensor.fusedAdamInPlace(
                tensors, gradients: slopes, averages: firsts, squareAverages: seconds,
                maximumSquareAverages: [],
                steps: steps, learningRate: group.learningRate, beta1: beta1, beta2: beta2,
                weightDecay: group.weightDecay, epsilon: epsilon, amsgrad: false)
        }
    }

    private func moments(of tensor: Tensor, named name: String) throws -> Moments {
        if let known = moments[name] { return known }
        let new = try Moments(
            first: Tensor.zeros(tensor.shape, dtype: tensor.dtype, device: tensor.device),
            second: Tensor.zeros(tensor.shape, dtype: tensor.dtype, device: tensor.device),
            step: Tensor.zeros([], device: tensor.device))
        moments[name] = new
        return new
    }

    /// Everything that the next step depends on.
    public func state() throws -> OrderedDictionary<String, Tensor> {
        var result: OrderedDictionary<String, Tensor> = [:]
        for name in groups.flatMap(\.parameters.keys) {
            guard let moments = moments[name] else { continue }
            result[name + ".first"] = moments.first
            result[name + ".second"] = moments.second
            result[name + ".step"] = moments.step
        }
        return result
    }

    /// Continues from a saved state.
    public func restore(_ state: OrderedDictionary<String, Tensor>) throws {
        let names = Set(groups.flatMap(\.parameters.keys))
        moments = [:]
        for name in names {
            guard let first = state[name + ".first"], let second = state[name + ".second"],
                let step = state[name + ".step"]
            else { continue }
            moments[name] = try Moments(first: first.cloned(), second: second.cloned(), step: step.cloned())
        }
        guard moments.count * 3 == state.count else {
            throw ModuleError(
                "state",
                "The optimiser state has \(state.count) tensors, \(moments.count * 3) of them belong here.",
                fix: "Restore it for the model that it was saved with.")
        }
    }
}
