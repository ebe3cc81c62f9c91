// Settings of a loader, and where it stands.
import GimbalCore
import GimbalNN
import GimbalTensor

/// How samples become batches, and how many are prepared ahead.
public struct LoaderConfig: Sendable, Codable, Equatable {
    /// Samples of a batch.
    public var batchSize: Int
    /// Whether every epoch has an order of its own.
    public var shuffles: Bool
    /// Whether samples that do not fill a batch are left out of the epoch.
    public var dropsLast: Bool
    /// Threads that prepare batches; 0 makes each batch when it is asked for.
    ///
    /// Does not change the batches.
    public var workerCount: Int
    /// Batches that lie ready or are in work at most.
    ///
    /// Does not change the batches.
    public var queueDepth: Int

    /// Describes a loader.
    public init(
        batchSize: Int, shuffles: Bool = true, dropsLast: Bool = false, workerCount: Int = 1,
        queueDepth: Int = 4
    ) {
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.dropsLast = dropsLast
        self.workerCount = workerCount
        self.queueDepth = queueDepth
    }

    /// Refuses settings that make no batches.
    func check(sampleCount: Int) throws {
        func problem(_ what: String, _ fix: String) -> ConfigError { ConfigError("loader", what, fix: fix) }
        guard batchSize > 0, workerCount >= 0, queueDepth > 0 else {
            throw problem(
                "a loader with batches of \(batchSize), \(workerCount) workers and a queue of \(queueDepth) is not "
                    + "possible.", "Batch and queue hold at least 1.")
        }
        guard batchCount(sampleCount: sampleCount) > 0 else {
            throw problem(
                "\(sampleCount) samples make no batch of \(batchSize).",
                sampleCount == 0 ? "Give the loader samples." : "Take smaller batches, or keep the last one.")
        }
    }

    /// Batches of an epoch.
    func batchCount(sampleCount: Int) -> Int {
        dropsLast ? sampleCount / batchSize : (sampleCount + batchSize - 1) / batchSize
    }
}

/// Where a loader stands, for checkpoints.
///
/// Random numbers belong to the seed, the epoch and the batch; so this is all that it takes to go on with the same bits.
public struct LoaderState: Sendable, Codable, Equatable {
    /// The run's seed.
    public let seed: UInt64
    /// Epoch of the next batch, from 0.
    public let epoch: Int
    /// Place of the next batch in its epoch, from 0; the number of batches at the epoch's end.
    public let batch: Int
    /// Number of samples of an epoch.
    public let sampleCount: Int
    /// Samples of a batch.
    public let batchSize: Int
    /// Whether epochs are shuffled.
    public let shuffles: Bool
    /// Whether incomplete batches are left out.
    public let dropsLast: Bool
}

/// Which samples are in which batch of which epoch, and from which stream a batch draws.
struct EpochPlan: Sendable {
    let indices: [Int]
    let config: LoaderConfig
    let seed: UInt64
    var batchCount: Int { config.batchCount(sampleCount: indices.count) }

    /// The order of an epoch.
    func order(epoch: Int) -> [Int] {
        guard config.shuffles else { return indices }
        let stream = RandomStream.derivedSeed(seed, name: StreamName.order.rawValue)
        var generator = SplitMix64(seed: RandomStream.derivedSeed(stream, name: "epoch \(epoch)"))
        return generator.shuffled(indices)
    }

    /// The samples of a batch.
    func batch(_ batch: Int, of order: [Int]) -> [Int] {
        let start = batch * config.batchSize
        return Array(order[start..<min(start + config.batchSize, order.count)])
    }

    /// The stream of a batch.
    func stream(epoch: Int, batch: Int) throws -> RandomStream {
        let stream = RandomStream.derivedSeed(seed, name: StreamName.augmentation.rawValue)
        return try RandomStream(seed: RandomStream.derivedSeed(stream, name: "epoch \(epoch) batch \(batch)"))
    }
}
