// Tasks that arrive one after another.

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
