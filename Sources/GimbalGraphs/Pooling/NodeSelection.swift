// Which nodes of a graph are kept by their scores.
import GimbalTensor

/// Chooses the nodes of each graph that pooling keeps.
public enum NodeSelection: Sendable, Codable, Hashable {
    /// The best nodes, a share of each graph's in `0...1` without 0, rounded up; the best comes first.
    ///
    /// Of equal scores the node with the lower number is kept.
    case ratio(Double)
    /// As many of the best nodes, 1 or more, or all of a smaller graph; the best comes first.
    case count(Int)
    /// Nodes whose share of the softmax over their graph is above a bound, in the order of their numbers;
    /// where none is, those with the largest share (Knyazev et al. 2019, arXiv 1905.02850).
    case minimumScore(Double)

    /// Checks the setting.
    ///
    /// - Throws: `GraphError` if it is out of range.
    func check() throws {
        let isFine =
            switch self {
            case .ratio(let share): share > 0 && share <= 1
            case .count(let count): count > 0
            case .minimumScore(let bound): bound.isFinite
            }
        guard isFine else {
            throw GraphError(
                "selection", "nodes are kept by \(text)",
                fix: "A ratio is above 0 and at most 1, a count above 0, a minimal score finite.")
        }
    }

    /// For descriptions.
    var text: String {
        switch self {
        case .ratio(let share): "ratio \(share)"
        case .count(let count): "count \(count)"
        case .minimumScore(let bound): "minimum score \(bound)"
        }
    }

    /// Nodes of one graph that are kept, numbered as in the batch.
    func kept(_ nodes: Range<Int>, scores: [Double]) -> [Int] {
        switch self {
        // In single precision 0.55 · 100 is 55, not a little more.
        case .ratio(let share): best(Int((Float(share) * Float(nodes.count)).rounded(.up)), nodes, scores)
        case .count(let count): best(count, nodes, scores)
        case .minimumScore(let bound): above(bound, nodes, scores)
        }
    }

    private func best(_ count: Int, _ nodes: Range<Int>, _ scores: [Double]) -> [Int] {
        let order = nodes.sorted { (scores[$1], $0) < (scores[$0], $1) }
        return Array(order.prefix(count))
    }

    private func above(_ bound: Double, _ nodes: Range<Int>, _ scores: [Double]) -> [Int] {
        guard let largest = scores[nodes].max() else { return [] }
        // The largest shares always pass, be they equal up to rounding.
        let limit = min(largest - 1e-7, bound)
        return nodes.filter { scores[$0] > limit }
    }
}
