// Training of any graph network to tell links from pairs that are not linked.
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A graph network with a decoder of pairs, and the training that fits it to links: full batch.
///
/// - Paper: Kipf, Welling 2016, arXiv 1611.07308, without the variational part: as many non-links as links are drawn
///   anew in every epoch, and both are told apart by the binary cross-entropy.
public final class SupervisedLinkModel: NodePairModel {
    /// The network, whose state is saved.
    public var network: Module { linkNetwork }
    /// What each epoch measured.
    public private(set) var history: [EpochRecord] = []
    private let linkNetwork: LinkNetwork
    private let context: Context

    /// Wraps an untrained or loaded network.
    public init(_ network: LinkNetwork, _ context: Context) {
        linkNetwork = network
        self.context = context
    }

    /// Scores in evaluation mode.
    public func scores(_ input: GraphInput, _ pairs: NodePairs) throws -> Tensor {
        try evaluated { try scored(input, LabelledPairs(pairs)) }
    }

    /// The encoder's outputs, in evaluation mode.
    public func embeddings(_ input: GraphInput) throws -> Tensor {
        try evaluated { try linkNetwork.encoder(input, context) }
    }

    /// Trains on all links of the training graph at once; keeps the state with the lowest validation loss.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    public func train(
        _ problem: NodePairProblem, _ recipe: TrainingRecipe, _ optimizer: any Optimizer, _ run: TrainingRun
    ) throws {
        let input = try GraphInput(features: problem.data.features, graph: problem.data.graph)
        let validation = try LabelledPairs(problem.validation)
        let settings = recipe.settings(stepsPerEpoch: 1, for: run)
        history = try TrainingLoop(network, optimizer, settings, run).train(
            WholeBatch(input),
            validate: {
                try Validation(
                    loss: self.evaluated { try validation.loss(self.scored(input, validation)).item() })
            }
        ) { input in
            let pairs = try LabelledPairs(drawnPairs(problem.links))
            return try pairs.loss(scored(input, pairs))
        }
    }

    /// All training links and as many pairs that are none.
    private func drawnPairs(_ links: LinkSplit) throws -> NodePairs {
        NodePairs(
            linked: links.train,
            unlinked: try links.trainingNegatives(
                count: links.train.count, using: context.stream(.sampling)))
    }

    private func scored(_ input: GraphInput, _ pairs: LabelledPairs) throws -> Tensor {
        try linkNetwork(input, sources: pairs.sources, targets: pairs.targets, context)
    }

    private func evaluated<Result>(_ body: () throws -> Result) throws -> Result {
        try context.with(mode: .evaluate) { try withoutGradient(body) }
    }
}

/// Pairs as tensors.
private struct LabelledPairs {
    let sources: Tensor  // [P] int64
    let targets: Tensor  // [P] int64
    let linked: Tensor  // [P] float32, 1 for links

    init(_ pairs: NodePairs) throws {
        sources = try Tensor(pairs.sources)
        targets = try Tensor(pairs.targets)
        linked = try Tensor(pairs.linked.map { $0 ? Float(1) : 0 })
    }

    func loss(_ scores: Tensor) throws -> Tensor { try binaryCrossEntropyWithLogits(scores, targets: linked) }
}
