// What fitting any method gives.
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining

/// What fitting a method gives: a module that holds everything learnt, and how the training went.
///
/// Methods that train no network keep what they learn in buffers of a module, so that every model is saved alike.
public protocol TrainedModel: AnyObject {
    /// The network, whose state is saved.
    var network: Module { get }
    /// What each epoch measured; empty for a loaded model and for methods without epochs.
    var history: [EpochRecord] { get }
}

extension TrainedModel {
    /// No epochs.
    public var history: [EpochRecord] { [] }

    /// The error of a model that has no vectors of its samples.
    func hasNoEmbeddings() -> ConfigError {
        ConfigError(
            "embedding", "\(type(of: network)) has no hidden layer whose values could describe samples.",
            fix: "Choose a method with a hidden layer, such as mlp or gcn.")
    }
}
