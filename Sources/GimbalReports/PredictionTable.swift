// Predictions and embeddings as CSV.
import GimbalTasks
import GimbalTensor

/// Writes predictions, one line per sample.
public struct PredictionTable: Sendable {
    private let predictions: Predictions

    /// Describes predictions.
    public init(_ predictions: Predictions) { self.predictions = predictions }

    /// The lines: id, then each column; numbers have seven decimals.
    public var csv: String {
        let columns = predictions.columns.map { column in
            switch column.values {
            case .texts(let texts): texts
            case .numbers(let numbers): numbers.map { NumberText.decimal($0, places: 7) }
            }
        }
        let rows = predictions.ids.indices.map { row in
            [predictions.ids[row]] + columns.map { $0[row] }
        }
        let header = [predictions.sample] + predictions.columns.map(\.name)
        return Table(columns: header.map { .init($0) }, rows: rows).rendered(.csv)
    }
}
