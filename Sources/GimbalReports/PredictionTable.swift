// Predictions as CSV.
import GimbalTasks

/// Writes predictions, one line per node.
public struct PredictionTable: Sendable {
    private let predictions: NodePredictions

    /// Describes predictions.
    public init(_ predictions: NodePredictions) { self.predictions = predictions }

    /// The lines: node id, predicted class, one probability per class with seven decimals.
    public var csv: String {
        let header = ["node", "prediction"] + predictions.classNames.map { "probability of \($0)" }
        let rows = predictions.nodes.map { node in
            [node.node, node.prediction] + node.probabilities.map { NumberText.decimal($0, places: 7) }
        }
        return Table(columns: header.map { .init($0) }, rows: rows).rendered(.csv)
    }
}
