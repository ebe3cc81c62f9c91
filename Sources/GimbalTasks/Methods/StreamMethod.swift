// Methods on a stream of tasks: continual learning.
import GimbalTraining

/// A method that learns phase by phase.
public protocol StreamMethod: Method {
    /// Trains on each phase in turn; `finished` is called with the model after each, so that forgetting can
    /// be measured.
    func fit(
        _ stream: StreamProblem, _ run: TrainingRun, finished: (_ phase: Int, any TensorModel) throws -> Void
    )
        throws -> any TensorModel
}
