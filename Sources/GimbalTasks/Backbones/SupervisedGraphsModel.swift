// Supervised training of any network on whole graphs.
import GimbalData
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTraining

/// A network on whole graphs with the training that fits it.
public final class SupervisedGraphsModel: GraphsModel {
    /// Graphs that go through the network at once when nothing is learnt.
    private static let chunk = 256

    /// The network, whose state is saved.
    public var network: Module { graphNetwork }
    /// What each epoch measured.
    public private(set) var history: [EpochRecord] = []
    private let graphNetwork: GraphLevelNetwork
    private let context: Context

    /// Wraps an untrained or loaded network.
    public init(_ network: GraphLevelNetwork, _ context: Context) {
        graphNetwork = network
        self.context = context
    }

    /// Outputs in evaluation mode.
    public func outputs(_ graphs: GraphBatch) throws -> Tensor {
        try context.with(mode: .evaluate) { try withoutGradient { try graphNetwork(graphs, context) } }
    }

    /// The readout of each graph, in evaluation mode.
    public func embeddings(_ graphs: GraphBatch) throws -> Tensor {
        try context.with(mode: .evaluate) {
            try withoutGradient { try graphNetwork.features(graphs, context) }
        }
    }

    /// Trains in batches of graphs; keeps the state with the lowest validation loss.
    ///
    /// - Throws: `RunError` when interrupted or when the loss is not finite.
    public func train(
        _ problem: GraphsProblem, _ recipe: TrainingRecipe, _ optimizer: any Optimizer, _ run: TrainingRun
    ) throws {
        let batches = try problem.train.batches(recipe, seed: run.seed)
        let settings = recipe.settings(stepsPerEpoch: batches.batchCount, for: run)
        let validation = try problem.validation.chunks(of: Self.chunk)
        history = try TrainingLoop(network, optimizer, settings, run).train(
            batches, validate: { try Validation(loss: self.loss(validation)) }
        ) { batch in
            try batch.target.loss(
                graphNetwork(batch.graphs, context), labelSmoothing: recipe.labelSmoothing)
        }
    }

    /// The mean loss over graphs, in evaluation mode.
    private func loss(_ chunks: [GraphsBatch]) throws -> Double {
        let count = chunks.reduce(0) { $0 + $1.graphs.graphCount }
        return try chunks.reduce(0) { sum, chunk in
            let loss = try chunk.target.loss(outputs(chunk.graphs)).item()
            return sum + loss * Double(chunk.graphs.graphCount) / Double(count)
        }
    }
}

extension GraphsPart {
    /// Shuffled batches of graphs side by side.
    ///
    /// A last batch of one graph, of which batch normalisation can learn nothing, is left out.
    ///
    /// - Throws: `ConfigError` if there is nothing to learn from.
    public func batches(_ recipe: TrainingRecipe, seed: UInt64) throws -> DataLoader<AnySamples<GraphsBatch>>
    {
        let size = min(recipe.batchSize, count)
        let config = LoaderConfig(batchSize: size, dropsLast: size > 1 && count % size == 1)
        return try DataLoader(
            AnySamples(count: count) { indices, _ in try batch(indices) }, config, seed: seed)
    }

    /// All graphs in batches of at most `size`, in their order.
    ///
    /// - Throws: `GraphError` if a batch is too large.
    public func chunks(of size: Int) throws -> [GraphsBatch] {
        try stride(from: 0, to: count, by: size).map { try batch(Array($0..<min($0 + size, count))) }
    }
}
