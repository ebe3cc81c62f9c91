// Parts of a graph of about the same size with few edges between them.
import GimbalGraphs

/// A part for every node.
public struct GraphPartition: Sendable, Equatable, Codable {
    /// Part of each node.
    public let partOfNode: [Int]
    /// Number of parts; some may be empty where a graph is small.
    public let partCount: Int
    /// Edges between parts; both directions count as one.
    public let cutEdgeCount: Int
    /// Sum of the weights of the edges between parts.
    public let cutWeight: Double

    /// Number of nodes of each part.
    public var sizes: [Int] {
        partOfNode.reduce(into: [Int](repeating: 0, count: partCount)) { $0[$1] += 1 }
    }
}

/// How a graph is partitioned.
public struct PartitionSettings: Sendable, Codable, Hashable {
    /// The way to many parts.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// All parts at once: fast for many.
        case kWay = "k-way"
        /// Halves of halves: often the smaller cut for up to eight parts.
        case recursive
    }

    /// The way to many parts.
    public var method: Method
    /// How much larger than the mean a part may be, as a share of it: 0.001...1.
    public var imbalance: Double
    /// Partitions made, of which the one with the smallest cut is taken; recursive halving makes one.
    public var tryCount: Int
    /// Seed of METIS' own random numbers.
    public var seed: Int32

    /// Describes a partition.
    public init(method: Method = .kWay, imbalance: Double = 0.03, tryCount: Int = 1, seed: Int32 = 0) {
        self.method = method
        self.imbalance = imbalance
        self.tryCount = tryCount
        self.seed = seed
    }
}
