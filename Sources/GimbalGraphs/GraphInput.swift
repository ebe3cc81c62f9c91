// A graph with its node features, and the adjacencies that layers ask for, computed once.
import GimbalTensor

/// What graph networks take: features and graph, with every normalised adjacency kept after its first use.
///
/// One input belongs to one run and one thread.
public final class GraphInput {
    /// Node features `[nodeCount, featureCount]`.
    public let features: NodeFeatures
    /// The graph.
    public let graph: Graph
    private var adjacencies: [AdjacencyKey: SparseMatrix] = [:]
    private var looped: Graph?
    private var propagated: [PropagationKey: Tensor] = [:]

    private struct AdjacencyKey: Hashable {
        let normalization: AdjacencyNormalization
        let selfLoops: Bool
        let selfLoopWeight: Float
        let dtype: DType
    }

    private struct PropagationKey: Hashable {
        let hopCount: Int
        let selfLoops: Bool
    }

    /// Pairs features with their graph.
    ///
    /// - Throws: `GraphError` if there is not one row of features per node.
    public init(features: NodeFeatures, graph: Graph) throws {
        guard features.nodeCount == graph.nodeCount else {
            throw GraphError(
                "features",
                "The features have \(features.nodeCount) rows, the graph has \(graph.nodeCount) nodes.",
                fix: "Give one row per node.")
        }
        self.features = features
        self.graph = graph
    }

    /// The normalised adjacency, computed on the first call, with values of the dtype that it is multiplied
    /// with.
    public func adjacency(
        _ normalization: AdjacencyNormalization = .symmetric, selfLoops: Bool = true,
        selfLoopWeight: Float = 1, dtype: DType = .float32
    ) throws -> SparseMatrix {
        let key = AdjacencyKey(
            normalization: normalization, selfLoops: selfLoops, selfLoopWeight: selfLoopWeight, dtype: dtype)
        if let known = adjacencies[key] { return known }
        let new = try graph.normalizedAdjacency(
            normalization, selfLoops: selfLoops, selfLoopWeight: selfLoopWeight, dtype: dtype)
        adjacencies[key] = new
        return new
    }

    /// The graph with one self-loop of weight 1 per node, made on the first call.
    ///
    /// Features of a loop are the mean over the node's edges from other nodes; loops that were there are replaced.
    ///
    /// - Throws: `GraphError` if edge features are whole numbers, which have no mean.
    public func graphWithSelfLoops() throws -> Graph {
        if let looped { return looped }
        let new = try graph.removingSelfLoops().addingSelfLoops(edgeFeatures: .mean)
        looped = new
        return new
    }

    /// The features multiplied `hopCount` times by the symmetrically normalised adjacency, computed on the first call.
    ///
    /// Nothing is recorded on the tape.
    ///
    /// - Shapes: `[nodeCount, featureCount]`, dense.
    /// - Throws: `GraphError` if the number of hops is negative.
    /// - Complexity: a pass over the edges per hop, none on later calls.
    public func propagatedFeatures(hopCount: Int, selfLoops: Bool = true) throws -> Tensor {
        try checkHops(hopCount, of: "propagation")
        let key = PropagationKey(hopCount: hopCount, selfLoops: selfLoops)
        if let known = propagated[key] { return known }
        let new = try withoutGradient {
            let x = try features.dense()
            return try adjacency(selfLoops: selfLoops, dtype: x.dtype).propagated(x, hopCount)
        }
        propagated[key] = new
        return new
    }
}
