// How likely two nodes are to be joined, from what lies around them.
import Foundation
import GimbalTensor

/// A score of two nodes from their neighbours; direction, parallel edges and loops do not count.
///
/// - Paper: Liben-Nowell, Kleinberg 2007, The link-prediction problem for social networks, section 3.
public enum LinkScore: String, Sendable, Codable, CaseIterable {
    /// Number of neighbours in common.
    case commonNeighbors = "common-neighbors"
    /// Common neighbours over all neighbours of either; 0 where there are none.
    case jaccard
    /// Sum of 1 / log(degree) over common neighbours (Adamic, Adar 2003).
    case adamicAdar = "adamic-adar"
    /// Sum of 1 / degree over common neighbours (Zhou, Lü, Zhang 2009, arXiv 0901.0553).
    case resourceAllocation = "resource-allocation"
    /// Product of both degrees.
    case preferentialAttachment = "preferential-attachment"
}

extension Graph {
    /// Scores pairs of nodes, whether joined or not.
    ///
    /// - Throws: `GraphError` if the lists differ in length or name a node that is not there.
    /// - Complexity: O(nodes + edges), and the degrees of both nodes for each pair.
    public func linkScores(_ score: LinkScore, sources: [Int], targets: [Int]) throws -> [Double] {
        try checkPairs(sources, targets)
        let neighbors = try simpleNeighbors()
        return zip(sources, targets).map { source, target in
            let a = neighbors[source], b = neighbors[target]
            var count = 0.0, sum = 0.0
            if score == .preferentialAttachment { return Double(a.count * b.count) }
            Self.forEachCommon(a, b) { node in
                // Whoever is a common neighbour of two nodes has two neighbours; of a node with itself perhaps one.
                let degree = Double(neighbors[node].count)
                count += 1
                sum += score == .adamicAdar ? (degree > 1 ? 1 / log(degree) : 0) : 1 / degree
            }
            switch score {
            case .commonNeighbors, .preferentialAttachment: return count
            case .jaccard:
                let union = Double(a.count + b.count) - count
                return union > 0 ? count / union : 0
            case .adamicAdar, .resourceAllocation: return sum
            }
        }
    }

    /// Scores pairs by all walks from source to target, long ones less: Σ attenuation^l · (number of walks of length l).
    ///
    /// Walks follow edges by their weights (1 where there are none), and may pass parallel edges and loops.
    ///
    /// - Parameters:
    ///   - attenuation: below 1 / (largest eigenvalue of the adjacency), else the sum has no end.
    ///   - tolerance: terms are added until one is nowhere larger.
    /// - Throws: `GraphError` for lists that do not fit, or a sum that has not settled after 1,000 terms.
    /// - Complexity: O(edges · terms) for each source that is named.
    /// - Paper: Katz 1953, Psychometrika 18.
    public func katzScores(
        sources: [Int], targets: [Int], attenuation: Double = 0.05, tolerance: Double = 1e-10
    ) throws -> [Double] {
        try checkPairs(sources, targets)
        let values = try (weights ?? Tensor.ones([edgeCount])).converted(to: .float64)
        var sums: [Int: [Double]] = [:]
        for source in Set(sources) { sums[source] = try katzSums(source, values, attenuation, tolerance) }
        return zip(sources, targets).map { sums[$0]?[$1] ?? 0 }
    }

    private func katzSums(_ source: Int, _ values: Tensor, _ attenuation: Double, _ tolerance: Double) throws
        -> [Double]
    {
        var start = [Double](repeating: 0, count: nodeCount)
        start[source] = 1
        var term = try Tensor(start, shape: [nodeCount, 1]), sum = try term.zerosLike()
        for _ in 0..<1000 {
            term = try pattern.matmul(term, weights: values) * attenuation
            sum = try sum + term
            let largest = try term.abs().amax(axes: [0, 1]).item()
            if largest <= tolerance { return try sum.doubles() }
            if !largest.isFinite { break }
        }
        throw GraphError(
            "convergence", "the walks from node \(source) with attenuation \(attenuation) have no finite sum",
            fix: "Lower the attenuation below 1 over the largest eigenvalue of the adjacency.")
    }

    private func checkPairs(_ sources: [Int], _ targets: [Int]) throws {
        guard sources.count == targets.count else {
            throw GraphError(
                "pairs", "\(sources.count) sources and \(targets.count) targets", fix: "Give pairs.")
        }
        for node in sources { try checkNode(node) }
        for node in targets { try checkNode(node) }
    }
}
