// Labels carried along edges, without a network.
import GimbalTensor

/// How known labels spread over a graph.
public struct LabelSpreading: Sendable, Codable, Hashable {
    /// What happens to rows of known labels after each step.
    public enum Seeds: String, Sendable, Codable, Hashable, CaseIterable {
        /// They are mixed with what arrives: (1 − α) of them is added.
        case mixed
        /// They are set back to what is known.
        case clamped
    }

    /// The part α of a step that comes from neighbours, `0...1`.
    public var alpha: Double
    /// Largest number of steps.
    public var iterationCount: Int
    /// A step that changes nothing by more than this is the last; 0 makes all steps.
    public var tolerance: Double
    /// How weights of edges are scaled.
    public var normalization: AdjacencyNormalization
    /// What happens to rows of known labels.
    public var seeds: Seeds

    /// Describes spreading; see ``localAndGlobalConsistency(alpha:iterationCount:)`` and ``labelPropagation(iterationCount:)``.
    public init(
        alpha: Double, iterationCount: Int, tolerance: Double = 0,
        normalization: AdjacencyNormalization = .symmetric, seeds: Seeds = .mixed
    ) {
        self.alpha = alpha
        self.iterationCount = iterationCount
        self.tolerance = tolerance
        self.normalization = normalization
        self.seeds = seeds
    }

    /// F ← α S F + (1 − α) Y with S = D^-1/2 A D^-1/2.
    ///
    /// - Paper: Zhou et al. 2004, whose α is 0.99.
    public static func localAndGlobalConsistency(alpha: Double = 0.99, iterationCount: Int = 50)
        -> LabelSpreading
    {
        LabelSpreading(alpha: alpha, iterationCount: iterationCount)
    }

    /// F ← D^-1 A F, known rows set back.
    ///
    /// - Paper: Zhu, Ghahramani 2002.
    public static func labelPropagation(iterationCount: Int = 50) -> LabelSpreading {
        LabelSpreading(
            alpha: 1, iterationCount: iterationCount, normalization: .randomWalk, seeds: .clamped)
    }

    /// Checks the settings.
    ///
    /// - Throws: `GraphError` if one is out of range.
    func check() throws {
        guard (0...1).contains(alpha), iterationCount >= 0, tolerance >= 0 else {
            throw GraphError(
                "spreading",
                "labels spread with α \(alpha) in \(iterationCount) steps to a tolerance of \(tolerance)",
                fix: "α is in 0...1, steps and tolerance are 0 or more.")
        }
    }
}

extension Graph {
    /// Spreads the labels of some nodes to all.
    ///
    /// Nothing is recorded on the tape. Nodes that no known label reaches have zeros.
    ///
    /// - Parameters:
    ///   - labels: class of each known node, from 0.
    ///   - nodes: the known nodes, one per label, each once.
    ///   - classCount: number of classes.
    ///   - spreading: how they spread.
    /// - Returns: scores `[nodeCount, classCount]` float32, 0 or more where weights of edges are.
    /// - Throws: `GraphError` for labels, nodes or settings out of range.
    /// - Complexity: one pass over the edges with a column per class in each step.
    /// - Paper: Zhou et al. 2004, Learning with local and global consistency, eq. in section 2, step 3; Zhu, Ghahramani
    ///   2002, CMU-CALD-02-107, section 2.2. Deviation of the latter: transition probabilities are those of the harmonic
    ///   solution (Zhu, Ghahramani, Lafferty 2003), whose rows sum to one without a second scaling.
    public func spreadLabels(
        _ labels: [Int], of nodes: [Int], classCount: Int,
        by spreading: LabelSpreading = .localAndGlobalConsistency()
    ) throws -> Tensor {
        let seeds = try oneHotSeeds(labels, of: nodes, classCount: classCount)
        return try spread(seeds, of: nodes, by: spreading)
    }

    /// Spreads rows of numbers: what ``spreadLabels(_:of:classCount:by:)`` does with one-hot rows.
    ///
    /// - Parameters:
    ///   - start: Y, the first values of all nodes `[nodeCount, C]`, zero where nothing is known.
    ///   - nodes: those that are set back, where they are clamped.
    ///   - spreading: how they spread.
    ///   - bounds: limits of all values after each step; nil for none.
    /// - Returns: `[nodeCount, C]`.
    /// - Throws: `GraphError` if there is not one row per node, a node is not there, or a setting is out of range.
    public func spread(
        _ start: Tensor, of nodes: [Int], by spreading: LabelSpreading,
        limits bounds: ClosedRange<Double>? = nil
    ) throws -> Tensor {
        try spreading.check()
        for node in nodes { try checkNode(node) }
        guard start.rank == 2, start.shape[0] == nodeCount else {
            throw GraphError(
                "spreading", "\(start.shape) holds no rows for \(nodeCount) nodes", fix: "Give one per node.")
        }
        return try withoutGradient {
            let start = try start.detached()
            let adjacency = try normalizedAdjacency(
                spreading.normalization, selfLoops: false, dtype: start.dtype)
            let values = try adjacency.values ?? Tensor.ones([edgeCount], dtype: start.dtype)
            let scaled = adjacency.withValues(try values * spreading.alpha)
            let restart = try start * (1 - spreading.alpha)
            let known = try Tensor(nodes), rows = try start.indexSelect(known, axis: 0)
            var scores = start
            for _ in 0..<spreading.iterationCount {
                var next = try scaled.matmul(scores)
                if spreading.alpha < 1 { next = try next + restart }
                if spreading.seeds == .clamped { next = try next.indexCopy(known, axis: 0, source: rows) }
                if let bounds { next = try next.clamped(min: bounds.lowerBound, max: bounds.upperBound) }
                let isSettled =
                    try spreading.tolerance > 0 && next.count > 0
                    && (next - scores).abs().max().item() <= spreading.tolerance
                scores = next
                if isSettled { break }
            }
            return scores
        }
    }

    /// One row per node, one-hot for the known ones.
    func oneHotSeeds(_ labels: [Int], of nodes: [Int], classCount: Int) throws -> Tensor {
        guard labels.count == nodes.count, Set(nodes).count == nodes.count, classCount > 0 else {
            throw GraphError(
                "labels",
                "\(labels.count) labels of \(classCount) classes for \(nodes.count) nodes, "
                    + "\(Set(nodes).count) of them different",
                fix: "Give one label per known node, each node once, and at least one class.")
        }
        var rows = [Float](repeating: 0, count: nodeCount * classCount)
        for (label, node) in zip(labels, nodes) {
            try checkNode(node)
            guard (0..<classCount).contains(label) else {
                throw GraphError(
                    "labels", "the label of node \(node) is \(label), there are \(classCount) classes",
                    fix: "Number classes from 0.")
            }
            rows[node * classCount + label] = 1
        }
        return try Tensor(rows, shape: [nodeCount, classCount])
    }
}
