// Architectures for samples that are tensors, as methods: everything else follows from network and recipe.
import GimbalCore
import GimbalNN
import GimbalTraining

/// An architecture for samples that are tensors: a method by itself, and what pre-training methods take as encoder.
public protocol TensorBackbone: TrainableBackbone, TensorMethod {
    /// Makes a network with fresh parameters, from `[N] + shape.inputShape` to `[N, outputCount]`.
    ///
    /// - Parameter outputCount: outputs of its head; nil leaves the head away: an encoder.
    func makeNetwork(_ shape: ModelShape, outputCount: Int?, _ context: Context) throws -> any UnaryLayer
}

extension TensorBackbone {
    /// Makes the untrained model that a saved state is loaded into.
    public func makeTensorModel(_ shape: ModelShape, _ context: Context) throws -> any TensorModel {
        SupervisedTensorModel(try makeNetwork(shape, outputCount: shape.outputCount, context), context)
    }

    /// Trains on the problem.
    public func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel {
        let shape = problem.shape
        let network = try makeNetwork(shape, outputCount: shape.outputCount, run.context)
        let model = SupervisedTensorModel(network, run.context)
        try model.train(problem, recipe, recipe.makeOptimizer(network, isDecayed: isDecayed), run)
        return model
    }
}

extension MethodRegistry {
    /// Makes the backbone that an option names: `myow[encoder=resnet[depth=20]]`.
    ///
    /// - Throws: `ConfigError` if the name is unknown or no backbone for tensors.
    public func tensorBackbone(_ specification: MethodSpecification, input: InputKind? = nil) throws
        -> any TensorBackbone
    {
        let method = try resolve(specification, input: input).method
        if let backbone = method as? any TensorBackbone { return backbone }
        throw ConfigError(
            "backbone", "\"\(specification.id)\" is no backbone for samples that are tensors.",
            fix: "Choose an architecture such as mlp.")
    }
}
