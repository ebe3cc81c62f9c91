// What a model is to predict, as it learns it, and back.
import GimbalCore
import GimbalTensor

/// A fitted target.
public enum TargetTransform: Sendable, Codable, Equatable {
    /// Classes of a column, by name.
    case classes(column: String, names: [String])
    /// Numbers of a column, less `center`, divided by `scale`.
    case numbers(column: String, center: Double, scale: Double)

    /// Name of the target column.
    public var column: String {
        switch self {
        case .classes(let column, _), .numbers(let column, _, _): column
        }
    }

    /// Learns from training rows.
    ///
    /// - Throws: `DataError` if no training row has a target.
    init(_ column: Column, rows: [Int], standardizes: Bool) throws {
        let present = rows.filter { !column.isMissing($0) }
        guard !present.isEmpty else {
            throw DataError(
                "preprocessing.target",
                "no training row has a value in the target column \"\(column.name)\".",
                fix: "Choose other training rows, or another target.")
        }
        if case .numbers(let all) = column.values {
            let (mean, deviation) = meanAndDeviation(present.map { all[$0] })
            self = .numbers(
                column: column.name, center: standardizes ? mean : 0,
                scale: standardizes && deviation > 0 ? deviation : 1)
        } else {
            self = .classes(column: column.name, names: try ClassLabels(column).classNames)
        }
    }

    /// Returns targets `[rows]`: int64 classes, -1 where unknown; or float32 numbers, NaN where unknown.
    ///
    /// - Throws: `DataError` naming a class that the training data do not have, or a column of another kind.
    public func apply(to column: Column) throws -> Tensor {
        switch (self, column.values) {
        case (.classes(_, let names), .categories), (.classes(_, let names), .texts):
            let labels = try ClassLabels(column).renumbered(as: names)
            return try Tensor(labels.classes.map { $0 ?? -1 })
        case (.numbers(_, let center, let scale), .numbers(let all)):
            return try Tensor(
                all.indices.map { column.isMissing($0) ? Float.nan : Float((all[$0] - center) / scale) })
        default:
            throw DataError(
                "preprocessing.kind",
                "the target column \"\(column.name)\" holds \(column.values.kind.rawValue) values, not what the model "
                    + "learnt.", fix: "State its kind under columns in data.yaml.")
        }
    }

    /// Returns predicted numbers in the target's own unit; class numbers stay as they are.
    ///
    /// - Shapes: any.
    public func inverse(_ predictions: Tensor) throws -> Tensor {
        guard case .numbers(_, let center, let scale) = self else { return predictions }
        return try predictions * scale + center
    }
}
