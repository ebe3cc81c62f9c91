// A trained model of any input kind.
import GimbalCore
import GimbalNN

/// A trained model, by what its samples are.
public enum FittedModel {
    /// Samples are tensors: rows, images, sequences.
    case tensor(any TensorModel)
    /// Samples are the nodes of a graph.
    case graph(any GraphModel)
    /// Samples are graphs.
    case graphs(any GraphsModel)
    /// Samples are pairs of nodes.
    case nodePairs(any NodePairModel)

    /// The model without its kind.
    public var model: any TrainedModel {
        switch self {
        case .tensor(let model): model
        case .graph(let model): model
        case .graphs(let model): model
        case .nodePairs(let model): model
        }
    }

    /// Makes the untrained model that a saved state is loaded into.
    ///
    /// - Throws: `ConfigError` if the method does not take the task's samples.
    public init(_ method: any Method, _ task: LearningTask, _ shape: ModelShape, _ context: Context) throws {
        self =
            switch task.input {
            case .table, .images, .sequence:
                .tensor(try method.taking(task, as: (any TensorMethod).self).makeTensorModel(shape, context))
            case .graph:
                .graph(try method.taking(task, as: (any GraphMethod).self).makeGraphModel(shape, context))
            case .graphs:
                .graphs(try method.taking(task, as: (any GraphsMethod).self).makeGraphsModel(shape, context))
            case .nodePairs:
                .nodePairs(
                    try method.taking(task, as: (any NodePairMethod).self).makeNodePairModel(shape, context))
            case .stream:
                throw ConfigError("task", "Models of streams of tasks are saved as their last phase.")
            }
    }
}

extension Method {
    /// Returns the method as one that takes the samples of a task.
    ///
    /// - Throws: `ConfigError` if it does not, or if its card does not name the task.
    public func taking<Kind>(_ task: LearningTask, as kind: Kind.Type) throws -> Kind {
        let card = Self.card
        guard card.tasks.contains(task.id) || card.tasks.isEmpty, let method = self as? Kind else {
            throw ConfigError(
                "method.task", "Method \"\(card.id)\" does not take the task \(task.id).",
                fix: "Choose one that lists it among its tasks: gimbal methods list --task \(task.id).")
        }
        return method
    }
}
