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
        let center = try targets.mean()
        let spread = targets.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        guard spread > 0 else {
            throw DataError(
                "statistics.constant", "r2: all targets are \(center), so the metric is undefined.",
                fix: "Use the mean squared error for constant targets.")
        }
        return 1 - errors / spread
    }

    private static func residuals(_ predicted: [Double], _ targets: [Double], for name: String) throws
        -> [Double]
    {
        try Check.sameLength(("predictions", predicted.count), ("targets", targets.count), for: name)
        try Check.finite(predicted, for: name, what: "prediction")
        try Check.finite(targets, for: name, what: "target")
        return zip(predicted, targets).map { $0 - $1 }
    }
}
