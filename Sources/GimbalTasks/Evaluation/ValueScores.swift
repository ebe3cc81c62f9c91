// From predicted numbers to metrics of regression.
import GimbalStatistics

/// Predicted and true numbers of some samples, in the unit of the data.
public struct ValueScores: Sendable {
    /// What was predicted.
    public let predicted: [Double]
    /// What was measured.
    public let targets: [Double]

    /// Pairs numbers; samples whose target is NaN are left out.
    public init(predicted: [Double], targets: [Double]) {
        let known = targets.indices.filter { !targets[$0].isNaN }
        self.predicted = known.map { predicted[$0] }
        self.targets = known.map { targets[$0] }
    }

    /// The metrics of regression by the names that tasks use for them.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out.
    /// - Throws: `DataError` if no target is known.
    public func metrics(_ names: [String]) throws -> [String: Double] {
        var result: [String: Double] = [:]
        for name in names { result[name] = try metric(name) }
        return result
    }

    private func metric(_ name: String) throws -> Double? {
        switch name {
        case "rmse": try Metrics.rootMeanSquaredError(predicted: predicted, targets: targets)
        case "mae": try Metrics.meanAbsoluteError(predicted: predicted, targets: targets)
        // Where all targets are equal there is no variance to explain.
        case "r2": Set(targets).count < 2 ? nil : try Metrics.r2(predicted: predicted, targets: targets)
        default: nil
        }
    }
}
