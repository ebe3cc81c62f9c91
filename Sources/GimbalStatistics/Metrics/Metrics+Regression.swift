// Metrics of predicted numbers.

import GimbalCore

extension Metrics {
    /// Returns the mean of (predicted − target)².
    public static func meanSquaredError(predicted: [Double], targets: [Double]) throws -> Double {
        try residuals(predicted, targets, for: "meanSquaredError").map { $0 * $0 }.mean()
    }

    /// Returns the square root of the mean squared error, in the unit of the targets.
    public static func rootMeanSquaredError(predicted: [Double], targets: [Double]) throws -> Double {
        try residuals(predicted, targets, for: "rootMeanSquaredError").map { $0 * $0 }.mean().squareRoot()
    }

    /// Returns the mean of |predicted − target|.
    public static func meanAbsoluteError(predicted: [Double], targets: [Double]) throws -> Double {
        try residuals(predicted, targets, for: "meanAbsoluteError").map(abs).mean()
    }

    /// Returns the coefficient of determination, 1 − Σ (target − predicted)² / Σ (target − mean)².
    ///
    /// 1 is perfect, 0 is as good as the mean of the targets, and below 0 is worse.
    /// - Throws: `DataError` if all targets are equal, too.
    public static func r2(predicted: [Double], targets: [Double]) throws -> Double {
        let errors = try residuals(predicted, targets, for: "r2").reduce(0) { $0 + $1 * $1 }
        let spread = try squaredDeviations(targets)
        guard spread > 0 else { throw constantTargets(targets[0], for: "r2") }
        return 1 - errors / spread
    }

    /// Returns the explained variance, 1 − variance of (target − predicted) / variance of the targets.
    ///
    /// As `r2`, but a constant offset of the predictions costs nothing.
    /// - Throws: `DataError` if all targets are equal, too.
    public static func explainedVariance(predicted: [Double], targets: [Double]) throws -> Double {
        let errors = try residuals(predicted, targets, for: "explainedVariance")
        let spread = try squaredDeviations(targets)
        guard spread > 0 else { throw constantTargets(targets[0], for: "explainedVariance") }
        return try 1 - squaredDeviations(errors) / spread
    }

    /// Returns the median of |predicted − target|, which single large errors do not move.
    public static func medianAbsoluteError(predicted: [Double], targets: [Double]) throws -> Double {
        try residuals(predicted, targets, for: "medianAbsoluteError").map(abs).median()
    }

    /// Returns the mean of |predicted − target| / |target|, as a fraction: 0.1 is ten percent.
    ///
    /// - Throws: `DataError` if a target is 0, too.
    public static func meanAbsolutePercentageError(predicted: [Double], targets: [Double]) throws -> Double {
        let name = "meanAbsolutePercentageError"
        let errors = try residuals(predicted, targets, for: name)
        if let position = targets.firstIndex(of: 0) {
            throw DataError(
                "statistics.zeroTarget", "\(name): target \(position) is 0, so its percentage is undefined.",
                fix: "Use the mean absolute error where targets can be 0.")
        }
        return try zip(errors, targets).map { abs($0) / abs($1) }.mean()
    }

    /// Returns predicted − target, checked.
    static func residuals(_ predicted: [Double], _ targets: [Double], for name: String) throws
        -> [Double]
    {
        try Check.sameLength(("predictions", predicted.count), ("targets", targets.count), for: name)
        try Check.finite(predicted, for: name, what: "prediction")
        try Check.finite(targets, for: name, what: "target")
        return zip(predicted, targets).map { $0 - $1 }
    }

    /// Returns the sum of squared deviations from the mean.
    static func squaredDeviations(_ values: [Double]) throws -> Double {
        let center = try values.mean()
        return values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    }

    private static func constantTargets(_ value: Double, for name: String) -> DataError {
        DataError(
            "statistics.constant", "\(name): all targets are \(value), so the metric is undefined.",
            fix: "Use the mean squared error for constant targets.")
    }
}
