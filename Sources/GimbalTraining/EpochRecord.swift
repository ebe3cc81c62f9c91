// What is measured in an epoch.

/// What one epoch measured.
///
/// Nothing of it depends on the machine's speed: histories of the same run are equal bit for bit.
public struct EpochRecord: Sendable, Codable, Equatable {
    /// Number of the epoch, from 1.
    public let epoch: Int
    /// Mean loss of the epoch's training batches, each measured before its step.
    public let trainLoss: Double
    /// Loss on the validation part, where it was measured.
    public let validationLoss: Double?
    /// Metrics on the validation part by name.
    public let metrics: [String: Double]
    /// Step size of the epoch's last step, in the optimiser's first group.
    public let learningRate: Double?
    /// Steps of the optimiser since the training began.
    public let stepCount: Int

    /// Records an epoch.
    public init(
        epoch: Int, trainLoss: Double, validationLoss: Double?, metrics: [String: Double] = [:],
        learningRate: Double? = nil, stepCount: Int = 0
    ) {
        self.epoch = epoch
        self.trainLoss = trainLoss
        self.validationLoss = validationLoss
        self.metrics = metrics
        self.learningRate = learningRate
        self.stepCount = stepCount
    }
}

/// What a validation measured.
public struct Validation: Sendable, Equatable {
    /// Loss on the validation part.
    public var loss: Double?
    /// Metrics on the validation part by name.
    public var metrics: [String: Double]

    /// Gives the measurements.
    public init(loss: Double?, metrics: [String: Double] = [:]) {
        self.loss = loss
        self.metrics = metrics
    }
}

/// How far a training is and how fast: for people who wait, not for results.
public struct TrainingProgress: Sendable, Equatable {
    /// Number of the present epoch, from 1.
    public let epoch: Int
    /// Epochs at most; nil if time alone ends the training.
    public let epochCount: Int?
    /// Steps of the optimiser so far.
    public let step: Int
    /// Steps at most; nil if time alone ends the training.
    public let stepCount: Int?
    /// Steps a second, of this process.
    public let stepsPerSecond: Double
    /// Samples a second, of this process; nil where batches do not say how many they hold.
    public let samplesPerSecond: Double?
    /// Seconds until the last step if nothing stops it before.
    public let secondsLeft: Double?
}
