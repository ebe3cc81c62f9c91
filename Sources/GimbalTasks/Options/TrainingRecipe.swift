// How a network is trained, as options that all backbones share.
import GimbalNN
import GimbalTraining

/// How a network is trained: optimiser, schedule, batches, when to stop.
///
/// Methods hold one in their options; `OptionField.recipe` lists its fields among theirs.
public struct TrainingRecipe: Sendable, Hashable, Codable {
    /// Optimisers by the names of the command line.
    public enum OptimizerName: String, Sendable, Codable, CaseIterable {
        /// Adam; weight decay is added to the gradient.
        case adam
        /// Adam with decoupled weight decay.
        case adamW = "adamw"
        /// Stochastic gradient descent with momentum.
        case sgd
        /// Adam with Nesterov's momentum.
        case nadam
        /// RMSprop.
        case rmsprop
        /// Lion.
        case lion
        /// LAMB, for large batches.
        case lamb
    }

    /// Learning-rate schedules by the names of the command line; all begin at the learning rate after the warm-up.
    public enum ScheduleName: String, Sendable, Codable, CaseIterable {
        /// The same all the time.
        case constant
        /// Falls to zero along half a cosine.
        case cosine
        /// Falls to zero along a line.
        case linear
        /// A tenth of it after half of the steps, a hundredth after three quarters.
        case step
    }

    /// The optimiser.
    public var optimizer = OptimizerName.adam
    /// Its step size.
    public var learningRate = 1e-3
    /// Its weight decay.
    public var weightDecay = 0.0
    /// Its momentum, where it is `sgd`.
    public var momentum = 0.9
    /// Number of epochs unless a budget says otherwise.
    public var epochs = 100
    /// Samples of a batch; one graph is always a batch of its own.
    public var batchSize = 128
    /// How the learning rate changes.
    public var schedule = ScheduleName.constant
    /// Share of the steps in which the learning rate rises from zero, in 0...1.
    public var warmUp = 0.0
    /// Largest norm of all gradients together; 0 bounds nothing.
    public var clipping = 0.0
    /// Epochs without a lower validation loss after which training stops; 0 never stops.
    public var patience = 0
    /// Decay of the average of weights that is kept; 0 keeps none.
    public var averaging = 0.0
    /// Batches whose gradients make one step.
    public var accumulation = 1
    /// Share of each label that is spread over all classes.
    public var labelSmoothing = 0.0
    /// Numbers that are computed with.
    public var precision = TrainingSettings.Precision.full

    /// The defaults.
    public init() {}

    /// Describes what differs most between methods.
    public init(learningRate: Double, weightDecay: Double = 0, epochs: Int, batchSize: Int = 128) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.epochs = epochs
        self.batchSize = batchSize
    }
}

extension OptionField {
    /// The options of a recipe.
    public static func recipe(_ path: WritableKeyPath<Options, TrainingRecipe>) -> [OptionField] {
        func at<Value>(_ field: WritableKeyPath<TrainingRecipe, Value>) -> WritableKeyPath<Options, Value> {
            path.appending(path: field)
        }
        return [
            .choice("optimizer", at(\.optimizer), "the optimiser"),
            .real("learning-rate", at(\.learningRate), 0...10, "step size of the optimiser"),
            .real("weight-decay", at(\.weightDecay), 0...10, "weight decay of the optimiser"),
            .real("momentum", at(\.momentum), 0...0.9999, "momentum of sgd"),
            .integer("epochs", at(\.epochs), 1...1_000_000, "number of epochs"),
            .integer(
                "batch-size", at(\.batchSize), 1...1_048_576,
                "samples of a batch; one graph is always one batch"),
            .choice("schedule", at(\.schedule), "how the learning rate changes"),
            .real(
                "warm-up", at(\.warmUp), 0...1, "share of the steps in which the learning rate rises from 0"),
            .real("clip", at(\.clipping), 0...1e6, "largest norm of all gradients together; 0: any"),
            .integer(
                "patience", at(\.patience), 0...1_000_000,
                "epochs without a lower validation loss after which training stops; 0: never"),
            .real("average", at(\.averaging), 0...0.999999, "decay of an average of the weights; 0: none"),
            .integer("accumulate", at(\.accumulation), 1...65_536, "batches whose gradients make one step"),
            .real(
                "label-smoothing", at(\.labelSmoothing), 0...0.999,
                "share of each label spread over all classes"),
            .choice("precision", at(\.precision), "numbers that are computed with"),
        ]
    }
}
