// From logits to metrics of classification.
import Foundation
import GimbalStatistics
import GimbalTensor

/// Predicted classes and probabilities of some samples.
public struct ClassScores: Sendable {
    /// Most probable class of each sample; of equal ones the first.
    public let predicted: [Int]
    /// Probability of each class, a row per sample.
    public let probabilities: [[Double]]

    /// Takes logits `[n, classCount]`.
    ///
    /// - Throws: `TensorError` if the logits are no matrix.
    public init(logits: Tensor) throws {
        let columns = try logits.size(1)
        let values = try logits.doubles()
        let rows = (0..<(try logits.size(0))).map { Array(values[($0 * columns)..<(($0 + 1) * columns)]) }
        predicted = rows.map(Self.largest)
        probabilities = rows.map(Self.softmax)
    }

    /// The scores of some of the samples.
    public func rows(_ indices: [Int]) -> ClassScores {
        ClassScores(
            predicted: indices.map { predicted[$0] }, probabilities: indices.map { probabilities[$0] })
    }

    /// The metrics of classification by the names that tasks use for them.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out. `auc` of more than two classes is
    ///   the mean over classes against the rest.
    /// - Throws: `DataError` for labels that do not fit.
    public func metrics(_ names: [String], labels: [Int]) throws -> [String: Double] {
        var result: [String: Double] = [:]
        for name in names { result[name] = try metric(name, labels) }
        return result
    }

    private func metric(_ name: String, _ labels: [Int]) throws -> Double? {
        switch name {
        case "accuracy": try Metrics.accuracy(predicted: predicted, labels: labels)
        case "balanced-accuracy": try Metrics.balancedAccuracy(predicted: predicted, labels: labels)
        case "macro-f1": try Metrics.f1(predicted: predicted, labels: labels, average: .macro)
        case "log-loss": try Metrics.logLoss(probabilities: probabilities, labels: labels)
        case "auc": try areaUnderCurve(labels)
        default: nil
        }
    }

    /// Nil where a class does not occur among the labels, since the area is not defined then.
    private func areaUnderCurve(_ labels: [Int]) throws -> Double? {
        let classCount = probabilities.first?.count ?? 0
        guard Set(labels).count == classCount, classCount > 1 else { return nil }
        let classes = classCount == 2 ? [1] : Array(0..<classCount)
        let areas = try classes.map { place in
            try Metrics.rocAUC(
                scores: probabilities.map { $0[place] }, labels: labels.map { $0 == place ? 1 : 0 })
        }
        return areas.reduce(0, +) / Double(areas.count)
    }

    private init(predicted: [Int], probabilities: [[Double]]) {
        self.predicted = predicted
        self.probabilities = probabilities
    }

    private static func largest(_ row: [Double]) -> Int { row.indices.max { row[$0] < row[$1] } ?? 0 }

    private static func softmax(_ row: [Double]) -> [Double] {
        let largest = row.max() ?? 0
        let powers = row.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
