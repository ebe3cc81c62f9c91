// Networks from a graph to scores of pairs of nodes.
import GimbalNN
import GimbalTensor

/// A graph network and a decoder that scores pairs of its nodes.
///
/// - Shapes: input with node features, sources and targets `[P]` int64 → scores `[P]`, logits of a link.
/// - State-dict names: `encoder.…`, `decoder.mlp.blocks.0.linear.weight`.
/// - Throws: what encoder and decoder throw.
/// - Paper: Kipf, Welling 2016, arXiv 1611.07308, is a GCN with the inner product.
public final class LinkNetwork: Module {
    /// Computes embeddings of nodes: its outputs.
    public let encoder: GraphNetwork
    /// Scores pairs of embeddings.
    public let decoder: LinkDecoder

    /// Takes both parts; draws nothing.
    public init(encoder: GraphNetwork, decoder: LinkDecoder) {
        self.encoder = encoder
        self.decoder = decoder
        super.init()
    }

    /// Computes embeddings of all nodes `[N, outputs of the encoder]`.
    ///
    /// - Throws: what the encoder throws.
    public func embeddings(_ input: GraphInput, _ context: Context) throws -> Tensor {
        try encoder(input, context)
    }

    /// Scores pairs of nodes of the graph.
    public func callAsFunction(
        _ input: GraphInput, sources: Tensor, targets: Tensor, _ context: Context
    ) throws -> Tensor {
        try decoder(embeddings(input, context), sources: sources, targets: targets, context)
    }
}

/// Scores pairs of nodes from their embeddings, alike in both directions.
///
/// - Shapes: embeddings `[N, F]`, sources and targets `[P]` int64 → scores `[P]`, logits of a link.
/// - State-dict names: `mlp.blocks.0.linear.weight`, `mlp.head.weight`.
/// - Throws: `GraphError` for lists that differ in length or name nodes that are not there.
/// - Complexity: P rows of both ends are gathered.
/// - Paper: inner product: Kipf, Welling 2016, arXiv 1611.07308, eq. 2, before the sigmoid. Perceptron of the
///   elementwise product: as the link predictors of Hu et al. 2020, arXiv 2005.00687.
public final class LinkDecoder: Module {
    /// How two embeddings become a score.
    public enum Kind: Sendable, Codable, Hashable {
        /// Σ_f a_f b_f.
        case innerProduct
        /// A perceptron of a ⊙ b, from F features over hidden layers of these widths to one.
        case perceptron(inputCount: Int, hiddenCounts: [Int], dropout: Double)
    }

    /// How two embeddings become a score.
    public let kind: Kind
    /// The perceptron.
    public let mlp: MLP?

    /// Draws first values from the initialisation stream.
    ///
    /// - Throws: `ModuleError` for widths below 1 or a dropout outside `0...1`.
    public init(_ kind: Kind, _ context: Context) throws {
        self.kind = kind
        if case .perceptron(let inputCount, let hiddenCounts, let dropout) = kind {
            mlp = try MLP(
                .init(inputCount: inputCount, hiddenCounts: hiddenCounts, outputCount: 1, dropout: dropout),
                context)
        } else {
            mlp = nil
        }
        super.init()
    }

    public override var settings: String { mlp == nil ? "inner product" : "perceptron of the product" }

    /// Scores pairs of rows.
    public func callAsFunction(
        _ embeddings: Tensor, sources: Tensor, targets: Tensor, _ context: Context
    ) throws -> Tensor {
        try check(embeddings, sources, targets)
        let products =
            try embeddings.indexSelect(sources, axis: 0) * embeddings.indexSelect(targets, axis: 0)  // [P, F]
        guard let mlp else { return try products.sum(axes: [1]) }
        return try mlp(products, context).squeezed(axis: 1)
    }

    private func check(_ embeddings: Tensor, _ sources: Tensor, _ targets: Tensor) throws {
        guard embeddings.rank == 2, sources.rank == 1, sources.shape == targets.shape else {
            throw GraphError(
                "pairs",
                "embeddings \(embeddings.shape) with sources \(sources.shape) and targets \(targets.shape)",
                fix: "Give [nodes, features] and two lists of the same length.")
        }
        for (name, nodes) in [("source", sources), ("target", targets)] where nodes.count > 0 {
            let (least, most) = (try nodes.min().item(), try nodes.max().item())
            guard least >= 0, most < Double(embeddings.shape[0]) else {
                throw GraphError(
                    "pairs",
                    "a \(name) is node \(Int(least < 0 ? least : most)), there are \(embeddings.shape[0])",
                    fix: "Number nodes from 0.")
            }
        }
    }
}
