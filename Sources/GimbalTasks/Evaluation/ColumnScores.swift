// From several predicted numbers per sample to metrics of regression.
import GimbalTensor

/// Predicted and true numbers of some samples, several per sample, in the units of the data.
public struct ColumnScores: Sendable {
    private let columns: [ValueScores]

    /// Pairs columns; numbers whose target is NaN are left out.
    ///
    /// - Shapes: a list per column with one number per sample.
    public init(predicted: [[Double]], targets: [[Double]]) {
        columns = zip(predicted, targets).map { ValueScores(predicted: $0, targets: $1) }
    }

    /// Pairs the columns of matrices `[samples, columns]`.
    ///
    /// - Throws: `TensorError` if one is no matrix.
    public init(predicted: Tensor, targets: Tensor) throws {
        self.init(predicted: try predicted.columns(), targets: try targets.columns())
    }

    /// Largest number of samples whose number is known in one column.
    public var knownCount: Int { columns.map(\.targets.count).max() ?? 0 }

    /// The means over columns of the metrics of regression, of the columns that have a known number.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out. A metric that is not defined in
    ///   some column is left out, too.
    public func metrics(_ names: [String]) throws -> [String: Double] {
        let known = columns.filter { !$0.targets.isEmpty }
        guard !known.isEmpty else { return [:] }
        let each = try known.map { try $0.metrics(names) }
        var means: [String: Double] = [:]
        for name in names {
            let values = each.compactMap { $0[name] }
            if values.count == each.count { means[name] = values.reduce(0, +) / Double(values.count) }
        }
        return means
    }
}
