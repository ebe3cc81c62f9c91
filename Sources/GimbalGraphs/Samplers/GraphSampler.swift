// What every sampler of parts of a graph offers.
import GimbalTensor

/// Draws parts of a graph.
///
/// A sampler goes through numbered items: nodes around which parts grow, clusters, or mere draws. All randomness comes
/// from the stream that is given, and a draw leaves nothing behind but the stream's new state.
public protocol GraphSampler: Sendable {
    /// The graph that parts are taken from.
    var graph: Graph { get }
    /// How many items there are.
    var itemCount: Int { get }

    /// Draws the part for some items.
    ///
    /// - Throws: `GraphError` if an item is out of range or named twice.
    func sample(_ items: [Int], using stream: RandomStream) throws -> SampledSubgraph
}

extension GraphSampler {
    /// Refuses items that are not there or named twice.
    func check(_ items: [Int], _ kind: String) throws {
        var isNamed = Set<Int>()
        for (position, item) in items.enumerated() {
            guard (0..<itemCount).contains(item), isNamed.insert(item).inserted else {
                throw GraphError(
                    "sample",
                    "\(kind) \(item) at position \(position) is named twice or not in 0..<\(itemCount)",
                    fix: "Name every \(kind) of a batch once.")
            }
        }
    }
}

/// The state of a random stream as a value that can be saved.
public struct StreamState: Codable, Sendable, Equatable {
    private let bytes: [UInt8]

    /// Reads the state of a stream.
    public init(of stream: RandomStream) throws { bytes = try stream.state().array(of: UInt8.self) }

    /// Makes a stream continue from this state.
    ///
    /// - Throws: `TensorError` if the bytes are no state.
    public func restore(_ stream: RandomStream) throws { try stream.restore(Tensor(bytes)) }
}
