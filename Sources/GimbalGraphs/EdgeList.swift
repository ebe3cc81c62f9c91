// Edges one after another, before they become a graph.

/// A list of directed edges, kept in 32 bits: what readers fill and `Graph` is built from.
public struct EdgeList: Sendable, Equatable {
    /// Node that each edge leaves.
    public private(set) var sources: [Int32] = []
    /// Node that each edge enters.
    public private(set) var targets: [Int32] = []
    /// Weight of each edge; nil while none was given.
    public private(set) var weights: [Float]?

    /// Number of edges.
    public var count: Int { sources.count }

    /// Starts an empty list.
    public init() {}

    /// Takes lists that are there already.
    ///
    /// - Throws: `GraphError` if the lists differ in length, or a node's number does not fit 32 bits.
    public init(sources: [Int], targets: [Int], weights: [Float]? = nil) throws {
        try self.init(
            sources: Self.narrowed(sources), targets: Self.narrowed(targets), weights: weights)
    }

    /// Takes lists that are there already, in 32 bits: nothing is copied.
    ///
    /// - Throws: `GraphError` if the lists differ in length.
    public init(sources: [Int32], targets: [Int32], weights: [Float]? = nil) throws {
        guard sources.count == targets.count, weights.map({ $0.count == sources.count }) ?? true else {
            throw GraphError(
                "edges",
                "\(sources.count) sources, \(targets.count) targets and \(weights?.count ?? sources.count) weights",
                fix: "Give one source, one target and one weight per edge.")
        }
        self.sources = sources
        self.targets = targets
        self.weights = weights
    }

    /// Makes room for so many edges.
    public mutating func reserveCapacity(_ count: Int) {
        sources.reserveCapacity(count)
        targets.reserveCapacity(count)
    }

    /// Adds an edge of weight 1; lists with and without weights do not mix.
    @inlinable
    public mutating func append(_ source: Int32, _ target: Int32) { add(source, target) }

    /// Adds an edge with a weight; the first one decides that the list has weights.
    public mutating func append(_ source: Int32, _ target: Int32, weight: Float) {
        if weights == nil { weights = [Float](repeating: 1, count: sources.count) }
        sources.append(source)
        targets.append(target)
        weights?.append(weight)
    }

    @usableFromInline
    mutating func add(_ source: Int32, _ target: Int32) {
        sources.append(source)
        targets.append(target)
        if weights != nil { weights?.append(1) }
    }

    private static func narrowed(_ nodes: [Int]) throws -> [Int32] {
        try nodes.indices.map { position in
            let node = nodes[position]
            guard let narrow = Int32(exactly: node) else {
                throw GraphError(
                    "node", "edge \(position) names node \(node), expected at most \(Int32.max)",
                    fix: "Number the nodes from 0.")
            }
            return narrow
        }
    }
}
