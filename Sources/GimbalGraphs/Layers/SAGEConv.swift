// GraphSAGE - Hamilton, Ying, Leskovec 2017, arXiv 1706.02216. No reference code was looked at.
import GimbalNN
import GimbalTensor

/// How the features of a node's neighbours become one row.
public enum NeighborAggregation: String, Sendable, Codable, CaseIterable {
    /// The mean; zero without neighbours.
    case mean
    /// The largest of each feature; zero without neighbours.
    case max
    /// The sum.
    case sum
}

/// Maps what neighbours have in common, and adds a map of the node itself.
///
/// out_i = W_l · AGG_j x_j + b + W_r · x_i, with x_j replaced by ReLU(W x_j + c) where projected, and divided by its
/// length where normalised. Weights of edges are not looked at.
///
/// - Shapes: X `[N, I]`, dense or sparse → `[N, O]`; `lin_l.weight`, `lin_r.weight` `[O, I]`, `lin_l.bias` `[O]`,
///   `lin.weight` `[I, I]`, `lin.bias` `[I]`.
/// - Initialisation: U(±1/√I).
/// - Throws: `TensorError` if the features have not `I` columns.
/// - Complexity: one pass over the edges, with the narrower of input and output for mean and sum, with `I` columns for
///   max; no messages stored. Sparse features are made dense for max only.
/// - Paper: Hamilton, Ying, Leskovec 2017, arXiv 1706.02216, algorithm 1 and eq. 3. Deviation: the halves of the paper's
///   matrix, which acts on both rows together, are two maps.
public final class SAGEConv: Module, GraphLayer {
    /// Settings of the layer.
    public struct Config: Sendable, Codable, Hashable {
        /// Features in.
        public var inputCount: Int
        /// Features out.
        public var outputCount: Int
        /// How neighbours are joined.
        public var aggregation: NeighborAggregation
        /// Whether rows of the output have length 1.
        public var normalizes: Bool
        /// Whether the node itself takes part.
        public var hasRootWeight: Bool
        /// Whether neighbours are mapped and rectified before they are joined, as the paper's pooling does.
        public var projects: Bool
        /// Whether a shift is added.
        public var hasBias: Bool

        /// Describes a layer; by default the mean beside the node itself.
        public init(
            inputCount: Int, outputCount: Int, aggregation: NeighborAggregation = .mean,
            normalizes: Bool = false, hasRootWeight: Bool = true, projects: Bool = false, hasBias: Bool = true
        ) {
            self.inputCount = inputCount
            self.outputCount = outputCount
            self.aggregation = aggregation
            self.normalizes = normalizes
            self.hasRootWeight = hasRootWeight
            self.projects = projects
            self.hasBias = hasBias
        }
    }

    /// The settings that the layer was made with.
    public let config: Config
    /// The map of neighbours before they are joined.
    public let lin: Linear?
    /// The map of joined neighbours.
    public let linL: Linear
    /// The map of the node itself, without bias.
    public let linR: Linear?

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `GraphError` if a count is below 1.
    public init(_ config: Config, _ context: Context) throws {
        let (width, count) = (config.inputCount, config.outputCount)
        try checkWidths([width, count], of: "SAGEConv")
        self.config = config
        lin = config.projects ? try Linear(width, width, context) : nil
        linL = try Linear(width, count, hasBias: config.hasBias, context)
        linR = config.hasRootWeight ? try Linear(width, count, hasBias: false, context) : nil
        super.init()
    }

    public override var settings: String {
        "\(config.inputCount) → \(config.outputCount), \(config.aggregation)"
            + (config.projects ? ", projected" : "") + (config.normalizes ? ", normalised" : "")
    }

    /// Convolves features over the graph of `input`, whose own features are not looked at.
    public func callAsFunction(_ x: NodeFeatures, on input: GraphInput, _ context: Context) throws -> Tensor {
        try x.checkWidth(config.inputCount, for: "SAGEConv")
        let neighbors = try lin.map { NodeFeatures.dense(try $0(x, context).relu()) } ?? x
        var out = try mapped(neighbors, on: input.graph.pattern, context)
        if let linR { out = try out + linR(x, context) }
        return config.normalizes ? try out.normalized(axis: 1) : out
    }

    /// Mean and sum commute with the map: the narrower side goes over the edges.
    private func mapped(_ x: NodeFeatures, on pattern: SparsePattern, _ context: Context) throws -> Tensor {
        guard config.aggregation != .max, x.isSparse || config.outputCount < config.inputCount else {
            return try linL(joined(x.dense(), on: pattern), context)
        }
        let out = try joined(linL.withoutBias(x, context), on: pattern)
        guard let bias = context[linL.$bias] else { return out }
        return try out + bias
    }

    private func joined(_ x: Tensor, on pattern: SparsePattern) throws -> Tensor {
        switch config.aggregation {
        case .max: return try pattern.max(x)
        case .sum: return try pattern.matmul(x)
        case .mean:
            let counts = try pattern.rowPointers.diff(axis: 0).clamped(min: 1).converted(to: x.dtype)
            return try pattern.matmul(x) / counts.unsqueezed(axis: 1)
        }
    }
}
