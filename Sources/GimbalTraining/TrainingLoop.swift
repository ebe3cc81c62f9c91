// The loop that trains networks: epochs of steps, with validation, early stopping and checkpoints.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import OrderedCollections

/// Trains a network, epoch after epoch.
///
///     let loop = try TrainingLoop(network, Adam(network), TrainingSettings(epochCount: 200), run)
///     let history = try loop.train(batches) {
///         Validation(loss: try validationLoss())
///     } loss: { batch in
///         try crossEntropy(network(batch.inputs, run.context), labels: batch.labels)
///     }
///
/// A training whose run has a checkpoint goes on from it, and ends with the bits that it would have had without the
/// interruption. Nothing of a step's tape outlives the step. A training inside another one (a probe as validation) has no
/// checkpoint: make its network anew each time, or add it to the outer one as a part.
public final class TrainingLoop {
    /// What is trained; its state is in checkpoints.
    public let network: Module
    /// What changes it; their states are in checkpoints.
    public let optimizers: [any Optimizer]
    /// How it is trained.
    public let settings: TrainingSettings
    /// Context, budget, hooks and checkpoints.
    public let run: TrainingRun
    /// What the epochs measured.
    public internal(set) var history: [EpochRecord] = []
    /// Where the loop stands.
    var progress = LoopProgress()
    var parts: OrderedDictionary<String, any TrainingPart> = [:]
    var average: WeightAverage?
    var stopping: EarlyStopping
    var clock = LoopClock()
    private let conversion: PrecisionChange?

    /// Prepares a training with one optimiser.
    ///
    /// - Throws: `ConfigError` or `ModuleError` for settings out of range.
    public convenience init(
        _ network: Module, _ optimizer: any Optimizer, _ settings: TrainingSettings, _ run: TrainingRun
    ) throws {
        try self.init(network, [optimizer], settings, run)
    }

    /// Prepares a training with several optimisers, for `train(_:validate:step:)`.
    ///
    /// Hooks are told of the first optimiser.
    ///
    /// - Throws: `ConfigError` or `ModuleError` for settings out of range.
    public init(
        _ network: Module, _ optimizers: [any Optimizer], _ settings: TrainingSettings, _ run: TrainingRun
    ) throws {
        try settings.validate()
        self.network = network
        self.optimizers = optimizers
        self.settings = settings
        self.run = run
        conversion = try PrecisionChange(network, optimizers, settings.precision)
        stopping = EarlyStopping(settings.stopping, epochCount: 0)
    }

    /// Adds something whose state belongs into checkpoints, under a name of its own.
    ///
    /// - Throws: `ConfigError` if the name is taken.
    public func add(_ part: any TrainingPart, named name: String) throws {
        guard parts.updateValue(part, forKey: name) == nil else {
            throw ConfigError(
                "training", "Two parts of one training are called \"\(name)\".", fix: "Rename one.")
        }
    }

    /// Number of the present epoch, from 1.
    public var epoch: Int { progress.epoch + 1 }
    /// Steps of the optimiser so far.
    public var step: Int { progress.step }
}

/// Where a loop stands.
struct LoopProgress: Codable, Sendable {
    /// Epochs that are over.
    var epoch = 0
    /// Steps so far.
    var step = 0
    /// Losses of the present epoch, each times its weight.
    var lossSum = 0.0
    /// Weights of those losses.
    var weightSum = 0.0
    /// Whether the batches of the present epoch are used up.
    var isEpochOver = false
    /// Whether the present epoch is the last, or the training is over.
    var isStopped = false
}

// MARK: - Training

extension TrainingLoop {
    /// Trains by gradients of a loss, to the end or from where a checkpoint of the run stands.
    ///
    /// Afterwards the network has its best state if there is validation and `keepsBest` is set, else its last; with
    /// averaging, that of the average.
    ///
    /// - Parameters:
    ///   - validate: measures after each epoch, with the average in use if there is one; evaluate in evaluation mode
    ///     and off the tape.
    ///   - loss: the loss of a batch, computed in training mode.
    /// - Returns: what the epochs measured, those before an interruption included.
    /// - Throws: `RunError` `run.diverged` if numbers are no longer finite, `run.interrupted` if the user stopped the
    ///   run; `CheckpointError` if the run's checkpoint cannot be used; `ConfigError` if settings and validation do not
    ///   fit together.
    @discardableResult
    public func train<Batches: BatchProvider>(
        _ batches: Batches, validate: (() throws -> Validation)? = nil,
        loss: (Batches.Batch) throws -> Tensor
    ) throws -> [EpochRecord] {
        guard optimizers.count == 1 else {
            throw ConfigError(
                "training", "A loss is minimised by one optimiser, found \(optimizers.count).",
                fix: "Take steps of your own: train(_:validate:step:).")
        }
        let accumulator = GradientAccumulator()
        return try train(batches, validate) {
            try self.takeStep(batches, optimizers[0], accumulator, loss)
        }
    }

    /// Trains by steps of the method's own, with one batch each: several optimisers, other rules.
    ///
    /// Everything but the step is as in `train(_:validate:loss:)`; accumulation and clipping belong to the step, for
    /// which there is ``minimize(_:with:)``.
    ///
    /// - Parameters:
    ///   - validate: measures after each epoch, with the average in use if there is one.
    ///   - step: takes a step, in training mode, and returns its loss; it need not tell hooks.
    /// - Returns: what the epochs measured, those before an interruption included.
    @discardableResult
    public func train<Batches: BatchProvider>(
        _ batches: Batches, validate: (() throws -> Validation)? = nil,
        step: (Batches.Batch) throws -> Double
    ) throws -> [EpochRecord] {
        guard settings.accumulation == 1 else {
            throw ConfigError(
                "training", "Accumulation is \(settings.accumulation), but this method takes its own steps.",
                fix: "Leave accumulation at 1.")
        }
        return try train(batches, validate) {
            guard let batch = try batches.next() else { return false }
            try self.applySchedule()
            let loss = try self.run.context.with(mode: .train) { try step(batch) }
            try self.note(loss, sampleCount: batches.sampleCount(of: batch)) { [] }
            return true
        }
    }

