// Whether like is joined with like.
import GimbalTensor

extension Graph {
    /// Share of the edges whose ends have the same label; nil where no edge has two labelled ends.
    ///
    /// Loops and parallel edges count as edges.
    ///
    /// - Parameter labels: of the nodes; nil where there is none.
    /// - Throws: `GraphError` if there is not one label or nil per node.
    /// - Paper: Zhu et al. 2020, arXiv 2006.11468, definition 1.
    public func edgeHomophily(_ labels: [Int?]) throws -> Double? {
        let counts = try labelCounts(labels)
        let all = counts.reduce(0) { $0 + $1.all }, equal = counts.reduce(0) { $0 + $1.equal }
        return all == 0 ? nil : Double(equal) / Double(all)
    }

    /// Mean over nodes of the share of incoming edges from nodes with the same label; nil where no node has any.
    ///
    /// - Parameter labels: of the nodes; nil where there is none.
    /// - Throws: `GraphError` if there is not one label or nil per node.
    /// - Paper: Pei et al. 2020, arXiv 2002.05287, section 4. Deviation: nodes without labelled neighbours do not count.
    public func nodeHomophily(_ labels: [Int?]) throws -> Double? {
        let shares = try labelCounts(labels).filter { $0.all > 0 }.map { Double($0.equal) / Double($0.all) }
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }

    /// Edges into each node between labelled nodes, and those between equal labels.
    private func labelCounts(_ labels: [Int?]) throws -> [(all: Int, equal: Int)] {
        guard labels.count == nodeCount else {
            throw GraphError(
                "labels", "\(labels.count) labels for \(nodeCount) nodes",
                fix: "Give one label per node, or nil.")
        }
        return try withRows { rows in
            (0..<nodeCount).map { node in
                guard let label = labels[node] else { return (0, 0) }
                let others = rows.incoming(node).compactMap { labels[Int(rows.columns[$0])] }
                return (others.count, others.count { $0 == label })
            }
        }
    }

    /// Correlation of the degrees at both ends of edges, in -1...1; nil where all are the same.
    ///
    /// In a directed graph these are the number of edges out of the source and into the target.
    ///
    /// - Paper: Newman 2003, arXiv cond-mat/0209450, eq. 21.
    public func degreeAssortativity() throws -> Double? {
        let out = try outEdgeCounts(), into = try inEdgeCounts()
        let (sources, targets) = try edgeArrays()
        let x = sources.map { Double(out[Int($0)]) }, y = targets.map { Double(into[Int($0)]) }
        let count = Double(max(edgeCount, 1))
        let meanX = x.reduce(0, +) / count, meanY = y.reduce(0, +) / count
        var sums = (xx: 0.0, yy: 0.0, xy: 0.0)
        for (x, y) in zip(x, y) {
            sums.xx += (x - meanX) * (x - meanX)
            sums.yy += (y - meanY) * (y - meanY)
            sums.xy += (x - meanX) * (y - meanY)
        }
        guard sums.xx > 0, sums.yy > 0 else { return nil }
        return sums.xy / (sums.xx * sums.yy).squareRoot()
    }
}
