// What makes training on random parts unbiased.
import GimbalTensor

/// Weights that make sums over random parts estimates of sums over the graph.
///
/// - Paper: Zeng et al. 2020, arXiv 1907.04931, section 3.2 and algorithm 1 (counts of a run ahead of training).
public struct SaintCoefficients: Sendable {
    /// Weight of each node's loss `[nodeCount]`: 1 / (nodes · chance of the node).
    public let nodeWeights: Tensor
    /// Factor of each edge's message `[edgeCount]`: chance of the target over chance of the edge.
    public let edgeFactors: Tensor

    /// Takes the weights of a part's nodes `[nodes]`.
    public func nodeWeights(of part: SampledSubgraph) throws -> Tensor { try part.rows(of: nodeWeights) }

    /// Takes the factors of a part's edges `[edges]`, in its pattern order.
    public func edgeFactors(of part: SampledSubgraph) throws -> Tensor {
        try edgeFactors.indexSelect(Tensor(part.edges), axis: 0)
    }
}

extension SaintSampler {
    /// Estimates the coefficients from the frequencies in some draws.
    ///
    /// What was never drawn counts as drawn once.
    ///
    /// - Parameter sampleCount: draws to count, at least 1; the paper takes so many that every node is drawn 50 times on
    ///   average.
    /// - Throws: `GraphError` for fewer than one draw.
    public func coefficients(sampleCount: Int, using stream: RandomStream) throws -> SaintCoefficients {
        guard sampleCount > 0 else {
            throw GraphError("sample", "\(sampleCount) draws to count, expected 1 or more", fix: "Draw more.")
        }
        var nodeCounts = [Double](repeating: 0, count: graph.nodeCount)
        var edgeCounts = [Double](repeating: 0, count: graph.edgeCount)
        for _ in 0..<sampleCount {
            let part = try sample([0], using: stream)
            for node in part.nodes { nodeCounts[node] += 1 }
            for edge in part.edges { edgeCounts[edge] += 1 }
        }
        let targets = try graph.edgeArrays().targets
        let factors = targets.indices.map { edge in
            Float(max(nodeCounts[Int(targets[edge])], 1) / max(edgeCounts[edge], 1))
        }
        let scale = Double(sampleCount) / Double(graph.nodeCount)
        return SaintCoefficients(
            nodeWeights: try Tensor(nodeCounts.map { Float(scale / max($0, 1)) }),
            edgeFactors: try Tensor(factors))
    }
}
