// Batches of shuffled epochs, prepared in the background.
import GimbalCore
import GimbalTensor

/// Makes batches of samples, epoch after epoch, ahead of the one who asks for them.
///
/// Which samples are in which batch, and what an augmentation draws for it, depends on the seed, the epoch and the batch
/// alone: any number of workers gives the same bits in the same order, and a restored position goes on with the bits
/// that would have come. Order and augmentation have streams of their own.
///
/// ```swift
/// let loader = try DataLoader(ImageSamples(dataSet, augmentation: [RandomFlip()]), LoaderConfig(batchSize: 128), seed: 1)
/// while let batch = try loader.next() { ... }  // one epoch
/// ```
public final class DataLoader<Source: BatchSource> {
    /// Where batches come from.
    public let source: Source
    /// The settings.
    public let config: LoaderConfig
    /// Epoch of the next batch, from 0.
    public private(set) var epoch = 0
    /// Place of the next batch in its epoch, from 0.
    public private(set) var batch = 0
    private let plan: EpochPlan
    private var queue: BatchQueue<Source.Batch>?

    /// Describes a loader; threads start when the first batch is asked for.
    ///
    /// - Parameters:
    ///   - indices: the samples of an epoch, such as the training part of a split; all if nil.
    ///   - seed: the run's seed, from which order and augmentation have named streams of their own.
    /// - Throws: `ConfigError` if the settings make no batch; `DataError` if an index is out of range.
    public init(_ source: Source, indices: [Int]? = nil, _ config: LoaderConfig, seed: UInt64) throws {
        let indices = indices ?? Array(0..<source.count)
        try config.check(sampleCount: indices.count)
        if let sample = indices.first(where: { !(0..<source.count).contains($0) }) {
            throw DataError(
                "loader.range",
                "the loader is asked for sample \(sample), expected samples in 0..<\(source.count).",
                fix: "Take indices of this data set.")
        }
        self.source = source
        self.config = config
        plan = EpochPlan(indices: indices, config: config, seed: seed)
    }

    deinit { queue?.stop() }

    /// Batches of an epoch.
    public var batchCount: Int { plan.batchCount }

    /// Returns the next batch; nil once at the end of each epoch.
    ///
    /// After an error the loader stands where it stood: the next call tries the same batch again.
    ///
    /// - Throws: what the source throws for this batch, on whatever thread it was made.
    public func next() throws -> Source.Batch? {
        guard batch < batchCount else {
            epoch += 1
            batch = 0
            return nil
        }
        let result = config.workerCount == 0 ? made() : runningQueue().take()
        switch result {
        case .success(let value):
            batch += 1
            return value
        case .failure(let error):
            cancel()
            throw error
        }
    }

    /// Ends the threads and lets go of what they have prepared; the position stays, and `next` goes on from it.
    ///
    /// Waits until the batches in work are done. The end of the loader does the same.
    public func cancel() {
        queue?.stop()
        queue = nil
    }

    /// Where the loader stands: batches that were prepared but not taken do not count.
    public var state: LoaderState {
        LoaderState(
            seed: plan.seed, epoch: epoch, batch: batch, sampleCount: plan.indices.count,
            batchSize: config.batchSize, shuffles: config.shuffles, dropsLast: config.dropsLast)
    }

    /// Goes on from a state that `state` returned, of this loader or of one like it.
    ///
    /// - Throws: `CheckpointError` if the state is that of another loader.
    public func restore(_ state: LoaderState) throws {
        let own = self.state
        func require<Value: Equatable>(_ what: String, _ saved: Value, _ expected: Value) throws {
            guard saved != expected else { return }
            throw CheckpointError(
                "loader",
                "the saved position is that of a loader with \(what) \(saved), this one has \(expected).",
                fix: "Restore it into a loader with the same data, seed and settings.")
        }
        try require("the seed", state.seed, own.seed)
        try require("a number of samples of", state.sampleCount, own.sampleCount)
        try require("a batch size of", state.batchSize, own.batchSize)
        try require("shuffling", state.shuffles, own.shuffles)
        try require("dropping of the last batch", state.dropsLast, own.dropsLast)
        guard state.epoch >= 0, (0...batchCount).contains(state.batch) else {
            throw CheckpointError(
                "loader",
                "the saved position is batch \(state.batch) of epoch \(state.epoch), expected batches in "
                    + "0...\(batchCount).", fix: "The checkpoint is damaged; take an earlier one.")
        }
        cancel()
        epoch = state.epoch
        batch = state.batch
    }

    /// Makes the batch on the calling thread.
    private func made() -> Result<Source.Batch, any Error> {
        Result {
            if order.epoch != epoch { order = (epoch, plan.order(epoch: epoch)) }
            return try source.batch(
                plan.batch(batch, of: order.samples), plan.stream(epoch: epoch, batch: batch))
        }
    }
    private var order: (epoch: Int, samples: [Int]) = (-1, [])

    private func runningQueue() -> BatchQueue<Source.Batch> {
        if let queue { return queue }
        let source = source
        let started = BatchQueue<Source.Batch>(plan, startingAt: epoch * batchCount + batch) {
            try source.batch($0, $1)
        }
        queue = started
        return started
    }
}
