// From logits to metrics of classification.
import Foundation
import GimbalStatistics
import GimbalTensor

/// Predicted classes and probabilities of some samples, with their labels.
struct ClassScores {
    let predicted: [Int]
    let probabilities: [[Double]]
    let labels: [Int]

    /// Takes logits `[n, classCount]` of samples with labels.
    ///
    /// - Throws: `TensorError` if the logits are no matrix.
    init(logits: Tensor, labels: [Int]) throws {
        let columns = try logits.size(1)
        let values = try logits.doubles()
        let rows = labels.indices.map { Array(values[($0 * columns)..<(($0 + 1) * columns)]) }
        predicted = rows.map { row in row.indices.max { row[$0] < row[$1] } ?? 0 }
        probabilities = rows.map(Self.softmax)
        self.labels = labels
    }

    func accuracy() throws -> Double { try Metrics.accuracy(predicted: predicted, labels: labels) }
    func macroF1() throws -> Double { try Metrics.f1(predicted: predicted, labels: labels, average: .macro) }
    func logLoss() throws -> Double { try Metrics.logLoss(probabilities: probabilities, labels: labels) }

    private static func softmax(_ row: [Double]) -> [Double] {
        let largest = row.max() ?? 0
        let powers = row.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
