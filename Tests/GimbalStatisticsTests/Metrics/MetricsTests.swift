import GimbalStatistics
import Testing

private struct MetricsFixture: Decodable {
    let labels, predicted, binary: [Int]
    let matrix: [[Int]]
    let probabilities: [[Double]]
    let f1PerClass, scores, targets, estimates: [Double]
    let accuracy, balancedAccuracy, f1Macro, logLoss, rocAUC, averagePrecision: Double
    let meanSquaredError, meanAbsoluteError, r2: Double
}

@Suite("Metrics")
struct MetricsTests {
    @Test("classification agrees with the definitions in NumPy")
    func classification() throws {
        let f: MetricsFixture = try fixture("metrics")
        #expect(isClose(try Metrics.accuracy(predicted: f.predicted, labels: f.labels), f.accuracy))
        #expect(
            isClose(
                try Metrics.balancedAccuracy(predicted: f.predicted, labels: f.labels), f.balancedAccuracy))
        #expect(isClose(try Metrics.f1(predicted: f.predicted, labels: f.labels, average: .macro), f.f1Macro))
        #expect(
            isClose(try Metrics.f1(predicted: f.predicted, labels: f.labels, average: .micro), f.accuracy))
        let perClass = try Metrics.f1PerClass(predicted: f.predicted, labels: f.labels).compactMap { $0 }
        #expect(zip(perClass, f.f1PerClass).allSatisfy { isClose($0, $1) } && perClass.count == 4)
        #expect(try ConfusionMatrix(predicted: f.predicted, labels: f.labels).counts == f.matrix)
        #expect(isClose(try Metrics.logLoss(probabilities: f.probabilities, labels: f.labels), f.logLoss))
    }

    @Test("ranking and regression agree with SciPy and the definitions")
    func rankingAndRegression() throws {
        let f: MetricsFixture = try fixture("metrics")
        #expect(isClose(try Metrics.rocAUC(scores: f.scores, labels: f.binary), f.rocAUC))
        #expect(isClose(try Metrics.averagePrecision(scores: f.scores, labels: f.binary), f.averagePrecision))
        let squared = try Metrics.meanSquaredError(predicted: f.estimates, targets: f.targets)
        #expect(isClose(squared, f.meanSquaredError))
        let root = try Metrics.rootMeanSquaredError(predicted: f.estimates, targets: f.targets)
        #expect(isClose(root * root, squared))
        let absolute = try Metrics.meanAbsoluteError(predicted: f.estimates, targets: f.targets)
        #expect(isClose(absolute, f.meanAbsoluteError))
        #expect(isClose(try Metrics.r2(predicted: f.estimates, targets: f.targets), f.r2))
    }

    @Test("classes that occur nowhere do not count")
    func absentClasses() throws {
        // Classes 0 and 3 occur; 1 and 2 do not.
        let (predicted, labels) = ([0, 0, 3, 3], [0, 3, 3, 3])
        let perClass = try Metrics.f1PerClass(predicted: predicted, labels: labels)
        #expect(perClass == [2.0 / 3, nil, nil, 4.0 / 5])
        #expect(
            isClose(
                try Metrics.f1(predicted: predicted, labels: labels, average: .macro), (2.0 / 3 + 0.8) / 2))
        #expect(
            isClose(try Metrics.balancedAccuracy(predicted: predicted, labels: labels), (1 + 2.0 / 3) / 2))
        let matrix = try ConfusionMatrix(predicted: predicted, labels: labels, classCount: 5)
        #expect(matrix.classCount == 5 && matrix.counts[3] == [1, 0, 0, 2, 0])
    }

    @Test("perfect, reversed and constant scores have the known areas")
    func areas() throws {
        let labels = [0, 0, 1, 1]
        #expect(try Metrics.rocAUC(scores: [1, 2, 3, 4], labels: labels) == 1)
        #expect(try Metrics.rocAUC(scores: [4, 3, 2, 1], labels: labels) == 0)
        #expect(try Metrics.rocAUC(scores: [5, 5, 5, 5], labels: labels) == 0.5)
        #expect(try Metrics.rocAUC(scores: [-.infinity, 0, 0, .infinity], labels: labels) == 0.875)
        #expect(try Metrics.averagePrecision(scores: [1, 2, 3, 4], labels: labels) == 1)
        #expect(try Metrics.averagePrecision(scores: [5, 5, 5, 5], labels: labels) == 0.5)
    }

    @Test("log loss of a certain mistake is finite, of a coin log 2")
    func logLoss() throws {
        #expect(isClose(try Metrics.logLoss(probabilities: [0.5, 0.5], labels: [0, 1]), 0.6931471805599453))
        #expect(isClose(try Metrics.logLoss(probabilities: [[1, 0]], labels: [1]), 34.538776394910684))
        #expect(try Metrics.logLoss(probabilities: [[1, 0]], labels: [0]) == 0)
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.accuracy(predicted: [1, 0], labels: [1]) }
                == "accuracy: 2 predictions but 1 labels, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try Metrics.accuracy(predicted: [], labels: []) }.contains("at least 1 label."))
        #expect(
            errorText { _ = try Metrics.f1(predicted: [0], labels: [-1], average: .macro) }
                == "f1: label 0 is -1, expected a class from 0. Leave out items without a label.")
        #expect(
            errorText { _ = try Metrics.rocAUC(scores: [1, 2], labels: [1, 1]) }
                == "rocAUC: no label is 0, so the metric is undefined. Evaluate on items of both classes.")
        #expect(
            errorText { _ = try Metrics.averagePrecision(scores: [1], labels: [0]) }
                .hasPrefix("averagePrecision: no label is 1"))
        #expect(
            errorText { _ = try Metrics.rocAUC(scores: [.nan, 1], labels: [0, 1]) }
                == "rocAUC: score 0 is nan, expected a number. "
                + "Look for the input that makes the model answer nan."
        )
        #expect(
            errorText { _ = try Metrics.rocAUC(scores: [1, 1], labels: [0, 2]) }
                == "rocAUC: label 1 is 2, expected 0 or 1. Score one class against the rest.")
        #expect(
            errorText { _ = try Metrics.r2(predicted: [1, 2], targets: [3, 3]) }
                == "r2: all targets are 3.0, so the metric is undefined. "
                + "Use the mean squared error for constant targets.")
        #expect(
            errorText { _ = try Metrics.meanSquaredError(predicted: [.nan], targets: [1]) }
                .hasPrefix("meanSquaredError: prediction 0 is nan"))
    }

    @Test("probabilities and class numbers are checked")
    func distributionErrors() {
        #expect(
            errorText { _ = try Metrics.logLoss(probabilities: [[2, 3]], labels: [0]) }
                == "logLoss: row 0 sums to 5.0, expected probabilities that sum to 1. "
                + "Pass probabilities, not logits or scores.")
        #expect(
            errorText { _ = try Metrics.logLoss(probabilities: [[.nan, 1]], labels: [0]) }.contains(
                "sums to nan"))
        #expect(
            errorText { _ = try Metrics.logLoss(probabilities: [[1]], labels: [1]) }
                == "logLoss: label 0 is 1, expected below 1, the row's length. "
                + "Give each row a probability for every class.")
        #expect(
            errorText { _ = try ConfusionMatrix(predicted: [0, 5], labels: [0, 1], classCount: 3) }
                == "confusionMatrix: found class 5, expected at most 2. "
                + "Number the classes from 0 without gaps."
        )
        #expect(
            errorText { _ = try ConfusionMatrix(predicted: [0], labels: [9999]) }.contains(
                "expected at most 4095"))
        #expect(
            errorText { _ = try Metrics.f1PerClass(predicted: [0], labels: [1 << 40]) }.contains(
                "at most 4095"))
    }
}
