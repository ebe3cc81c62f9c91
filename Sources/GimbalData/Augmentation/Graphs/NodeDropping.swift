// Graphs without some of their nodes.
import GimbalCore
import GimbalTensor

/// Removes nodes with their edges; each is drawn for independently.
///
/// The nodes that stay are numbered anew in their order; `originalNodes` says which they are. One node stays at least.
/// - Paper: You et al. 2020 (GraphCL), arXiv 2010.13902, table 1. Deviation: the authors' code removes a fixed number.
public struct NodeDropping: Augmentation, Codable, Equatable {
    /// Share of nodes that are removed, in 0...1.
    public let rate: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies in 0...1.
    public init(rate: Double) throws {
        try checkRate(rate, "NodeDropping")
        self.rate = rate
    }

    /// Returns the sample without some nodes; weights and features of what stays are the same.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func callAsFunction(_ sample: GraphSample, _ stream: RandomStream) throws -> GraphSample {
        var numbers = try SplitMix64(drawing: stream)
        let count = sample.graph.nodeCount
        var kept = (0..<count).filter { _ in numbers.uniform() >= rate }
        if kept.isEmpty, count > 0 { kept = [Int(numbers.below(UInt64(count)))] }
        return try sample.induced(by: kept)
    }
}

/// Keeps the nodes that a random walk meets, and the edges between them.
///
/// The walk takes each edge out of a node with the same probability, whatever its weight. It starts anew at a node not
/// met yet when it cannot go on, or has met nothing new for 100 steps.
/// - Paper: You et al. 2020 (GraphCL), arXiv 2010.13902, table 1 (subgraph).
public struct RandomWalkSubgraph: Augmentation, Codable, Equatable {
    /// Share of nodes that stay, above 0, at most 1; rounded to whole nodes, one at least.
    public let ratio: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies above 0 and is at most 1.
    public init(ratio: Double) throws {
        guard ratio > 0, ratio <= 1 else {
            throw augmentationError(
                "RandomWalkSubgraph", "the ratio is \(ratio), expected a number above 0 and at most 1")
        }
        self.ratio = ratio
    }

    /// Returns the part of the sample that the walk has met; nodes keep their order.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func callAsFunction(_ sample: GraphSample, _ stream: RandomStream) throws -> GraphSample {
        var numbers = try SplitMix64(drawing: stream)
        let count = sample.graph.nodeCount
        let wanted = min(count, max(1, Int((Double(count) * ratio).rounded())))
        guard wanted < count else { return sample }
        let starts = numbers.shuffled(Array(0..<count))
        let pattern = sample.graph.pattern
        let pointers = try pattern.transposedRowPointers.integers()
        let targets = try pattern.transposedColumns.integers()
        let isMet = Self.walk(starts, wanted, pointers, targets, &numbers)
        return try sample.induced(by: (0..<count).filter { isMet[$0] })
    }

    private static func walk(
        _ starts: [Int], _ wanted: Int, _ pointers: [Int], _ targets: [Int], _ numbers: inout SplitMix64
    ) -> [Bool] {
        var isMet = [Bool](repeating: false, count: starts.count)
        var metCount = 0, idleSteps = 0, nextStart = 0, node = -1
        while metCount < wanted {
            if node < 0 || idleSteps == 100 || pointers[node] == pointers[node + 1] {
                while isMet[starts[nextStart]] { nextStart += 1 }
                node = starts[nextStart]
            } else {
                let degree = pointers[node + 1] - pointers[node]
                node = targets[pointers[node] + Int(numbers.below(UInt64(degree)))]
            }
            idleSteps = isMet[node] ? idleSteps + 1 : 0
            metCount += isMet[node] ? 0 : 1
            isMet[node] = true
        }
        return isMet
    }
}
