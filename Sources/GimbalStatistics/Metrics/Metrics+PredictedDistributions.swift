// Metrics of predicted distributions of a number: a mean with a variance, or a quantile.

import GimbalCore
import Numerics

extension Metrics {
    /// Returns the mean of ½ log(2π variance) + (target − mean)² / (2 variance), in nats.
    ///
    /// The negative log-likelihood of the targets under a normal distribution predicted for each.
    /// - Throws: `DataError` if a variance is not positive, too.
    public static func gaussianNegativeLogLikelihood(
        means: [Double], variances: [Double], targets: [Double]
    ) throws -> Double {
        let name = "gaussianNegativeLogLikelihood"
        try Check.sameLength(("means", means.count), ("variances", variances.count), for: name)
        let errors = try residuals(means, targets, for: name)
        try Check.finite(variances, for: name, what: "variance")
        if let position = variances.firstIndex(where: { $0 <= 0 }) {
            throw DataError(
                "statistics.variance",
                "\(name): variance \(position) is \(variances[position]), expected a positive number.",
                fix: "Predict the logarithm of the variance, or add a small constant to it.")
        }
        return try zip(errors, variances).map { error, variance in
            0.5 * (.log(2 * .pi) + .log(variance) + error * error / variance)
        }.mean()
    }

    /// Returns the pinball loss, the mean of q · (target − predicted) above the predicted q-quantile and of
    /// (1 − q) · (predicted − target) below it.
    ///
    /// Smallest in expectation for the true quantile; half the mean absolute error for the median.
    /// - Parameter quantile: q, between 0 and 1.
    /// - Throws: `ConfigError` if the quantile is outside 0...1, too.
    /// - Paper: Koenker, Bassett 1978, "Regression quantiles", eq. 3.1. Deviation: the mean, not the sum.
    public static func pinballLoss(
        predicted: [Double], targets: [Double], quantile: Double
    ) throws -> Double {
        try Check.probability(quantile, for: "pinballLoss")
        return try residuals(predicted, targets, for: "pinballLoss").map { error in
            error < 0 ? -quantile * error : (1 - quantile) * error
        }.mean()
    }
}
