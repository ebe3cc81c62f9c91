// How the family's networks are trained where neither paper nor user says otherwise.
import GimbalTasks

extension TrainingRecipe {
    /// On the nodes of one graph, full batch: Kipf and Welling's, which the field has kept.
    static let onNodes = TrainingRecipe(learningRate: 0.01, weightDecay: 5e-4, epochs: 200)

    /// On many graphs: batches as benchmarks of graph classification have them, the step size falling along a cosine.
    static var onGraphs: TrainingRecipe {
        var recipe = TrainingRecipe(learningRate: 0.01, epochs: 100, batchSize: 32)
        recipe.schedule = .cosine
        return recipe
    }

    /// On links, full batch: those of graph auto-encoders (Kipf, Welling 2016).
    static let onLinks = TrainingRecipe(learningRate: 0.01, epochs: 200)
}

/// Whether authors' settings for the classes of the nodes of citation graphs apply: not where links are asked for.
func isCitationGraph(_ data: String, _ split: String) -> Bool {
    ["cora", "citeseer", "pubmed"].contains(data) && !split.hasPrefix("links")
}
