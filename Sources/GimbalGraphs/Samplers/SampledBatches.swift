// Epochs of parts, one batch of items after another, which can be saved and continued anywhere.
import GimbalTensor

/// Where an iteration over batches stands.
public struct SamplerState: Codable, Sendable, Equatable {
    /// Epochs that are over.
    public internal(set) var epoch: Int
    /// Items of this epoch that were taken.
    public internal(set) var position: Int
    /// Items in the order of this epoch; empty before its first batch.
    public internal(set) var order: [Int]
    /// The random stream.
    public internal(set) var stream: StreamState
}

/// Goes through a sampler's items in batches, in a new order every epoch.
///
/// The same seed gives the same parts; an iteration continued from a saved state gives the same bits as one that was
/// never interrupted. One object belongs to one thread.
public final class SampledBatches<Sampler: GraphSampler> {
    /// What draws the parts.
    public let sampler: Sampler
    /// The items that an epoch goes through.
    public let items: [Int]
    /// How they are taken.
    public let config: SampledBatchConfig
    private let stream: RandomStream
    private var epoch = 0
    private var position = 0
    private var order: [Int] = []

    /// Begins the first epoch.
    ///
    /// - Parameters:
    ///   - items: nil for all of them.
    ///   - stream: gives the order and every draw; nothing else may draw from it if the iteration is to be continued.
    /// - Throws: `GraphError` for items that are not the sampler's, or batches below 1.
    public init(
        _ sampler: Sampler, items: [Int]? = nil, _ config: SampledBatchConfig, using stream: RandomStream
    ) throws {
        let items = items ?? Array(0..<sampler.itemCount)
        guard config.batchSize > 0 else {
            throw GraphError(
                "sample", "batches of \(config.batchSize) items, expected 1 or more",
                fix: "Give a batch size.")
        }
        try sampler.check(items, "item")
        self.sampler = sampler
        self.items = items
        self.config = config
        self.stream = stream
    }

    /// Batches an epoch.
    public var batchCount: Int {
        config.dropsLast
            ? items.count / config.batchSize : (items.count + config.batchSize - 1) / config.batchSize
    }

    /// Draws the next part, or returns nil at the end of an epoch; the call after that begins the next one.
    public func next() throws -> SampledSubgraph? {
        if order.isEmpty { order = try drawnOrder() }
        let end = min(position + config.batchSize, items.count)
        guard position < end, !config.dropsLast || end - position == config.batchSize else {
            (epoch, position, order) = (epoch + 1, 0, [])
            return nil
        }
        let batch = Array(order[position..<end])
        position = end
        return try sampler.sample(batch, using: stream)
    }

    private func drawnOrder() throws -> [Int] {
        guard config.shuffles else { return items }
        return try Tensor.randperm(items.count, using: stream).integers().map { items[$0] }
    }

    /// Where the iteration stands.
    public func state() throws -> SamplerState {
        SamplerState(epoch: epoch, position: position, order: order, stream: try StreamState(of: stream))
    }

    /// Continues from a saved state, whatever was drawn since.
    ///
    /// - Throws: `GraphError` if the state is that of other items; nothing has changed then.
    public func restore(_ state: SamplerState) throws {
        let isOwn = state.order.isEmpty ? state.position == 0 : state.order.sorted() == items.sorted()
        guard isOwn, (0...items.count).contains(state.position) else {
            throw GraphError(
                "sample",
                "the state stands at \(state.position) of \(state.order.count) items, the iteration has "
                    + "\(items.count), or others",
                fix: "Continue with the items that the state was saved with.")
        }
        try state.stream.restore(stream)
        (epoch, position, order) = (state.epoch, state.position, state.order)
    }
}

/// How items are taken in batches.
public struct SampledBatchConfig: Sendable, Codable, Hashable {
    /// Items a batch.
    public var batchSize: Int
    /// Whether every epoch has an order of its own.
    public var shuffles: Bool
    /// Whether a last batch with fewer items is left out.
    public var dropsLast: Bool

    /// Describes batches.
    public init(batchSize: Int, shuffles: Bool = true, dropsLast: Bool = false) {
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.dropsLast = dropsLast
    }
}