    /// Runs epochs of `takeStep`, which returns false if there was no batch left for a step.
    private func train<Batches: BatchProvider>(
        _ batches: Batches, _ validate: (() throws -> Validation)?, takeStep: () throws -> Bool
    ) throws -> [EpochRecord] {
        try run.asStage { stage in
            let stepsPerEpoch = (batches.batchCount + settings.accumulation - 1) / settings.accumulation
            let epochCount = run.epochCount(default: settings.epochCount, stepsPerEpoch: stepsPerEpoch)
            let saving = LoopSaving(run, stage: stage)
            defer { average = nil }
            // After an error, too, the network has its own type.
            defer { try? conversion?.end() }
            try begin(batches, saving, epochCount: epochCount, validates: validate != nil)
            clock.begin(self, epochCount: epochCount, stepsPerEpoch: stepsPerEpoch)

            while progress.epoch < epochCount, !(progress.isStopped && !progress.isEpochOver) {
                while !progress.isEpochOver {
                    guard try takeStep() else {
                        progress.isEpochOver = true
                        break
                    }
                    try finishStep()
                    try save(batches, saving)
                }
                // In epochs of one step the next loss tells as much.
                if stepsPerEpoch > 1 { try checkParameters(inEpoch: epoch) }
                try finishEpoch(validate)
                try save(batches, saving)
            }
            try finish(batches, saving)
            return history
        }
    }

    /// Tells hooks and averages of a step, and ends the epoch where the budget does.
    private func finishStep() throws {
        progress.step += 1
        if let optimizer = optimizers.first {
            for hook in run.hooks { try hook.stepped(network, optimizer, run) }
        }
        try updateAverage(.step)
        if run.isUsedUp(afterStep: progress.step) {
            progress.isEpochOver = true
            progress.isStopped = true
        }
        clock.report(self)
    }

    /// Measures and records an epoch.
    private func finishEpoch(_ validate: (() throws -> Validation)?) throws {
        guard progress.weightSum > 0 else {
            throw ConfigError(
                "training", "Epoch \(epoch) of the training has no batch.",
                fix: "Give at least as many samples as a batch holds.")
        }
        try updateAverage(.epoch)
        let validation = try withAverage { try validate?() }
        let record = EpochRecord(
            epoch: epoch, trainLoss: progress.lossSum / progress.weightSum, validationLoss: validation?.loss,
            metrics: validation?.metrics ?? [:], learningRate: optimizers.first?.groups.first?.learningRate,
            stepCount: progress.step)
        history.append(record)
        if let value = try validation.flatMap(monitored) {
            let stops = try withAverage { try stopping.record(value, of: network) }
            progress.isStopped = progress.isStopped || stops
        }
        run.observe?(record)
        (progress.lossSum, progress.weightSum, progress.isEpochOver) = (0, 0, false)
        progress.epoch += 1
    }

    /// The value that early stopping follows.
    private func monitored(_ validation: Validation) throws -> Double? {
        switch settings.monitor {
        case .loss:
            if validation.loss == nil, settings.stopping != .never {
                throw ConfigError(
                    "training.monitor",
                    "Training is to stop early by the loss, but validation measures none.",
                    fix: "Monitor a metric: \(validation.metrics.keys.sorted().joined(separator: ", ")).")
            }
            return validation.loss
        case .metric(let name, _):
            guard let value = validation.metrics[name] else {
                throw ConfigError(
                    "training.monitor", "Validation does not measure \"\(name)\".",
                    fix: suggestion(for: name, in: validation.metrics.keys))
            }
            return value
        }
    }

    /// Puts everything into place, as at the beginning or as a checkpoint says.
    private func begin(
        _ batches: some BatchProvider, _ saving: LoopSaving, epochCount: Int, validates: Bool
    ) throws {
        guard validates || settings.stopping == .never else {
            throw ConfigError(
                "training.monitor", "Training is to stop early, but nothing is validated.",
                fix: "Give a validation part, or train for all epochs.")
        }
        progress = LoopProgress()
        history = []
        stopping = EarlyStopping(
            settings.stopping, higherIsBetter: settings.monitor.higherIsBetter, keepsBest: settings.keepsBest,
            epochCount: epochCount)
        if let optimizer = optimizers.first { try run.prepared(network, optimizer) }
        try conversion?.begin()
        average = try settings.averaging.map { try WeightAverage(network, $0.rule) }
        try resume(batches, saving)
    }

    /// Leaves the network with the state that is the result.
    private func finish(_ batches: some BatchProvider, _ saving: LoopSaving) throws {
        if saving.isFinished {
            try conversion?.end()
            try restoreResult(saving)
        } else {
            try checkParameters(inEpoch: progress.epoch)
            let hasBest = try stopping.restoreBest(in: network)
            try conversion?.end()
            if !hasBest, let average, average.updateCount > 0 { try average.copyToModule() }
            try saveFinished(batches, saving)
        }
        clock.report(self, isLast: true)
    }
}
