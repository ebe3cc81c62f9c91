// Optimisers that step each parameter by its own gradient and state.
import GimbalTensor
import OrderedCollections

/// An optimiser that says how a batch of parameters is stepped; everything else follows.
///
/// Frozen parameters and those without gradient are passed over; parameters of several dtypes and devices are stepped in
/// one native call per operation and kind. A parameter that is not contiguous is stepped in a copy. State has its
/// parameter's dtype and device, and follows it when the module is converted; with `masterWeights`, float16 and
/// bfloat16 parameters have a float32 copy that is stepped in their place, and float32 state.
public protocol MultiTensorOptimizer: Optimizer {
    /// The parameters and what is remembered of them.
    var memory: OptimizerMemory { get }
    /// Names of the tensors that are remembered for every parameter of a group.
    func stateNames(in group: ParameterGroup) -> [String]
    /// First values of those tensors; zeros unless the optimiser says otherwise.
    func initialState(of parameter: Tensor, in group: ParameterGroup) throws -> [Tensor]
    /// Names of the numbers that are remembered for every parameter.
    var scalarNames: [String] { get }
    /// First values of those numbers.
    func initialScalars(in group: ParameterGroup) -> [Double]
    /// Changes parameters, state and scalars of a batch in place; nothing is recorded on the tape.
    func update(_ batch: inout ParameterBatch) throws
}

extension MultiTensorOptimizer {
    /// The parameters and their settings.
    public var groups: [ParameterGroup] {
        get { memory.groups }
        set { memory.groups = newValue }
    }

    /// Names no numbers.
    public var scalarNames: [String] { [] }

    /// No numbers.
    public func initialScalars(in group: ParameterGroup) -> [Double] { [] }

    /// Zeros for every name.
    public func initialState(of parameter: Tensor, in group: ParameterGroup) throws -> [Tensor] {
        try stateNames(in: group).map { _ in try parameter.zerosLike() }
    }

    /// Takes one step.
    public func step(_ gradients: [Tensor?]) throws {
        try withoutGradient {
            for var batch in try memory.batches(gradients, self) {
                try update(&batch)
                try memory.finish(batch)
            }
        }
    }

    /// Everything that the next step depends on, under `parameter.name`, and the settings of the groups that schedules
    /// change.
    public func state() throws -> OrderedDictionary<String, Tensor> { try memory.state(self) }

    /// Continues from a saved state.
    public func restore(_ state: OrderedDictionary<String, Tensor>) throws { try memory.restore(state, self) }
}
