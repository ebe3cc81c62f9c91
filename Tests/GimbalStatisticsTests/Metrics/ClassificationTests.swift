import GimbalStatistics
import Testing

struct ClassificationFixture: Decodable {
    struct PerClass: Decodable { let precision, recall, rocAUC, averagePrecision: [Double] }
    struct Bin: Decodable {
        let low, high: Double
        let count: Int
        let meanConfidence, accuracy: Double?
    }
    let labels, predicted, binary: [Int]
    let probabilities, scores: [[Double]]
    let averages: [String: [String: Double]]
    let perClass: PerClass
    let topK: [Double]
    let kappa: [String: Double]
    let matthews, brier, binaryBrier, equalWidthError, equalMassError: Double
    let equalWidth, equalMass: [Bin]
}

@Suite("Classification metrics")
struct ClassificationTests {
    @Test("agree with scikit-learn in every average", arguments: Averaging.allCases)
    func averages(average: Averaging) throws {
        let f: ClassificationFixture = try fixture("classification")
        let values = [
            "f1": try Metrics.f1(predicted: f.predicted, labels: f.labels, average: average),
            "precision": try Metrics.precision(predicted: f.predicted, labels: f.labels, average: average),
            "recall": try Metrics.recall(predicted: f.predicted, labels: f.labels, average: average),
            "rocAUC": try Metrics.rocAUC(probabilities: f.probabilities, labels: f.labels, average: average),
            "averagePrecision": try Metrics.averagePrecision(
                probabilities: f.probabilities, labels: f.labels, average: average),
        ]
        for (name, value) in values {
            let expected = try #require(f.averages[name]?[average.rawValue])
            #expect(isClose(value, expected), "\(name)")
        }
    }

    @Test("agree with scikit-learn class by class")
    func perClass() throws {
        let f: ClassificationFixture = try fixture("classification")
        let pairs = [
            (try Metrics.precisionPerClass(predicted: f.predicted, labels: f.labels), f.perClass.precision),
            (try Metrics.recallPerClass(predicted: f.predicted, labels: f.labels), f.perClass.recall),
            (try Metrics.rocAUCPerClass(probabilities: f.probabilities, labels: f.labels), f.perClass.rocAUC),
            (
                try Metrics.averagePrecisionPerClass(probabilities: f.probabilities, labels: f.labels),
                f.perClass.averagePrecision
            ),
        ]
        for (values, expected) in pairs {
            #expect(values.count == 5)
            #expect(zip(values, expected).allSatisfy { isClose($0 ?? .nan, $1) })
        }
    }

    @Test("Matthews correlation, kappa, Brier score and top-k accuracy agree with scikit-learn")
    func oracle() throws {
        let f: ClassificationFixture = try fixture("classification")
        let matthews = try Metrics.matthewsCorrelation(predicted: f.predicted, labels: f.labels)
        #expect(isClose(matthews, f.matthews))
        for weights in KappaWeights.allCases {
            let kappa = try Metrics.cohensKappa(predicted: f.predicted, labels: f.labels, weights: weights)
            #expect(isClose(kappa, try #require(f.kappa[weights.rawValue])))
        }
        #expect(isClose(try Metrics.brierScore(probabilities: f.probabilities, labels: f.labels), f.brier))
        let first = f.probabilities.map { $0[1] }
        #expect(isClose(try Metrics.brierScore(probabilities: first, labels: f.binary), f.binaryBrier))
        for (k, expected) in zip(1..., f.topK) {
            #expect(isClose(try Metrics.topKAccuracy(scores: f.scores, labels: f.labels, k: k), expected))
        }
        #expect(try Metrics.topKAccuracy(scores: f.scores, labels: f.labels, k: 5) == 1)
    }

    @Test("the order of the items does not matter")
    func permutation() throws {
        let f: ClassificationFixture = try fixture("classification")
        var order = Array(f.labels.indices)
        var generator = Xoshiro256(seed: 3)
        order.shuffle(using: &generator)
        let (labels, rows) = (order.map { f.labels[$0] }, order.map { f.probabilities[$0] })
        for average in Averaging.allCases {
            let area = try Metrics.rocAUC(probabilities: f.probabilities, labels: f.labels, average: average)
            #expect(isClose(try Metrics.rocAUC(probabilities: rows, labels: labels, average: average), area))
        }
        for binning in [CalibrationBinning.equalWidth(15), .equalMass(7)] {
            let error = try Metrics.expectedCalibrationError(
                probabilities: f.probabilities, labels: f.labels, binning: binning)
            let shuffled = try Metrics.expectedCalibrationError(
                probabilities: rows, labels: labels, binning: binning)
            #expect(isClose(shuffled, error))
        }
    }

