// What modifiers are made of.
import GimbalCore
import GimbalNN

/// Something with a state of its own that training changes, besides network and optimiser.
///
/// Numbers go into the state as tensors: `try Tensor(scalar: count)`.
public protocol TrainingPart: AnyObject {
    /// Everything that the next step depends on.
    func state() throws -> StateDict
    /// Goes on from a state that `state` returned.
    ///
    /// - Throws: `CheckpointError` if the state is that of another part.
    func restore(_ state: StateDict) throws
}

/// Changes how another method trains: what modifiers are made of.
///
/// A hook that remembers anything that it did not learn in `prepared` gives it in `state`, so that interrupted trainings
/// go on bit for bit.
public protocol TrainingHook: TrainingPart {
    /// Called once, when network and optimiser exist and before the first step; also before a training goes on, with the
    /// network as it was at the beginning.
    func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws
    /// Called after every step of the optimiser.
    func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws
}

extension TrainingHook {
    /// Has no state.
    public func state() throws -> StateDict { [:] }

    /// Expects no state.
    ///
    /// - Throws: `CheckpointError` if there is one.
    public func restore(_ state: StateDict) throws {
        guard let name = state.keys.first else { return }
        throw CheckpointError(
            "training.hook", "\(type(of: self)) has no state, but the checkpoint holds \"\(name)\" for it.",
            fix: "Go on with the methods and options that the checkpoint was written with.")
    }
}
