// The named random streams of a run.
import GimbalTensor
import OrderedCollections

/// Says what a random number is for.
///
/// Streams are independent: adding dropout does not change initialisation.
public struct StreamName: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral {
    /// The name.
    public let rawValue: String
    /// Names a stream.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Names a stream.
    public init(stringLiteral value: String) { rawValue = value }

    /// First values of parameters.
    public static let initialization: StreamName = "initialization"
    /// Order of samples.
    public static let order: StreamName = "order"
    /// Dropout masks.
    public static let dropout: StreamName = "dropout"
    /// Augmentations.
    public static let augmentation: StreamName = "augmentation"
    /// Samplers: neighbours, negatives.
    public static let sampling: StreamName = "sampling"
    /// Splits of a data set.
    public static let split: StreamName = "split"
}

/// All random streams of one run, made on first use from the run's seed.
public final class RandomStreams {
    /// The run's seed.
    public let seed: UInt64
    private var streams: OrderedDictionary<StreamName, RandomStream> = [:]

    /// Derives all streams from one seed.
    public init(seed: UInt64) { self.seed = seed }

    /// The stream of that name.
    public subscript(name: StreamName) -> RandomStream {
        get throws {
            if let stream = streams[name] { return stream }
            let stream = try RandomStream(seed: RandomStream.derivedSeed(seed, name: name.rawValue))
            streams[name] = stream
            return stream
        }
    }

    /// The states of the streams used so far, for checkpoints.
    public func state() throws -> OrderedDictionary<String, Tensor> {
        var result: OrderedDictionary<String, Tensor> = [:]
        for (name, stream) in streams { result[name.rawValue] = try stream.state() }
        return result
    }

    /// Continues from saved states; streams that were not used then start anew from the seed.
    public func restore(_ state: OrderedDictionary<String, Tensor>) throws {
        streams = [:]
        for (name, tensor) in state { try self[StreamName(rawValue: name)].restore(tensor) }
    }
}
