// What an optimiser changes in one go.
import GimbalTensor

/// Parameters of one group that have one dtype, one device and the same number of steps behind them, with their gradients
/// and state: what one native call works on.
public struct ParameterBatch {
    /// Settings of the group.
    public let group: ParameterGroup
    /// Number of this step, from 1.
    public let step: Int
    /// Contiguous tensors to be changed in place.
    public internal(set) var parameters: [Tensor] = []
    /// Contiguous gradients of the parameters' dtype; they belong to the caller and must not be changed.
    public internal(set) var gradients: [Tensor] = []
    /// For each of the optimiser's state names the tensors of all parameters, to be changed in place.
    public internal(set) var state: [[Tensor]]
    /// For each of the optimiser's scalar names the value, which may be changed.
    public var scalars: [Double]
    /// Where the results are written to if they are not the parameters themselves.
    var targets: [(parameter: Tensor, result: Tensor)] = []
    var entries: [OptimizerMemory.Entry] = []

    /// Step size of the group.
    public var learningRate: Double { group.learningRate }
    /// Weight decay of the group.
    public var weightDecay: Double { group.weightDecay }

    /// The gradients plus weight decay times the parameters: L2 regularisation.
    public func regularizedGradients() throws -> [Tensor] {
        weightDecay == 0 ? gradients : try Tensor.foreachAdd(gradients, parameters, scale: weightDecay)
    }

    /// Shrinks the parameters by learning rate times weight decay: decay that the gradient's scale does not touch.
    public func decayParameters() throws {
        guard weightDecay != 0 else { return }
        try Tensor.foreachMultiplyInPlace(parameters, 1 - learningRate * weightDecay)
    }

    /// Moves the first two state tensors towards the gradients and their squares, and returns the roots of the latter.
    func updateMoments(_ gradients: [Tensor], _ beta1: Double, _ beta2: Double) throws -> [Tensor] {
        try Tensor.foreachLerpInPlace(state[0], gradients, weight: 1 - beta1)
        try Tensor.foreachMultiplyInPlace(state[1], beta2)
        try Tensor.foreachAddcmulInPlace(state[1], gradients, gradients, scale: 1 - beta2)
        return try Tensor.foreachSqrt(state[1])
    }

    /// The number of the step as the fused native steps want it: a float32 scalar per parameter, here one shared by all.
    func nativeSteps() throws -> [Tensor] {
        let device = parameters.first?.device ?? .cpu
        let number = try Tensor(scalar: Float(step)).moved(to: device)
        return Array(repeating: number, count: parameters.count)
    }
}
