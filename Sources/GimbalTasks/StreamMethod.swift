// Methods on a stream of tasks: continual learning.
import GimbalTraining

/// Problems that arrive one after the other; a method sees each once.
public struct StreamProblem: Sendable {
    /// What is predicted and how it is judged.
    public let task: LearningTask
    /// The phases, in the order of arrival.
    public let phases: [TensorProblem]

    /// Describes a stream.
    public init(task: LearningTask, phases: [TensorProblem]) {
        self.task = task
        self.phases = phases
    }
}

/// A method that learns phase by phase.
public protocol StreamMethod: Method {
    /// Trains on each phase in turn; `finished` is called with the model after each, so that forgetting can
    /// be measured.
    func fit(
        _ stream: StreamProblem, _ run: TrainingRun, finished: (_ phase: Int, any TensorModel) throws -> Void
    )
        throws -> any TensorModel
}