    @Test("numbering the classes otherwise changes nothing")
    func relabelling() throws {
        let f: ClassificationFixture = try fixture("classification")
        let names = [3, 0, 4, 1, 2]
        let (predicted, labels) = (f.predicted.map { names[$0] }, f.labels.map { names[$0] })
        #expect(
            isClose(try Metrics.matthewsCorrelation(predicted: predicted, labels: labels), f.matthews))
        let kappa = try Metrics.cohensKappa(predicted: predicted, labels: labels)
        #expect(isClose(kappa, try #require(f.kappa["none"])))
        let precision = try Metrics.precision(predicted: predicted, labels: labels, average: .weighted)
        #expect(isClose(precision, try #require(f.averages["precision"]?["weighted"])))
    }

    @Test("two classes: Matthews correlation is the phi coefficient, both areas are the binary one")
    func twoClasses() throws {
        let (predicted, labels) = ([1, 1, 1, 0, 0, 1, 0, 0], [1, 1, 0, 0, 0, 1, 1, 0])
        // 3 true positives, 1 false positive, 1 false negative, 3 true negatives.
        #expect(isClose(try Metrics.matthewsCorrelation(predicted: predicted, labels: labels), 8.0 / 16))
        #expect(isClose(try Metrics.cohensKappa(predicted: predicted, labels: labels), 0.5))
        let scores = [0.9, 0.8, 0.6, 0.3, 0.2, 0.7, 0.1, 0.4]
        let area = try Metrics.rocAUC(scores: scores, labels: labels)
        let rows = scores.map { [1 - $0, $0] }
        for average in [Averaging.macro, .weighted] {
            #expect(isClose(try Metrics.rocAUC(probabilities: rows, labels: labels, average: average), area))
        }
        let half = try Metrics.brierScore(probabilities: scores, labels: labels)
        #expect(isClose(try Metrics.brierScore(probabilities: rows, labels: labels), 2 * half))
    }

    @Test("constant predictions score as chance, reversed ones below it")
    func chance() throws {
        #expect(try Metrics.matthewsCorrelation(predicted: [1, 1, 1], labels: [0, 1, 1]) == 0)
        #expect(try Metrics.cohensKappa(predicted: [1, 1, 1], labels: [0, 1, 1]) == 0)
        #expect(isClose(try Metrics.matthewsCorrelation(predicted: [1, 0, 1, 0], labels: [0, 1, 0, 1]), -1))
        #expect(try Metrics.cohensKappa(predicted: [0, 1, 2], labels: [0, 1, 2], weights: .quadratic) == 1)
        let constant = [[Double]](repeating: [1, 1, 1, 1], count: 4)
        #expect(try Metrics.topKAccuracy(scores: constant, labels: [0, 1, 2, 3], k: 3) == 0.75)
        #expect(try Metrics.topKAccuracy(scores: [[2, 1, 1, 0]], labels: [2], k: 2) == 0.5)
        #expect(try Metrics.topKAccuracy(scores: [[-.infinity, 0, .infinity]], labels: [0], k: 2) == 0)
        #expect(try Metrics.brierScore(probabilities: [[1, 0], [0, 1]], labels: [0, 1]) == 0)
        #expect(try Metrics.brierScore(probabilities: [[1, 0, 0]], labels: [2]) == 2)
    }

    @Test("classes that are never predicted or never true have no value of their own")
    func absentClasses() throws {
        let (predicted, labels) = ([0, 0, 3, 3], [0, 1, 1, 3])
        #expect(
            try Metrics.precisionPerClass(predicted: predicted, labels: labels) == [0.5, nil, nil, 0.5])
        #expect(try Metrics.recallPerClass(predicted: predicted, labels: labels) == [1, 0, nil, 1])
        #expect(
            isClose(try Metrics.precision(predicted: predicted, labels: labels, average: .macro), 1.0 / 3))
        #expect(try Metrics.recall(predicted: predicted, labels: labels, average: .weighted) == 0.5)
        let rows = [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.6, 0.4, 0]]
        #expect(try Metrics.rocAUCPerClass(probabilities: rows, labels: [0, 1, 0]) == [1, 1, nil])
        #expect(try Metrics.averagePrecisionPerClass(probabilities: rows, labels: [0, 1, 0]) == [1, 1, nil])
        #expect(try Metrics.rocAUC(probabilities: rows, labels: [0, 1, 0], average: .weighted) == 1)
    }

    @Test("say what is wrong with the input")
    func errors() {
        let rows = [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1]]
        #expect(
            errorText { _ = try Metrics.rocAUC(probabilities: rows, labels: [0, 1], average: .macro) }
                == "rocAUC: class 2 never occurs among the labels, so its value is undefined. "
                + "Average weighted by prevalence, or evaluate on items of every class.")
        #expect(
            errorText { _ = try Metrics.averagePrecisionPerClass(probabilities: rows, labels: [1, 1]) }
                == "averagePrecisionPerClass: all labels are 1, so the metric is undefined. "
                + "Evaluate on items of two classes at least.")
        #expect(
            errorText { _ = try Metrics.brierScore(probabilities: [[1, 0], [1]], labels: [0, 0]) }
                == "brierScore: 2 values in row 0 but 1 in row 1, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try Metrics.brierScore(probabilities: [1.5], labels: [0]) }
                == "brierScore: probability 0 is 1.5, expected 0 to 1. "
                + "Pass the probabilities of class 1, not logits or scores.")
        #expect(
            errorText { _ = try Metrics.topKAccuracy(scores: rows, labels: [0, 1], k: 4) }
                == "topKAccuracy: k is 4, expected 1 to 3, the number of classes. "
                + "Choose a smaller k, 1 at least.")
        #expect(
            errorText { _ = try Metrics.topKAccuracy(scores: rows, labels: [0, 3], k: 1) }
                == "topKAccuracy: label 1 is 3, expected below 3, the row's length. "
                + "Give each row a score for every class.")
        #expect(
            errorText { _ = try Metrics.topKAccuracy(scores: [[.nan, 1]], labels: [0], k: 1) }
                .hasPrefix("topKAccuracy, row 0: score 0 is nan"))
        #expect(
            errorText { _ = try Metrics.matthewsCorrelation(predicted: [0, 1], labels: [1, 1]) }
                == "matthewsCorrelation: all labels are 1, so the metric is undefined. "
                + "Evaluate on items of two classes at least.")
        #expect(
            errorText { _ = try Metrics.cohensKappa(predicted: [1, 1], labels: [1, 1]) }
                == "cohensKappa: all labels and predictions are 1, so the metric is undefined. "
                + "Evaluate on items of two classes at least.")
        #expect(
            errorText { _ = try Metrics.precisionPerClass(predicted: [0], labels: [1 << 40]) }
                .contains("precisionPerClass: found class 1099511627776, expected at most 4095"))
    }
}
