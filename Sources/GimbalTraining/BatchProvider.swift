// Where a training's batches come from.
import Foundation
import GimbalCore
import GimbalGraphs

/// Gives the batches of epochs, and where it stands, so that an interrupted training goes on with the same ones.
public protocol BatchProvider<Batch>: AnyObject {
    /// What the loss is computed of.
    associatedtype Batch
    /// Batches an epoch.
    var batchCount: Int { get }
    /// Returns the next batch; nil once at the end of each epoch, the call after that begins the next one.
    func next() throws -> Batch?
    /// Where the next batch would come from, as JSON.
    func position() throws -> Data
    /// Goes on from a position that `position` returned, of this provider or of one like it.
    ///
    /// - Throws: `CheckpointError` if the position is that of another provider.
    func restore(position: Data) throws
    /// Samples in a batch, by which its loss counts in the epoch's mean; nil where they are not known, then all batches
    /// count alike.
    func sampleCount(of batch: Batch) -> Int?
}

extension BatchProvider {
    /// Not known.
    public func sampleCount(of batch: Batch) -> Int? { nil }

    /// Reads a position of this provider's own type.
    ///
    /// - Throws: `CheckpointError` if it is that of another provider.
    public func decodedPosition<Position: Decodable>(_ type: Position.Type, _ position: Data) throws
        -> Position
    {
        do {
            return try JSONDecoder().decode(type, from: position)
        } catch is DecodingError {
            throw CheckpointError(
                "training.position",
                "The saved position \(String(decoding: position.prefix(80), as: UTF8.self)) is not one of \(Self.self).",
                fix: "Go on with the data, method and options that the checkpoint was written with.")
        }
    }
}

/// The same single batch in every epoch: full-batch training.
public final class WholeBatch<Batch>: BatchProvider {
    private let batch: Batch
    private var isTaken = false

    private struct Position: Codable {
        let isWholeBatchTaken: Bool
    }

    /// Gives `batch` once an epoch.
    public init(_ batch: Batch) { self.batch = batch }

    /// One.
    public var batchCount: Int { 1 }

    /// The batch, then nil.
    public func next() -> Batch? {
        isTaken.toggle()
        return isTaken ? batch : nil
    }

    /// Whether this epoch's batch was taken.
    public func position() throws -> Data {
        try JSONEncoder().encode(Position(isWholeBatchTaken: isTaken))
    }

    /// Goes on from a saved position.
    public func restore(position: Data) throws {
        isTaken = try decodedPosition(Position.self, position).isWholeBatchTaken
    }
}

extension SampledBatches: BatchProvider {
    /// Epoch, place, order and random stream.
    public func position() throws -> Data { try JSONEncoder().encode(state()) }

    /// Goes on from a saved position.
    ///
    /// - Throws: `CheckpointError` or `GraphError` if the position is that of other items.
    public func restore(position: Data) throws {
        try restore(decodedPosition(SamplerState.self, position))
    }
}
