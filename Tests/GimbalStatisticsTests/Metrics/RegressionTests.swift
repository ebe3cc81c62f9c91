import GimbalStatistics
import Testing

private struct RegressionFixture: Decodable {
    let targets, predicted, variances: [Double]
    let explainedVariance, medianAbsoluteError, meanAbsolutePercentageError: Double
    let pearson, spearman, gaussian: Double
    let pinball: [[Double]]
}

@Suite("Regression metrics")
struct RegressionTests {
    @Test("agree with scikit-learn and SciPy")
    func oracle() throws {
        let f: RegressionFixture = try fixture("regression")
        let (predicted, targets) = (f.predicted, f.targets)
        let explained = try Metrics.explainedVariance(predicted: predicted, targets: targets)
        #expect(isClose(explained, f.explainedVariance))
        let median = try Metrics.medianAbsoluteError(predicted: predicted, targets: targets)
        #expect(isClose(median, f.medianAbsoluteError))
        let percentage = try Metrics.meanAbsolutePercentageError(predicted: predicted, targets: targets)
        #expect(isClose(percentage, f.meanAbsolutePercentageError))
        #expect(isClose(try Metrics.pearsonCorrelation(predicted, targets), f.pearson))
        #expect(isClose(try Metrics.spearmanCorrelation(predicted, targets), f.spearman))
        let likelihood = try Metrics.gaussianNegativeLogLikelihood(
            means: predicted, variances: f.variances, targets: targets)
        #expect(isClose(likelihood, f.gaussian))
        for row in f.pinball {
            let loss = try Metrics.pinballLoss(predicted: predicted, targets: targets, quantile: row[0])
            #expect(isClose(loss, row[1]))
        }
    }

    @Test("a constant offset costs r2 but not the explained variance")
    func offset() throws {
        let targets = [1.0, 2, 4, 8]
        let shifted = targets.map { $0 + 3 }
        #expect(try Metrics.explainedVariance(predicted: shifted, targets: targets) == 1)
        #expect(try Metrics.r2(predicted: shifted, targets: targets) < 0)
    }

    @Test("correlations: lines, rising relations, size and scale")
    func correlations() throws {
        let x = [0.5, 1, 2, 3, 7]
        #expect(isClose(try Metrics.pearsonCorrelation(x, x.map { 4 - 2 * $0 }), -1))
        #expect(try Metrics.spearmanCorrelation(x, x.map { $0 * $0 * $0 }) == 1)
        #expect(isClose(try Metrics.spearmanCorrelation(x, x.map { 1 / $0 }), -1))
        let y = [3.0, 1, 4, 1, 5]
        let plain = try Metrics.pearsonCorrelation(x, y)
        #expect(isClose(try Metrics.pearsonCorrelation(x.map { $0 * 1e200 }, y.map { $0 * 1e-200 }), plain))
        #expect(
            isClose(try Metrics.spearmanCorrelation([1, 2, 2, 3], [1, 2, 3, 3]), 5.0 / 6))
    }

    @Test("a median absolute error ignores one large error; pinball at one half is half the absolute error")
    func robust() throws {
        #expect(try Metrics.medianAbsoluteError(predicted: [1, 2, 1e9], targets: [1, 3, 3]) == 1)
        let (predicted, targets) = ([1.0, 5, 2], [2.0, 3, 2])
        let absolute = try Metrics.meanAbsoluteError(predicted: predicted, targets: targets)
        let pinball = try Metrics.pinballLoss(predicted: predicted, targets: targets, quantile: 0.5)
        #expect(isClose(pinball, absolute / 2))
        #expect(try Metrics.pinballLoss(predicted: [0], targets: [2], quantile: 0.9) == 1.8)
        #expect(isClose(try Metrics.pinballLoss(predicted: [2], targets: [0], quantile: 0.9), 0.2))
        // At the mean with variance 1 / 2π the logarithm vanishes.
        let variance = 1 / (2 * Double.pi)
        let zero = try Metrics.gaussianNegativeLogLikelihood(means: [4], variances: [variance], targets: [4])
        #expect(isClose(zero, 0, absolute: 1e-15))
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.meanAbsolutePercentageError(predicted: [1, 1], targets: [1, 0]) }
                == "meanAbsolutePercentageError: target 1 is 0, so its percentage is undefined. "
                + "Use the mean absolute error where targets can be 0.")
        #expect(
            errorText { _ = try Metrics.explainedVariance(predicted: [1, 2], targets: [3, 3]) }
                == "explainedVariance: all targets are 3.0, so the metric is undefined. "
                + "Use the mean squared error for constant targets.")
        #expect(
            errorText { _ = try Metrics.pearsonCorrelation([1, 2], [3, 3]) }
                == "pearsonCorrelation: all values of the second list are equal, so the metric is undefined. "
                + "Correlate with values that vary.")
        #expect(
            errorText { _ = try Metrics.spearmanCorrelation([2, 2], [3, 4]) }.contains("the first list"))
        #expect(errorText { _ = try Metrics.spearmanCorrelation([1], [1]) }.contains("at least 2 values"))
        #expect(errorText { _ = try Metrics.spearmanCorrelation([1, .nan], [1, 2]) }.contains("is nan"))
        #expect(
            errorText {
                _ = try Metrics.gaussianNegativeLogLikelihood(means: [1], variances: [0], targets: [1])
            }
                == "gaussianNegativeLogLikelihood: variance 0 is 0.0, expected a positive number. "
                + "Predict the logarithm of the variance, or add a small constant to it.")
        #expect(
            errorText {
                _ = try Metrics.gaussianNegativeLogLikelihood(means: [1], variances: [], targets: [1])
            }.contains("1 means but 0 variances"))
        #expect(
            errorText { _ = try Metrics.pinballLoss(predicted: [1], targets: [1], quantile: 50) }
                .contains("the probability is 50.0, expected 0 to 1"))
    }
}
