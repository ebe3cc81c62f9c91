// Methods on samples that are tensors: rows of a table, images, sequences.
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining

/// What is to be predicted for a set of samples.
public enum Target: Sendable {
    /// Class numbers `[N]` int64 in `0..<count`.
    case classes(Tensor, count: Int)
    /// Values `[N, outputs]`.
    case values(Tensor)
    /// Times `[N]` until an event (1) or the end of observation (0).
    case survival(times: Tensor, events: Tensor)

    /// Number of outputs that a network needs for it.
    public var outputCount: Int {
        switch self {
        case .classes(_, let count): count
        case .values(let values): values.shape.last ?? 1
        case .survival: 1
        }
    }
}

/// Samples stacked along the first axis, with their target.
public struct TensorPart: Sendable {
    /// `[N, ...]`.
    public let inputs: Tensor
    /// One target per sample.
    public let target: Target

    /// Pairs samples with their target.
    public init(inputs: Tensor, target: Target) {
        self.inputs = inputs
        self.target = target
    }
}

/// A task on samples that are tensors.
public struct TensorProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// Samples to learn from.
    public let train: TensorPart
    /// Samples to choose by.
    public let validation: TensorPart
    /// Samples to judge by.
    public let test: TensorPart

    /// Describes a problem.
    public init(task: LearningTask, train: TensorPart, validation: TensorPart, test: TensorPart) {
        self.task = task
        self.train = train
        self.validation = validation
        self.test = test
    }
}

/// A method that learns from samples that are tensors: tables, images, sequences; the card's tasks say which.
public protocol TensorMethod: Method {
    /// Trains on the training samples, choosing by the validation samples.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    func fit(_ problem: TensorProblem, _ run: TrainingRun) throws -> any TensorModel
}

/// What fitting such a method gives.
public protocol TensorModel: AnyObject {
    /// The network, whose state is saved.
    var network: Module { get }
    /// Outputs `[N, outputCount]` in evaluation mode: logits, values or risk scores.
    func outputs(_ inputs: Tensor) throws -> Tensor
}

/// A network from samples to features or outputs.
open class TensorNetwork: Module {
    /// Computes `[N, outputCount]` from `[N, ...]`.
    ///
    /// - Throws: `ModuleError` in this base class: subclasses override it.
    open func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        throw ModuleError("abstract", "bug in Gimbal: \(type(of: self)) does not override callAsFunction.")
    }
}

/// An architecture for samples that are tensors: what pre-training methods take as their encoder.
public protocol TensorBackbone: TensorMethod {
    /// Makes a network with fresh parameters for samples of the given shape (without the first axis).
    func makeNetwork(inputShape: [Int], outputCount: Int, _ context: Context) throws -> TensorNetwork
}

extension MethodRegistry {
    /// Makes the backbone that an option names: `myow[encoder=resnet[depth=20]]`.
    ///
    /// - Throws: `ConfigError` if the name is unknown or no backbone for tensors.
    public func tensorBackbone(_ specification: MethodSpecification) throws -> any TensorBackbone {
        let method = try resolve(specification).method
        if let backbone = method as? any TensorBackbone { return backbone }
        throw ConfigError(
            "backbone", "\"\(specification.id)\" is no backbone for samples that are tensors.",
            fix: "Choose an architecture such as mlp.")
    }
}
