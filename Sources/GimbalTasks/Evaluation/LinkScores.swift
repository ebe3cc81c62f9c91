// From scores of pairs to metrics of link prediction.
import GimbalCore
import GimbalStatistics

/// Scores of pairs of nodes, and which of them are linked.
public struct LinkScores: Sendable {
    /// A score per pair; higher means more likely linked.
    public let scores: [Double]
    /// Whether each pair is linked.
    public let linked: [Bool]

    /// Puts scores beside what is so.
    public init(scores: [Double], linked: [Bool]) {
        self.scores = scores
        self.linked = linked
    }

    /// The metrics of link prediction by the names that tasks use for them: `auc`, `average-precision`, `mrr`, and
    /// `hits@K` for any K.
    ///
    /// All linked pairs are ranked among all that are not. A hit scores strictly above the K-th best of these.
    ///
    /// - Parameter names: what is wanted; names of other kinds of tasks are left out.
    /// - Throws: `DataError` if there are no linked pairs, or none that are not, or a score is NaN.
    public func metrics(_ names: [String]) throws -> [String: Double] {
        let positives = zip(scores, linked).filter(\.1).map(\.0)
        let negatives = zip(scores, linked).filter { !$0.1 }.map(\.0)
        var result: [String: Double] = [:]
        for name in names { result[name] = try metric(name, positives, negatives) }
        return result
    }

    private func metric(_ name: String, _ positives: [Double], _ negatives: [Double]) throws -> Double? {
        let labels = linked.map { $0 ? 1 : 0 }
        switch name {
        case "auc": return try Metrics.rocAUC(scores: scores, labels: labels)
        case "average-precision": return try Metrics.averagePrecision(scores: scores, labels: labels)
        case "mrr": return try Metrics.meanReciprocalRank(positives: positives, sharedNegatives: negatives)
        default:
            guard name.hasPrefix("hits@"), let place = Int(name.dropFirst("hits@".count)) else { return nil }
            return try Metrics.hits(at: place, positives: positives, negatives: negatives)
        }
    }
}
