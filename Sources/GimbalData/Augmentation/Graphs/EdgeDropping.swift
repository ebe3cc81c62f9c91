// Graphs with fewer edges, or with more.
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Removes edges; each is drawn for independently, in undirected graphs both directions together.
///
/// - Paper: Rong et al. 2019 (DropEdge), arXiv 1907.10903; Zhu et al. 2020 (GRACE), arXiv 2006.04131, section 3.2.
public struct EdgeDropping: Augmentation, Codable, Equatable {
    /// Share of edges that are removed, in 0...1.
    public let rate: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies in 0...1.
    public init(rate: Double) throws {
        try checkRate(rate, "EdgeDropping")
        self.rate = rate
    }

    /// Returns the sample without some edges; weights and features of the others are the same.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public func callAsFunction(_ sample: GraphSample, _ stream: RandomStream) throws -> GraphSample {
        let graph = sample.graph
        var numbers = try SplitMix64(drawing: stream)
        let reverses = try graph.reverseEdges()
        var isKept = [Bool](repeating: true, count: graph.edgeCount)
        for edge in isKept.indices {
            // The first of two directions decides for both.
            let first = reverses.map { min($0[edge], edge) } ?? edge
            isKept[edge] = first < edge ? isKept[first] : numbers.uniform() >= rate
        }
        let kept = isKept.indices.filter { isKept[$0] }
        guard kept.count < graph.edgeCount else { return sample }
        return try sample.replacing(graph: graph.keepingEdges(kept))
    }
}

/// Adds edges between nodes drawn uniformly that have none yet, in undirected graphs both directions together.
///
/// A new edge takes weight and features from an edge drawn uniformly. No edge leads from a node to itself. In graphs
/// where almost all nodes are connected fewer edges are added: ten draws are made for each.
/// - Paper: You et al. 2020 (GraphCL), arXiv 2010.13902, table 1 (edge perturbation, with `EdgeDropping`).
public struct EdgeAdding: Augmentation, Codable, Equatable {
    /// Number of new edges per edge that is there, 0 or more; rounded to whole edges.
    public let rate: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` if it is negative or not finite.
    public init(rate: Double) throws {
        guard rate >= 0, rate.isFinite else {
            throw augmentationError(
                "EdgeAdding", "the rate is \(rate), expected a finite number that is not negative")
        }
        self.rate = rate
    }

    /// Returns the sample with more edges.
    ///
    /// - Throws: `GraphError` if there are too many edges then.
    public func callAsFunction(_ sample: GraphSample, _ stream: RandomStream) throws -> GraphSample {
        let graph = sample.graph
        var numbers = try SplitMix64(drawing: stream)
        let reverses = try graph.reverseEdges()
        let directed = rate * Double(graph.edgeCount)
        let wanted = Int((reverses == nil ? directed : directed / 2).rounded())
        guard wanted > 0, graph.nodeCount > 1 else { return sample }
        let added = try draw(wanted, graph, &numbers, isUndirected: reverses != nil)
        return try sample.replacing(graph: graph.adding(added, reverses))
    }

    private func draw(_ wanted: Int, _ graph: Graph, _ numbers: inout SplitMix64, isUndirected: Bool) throws
        -> [AddedEdge]
    {
        let (sources, targets) = try graph.edges()
        var taken = Set(zip(sources, targets).map { $0 * graph.nodeCount + $1 })
        var added: [AddedEdge] = []
        for _ in 0..<(10 * wanted) where added.count < wanted {
            let source = Int(numbers.below(UInt64(graph.nodeCount)))
            let target = Int(numbers.below(UInt64(graph.nodeCount)))
            guard source != target, taken.insert(source * graph.nodeCount + target).inserted else { continue }
            if isUndirected { taken.insert(target * graph.nodeCount + source) }
            let origin = Int(numbers.below(UInt64(graph.edgeCount)))
            added.append(AddedEdge(source: source, target: target, origin: origin))
        }
        return added
    }
}

/// A new edge, and the edge that it takes weight and features from.
struct AddedEdge {
    let source: Int
    let target: Int
    let origin: Int
}

extension Graph {
    /// The edge back of each edge; nil in directed graphs.
    ///
    /// The pattern of an undirected graph is its own transpose, so the place of an edge in one order is the place of its
    /// reverse in the other, parallel edges and loops included.
    func reverseEdges() throws -> [Int]? { isUndirected ? try pattern.permutation.integers() : nil }

    /// The graph with more edges, and with their reverses if the edges' reverses are given.
    func adding(_ added: [AddedEdge], _ reverses: [Int]?) throws -> Graph {
        let old = try edges()
        var sources = old.sources, targets = old.targets, origins = Array(0..<edgeCount)
        for edge in added {
            sources.append(edge.source)
            targets.append(edge.target)
            origins.append(edge.origin)
            guard let reverses else { continue }
            sources.append(edge.target)
            targets.append(edge.source)
            origins.append(reverses[edge.origin])
        }
        let weights = try self.weights?.floats()
        return try Graph(
            nodeCount: nodeCount, sources: sources, targets: targets,
            weights: weights.map { weights in origins.map { weights[$0] } },
            edgeFeatures: edgeFeatures?.indexSelect(Tensor(origins), axis: 0))
    }
}
