// The figures that describe a graph data set at a glance.
import GimbalGraphs

/// Counts of a graph data set, for listings and checks.
public struct GraphSummary: Sendable, Codable, Equatable {
    /// A class and how many nodes have it.
    public typealias ClassCount = DataSummary.ClassCount
    /// Sizes of a split's parts.
    public typealias SplitCounts = DataSummary.SplitCounts

    /// Short name of the data set.
    public let name: String
    /// Number of nodes.
    public let nodeCount: Int
    /// Directed edges: an undirected edge counts twice, a self-loop once.
    public let edgeCount: Int
    /// Whether every edge has its reverse.
    public let isUndirected: Bool
    /// Whether edges have weights other than 1.
    public let isWeighted: Bool
    /// Edges from a node to itself.
    public let selfLoopCount: Int
    /// Nodes without any edge.
    public let isolatedNodeCount: Int
    /// Number of feature columns.
    public let featureCount: Int
    /// Stored entries of sparse features; nil for dense ones.
    public let featureEntryCount: Int?
    /// Classes in the order of their numbers.
    public let classes: [ClassCount]
    /// Nodes without a label.
    public let unlabelledCount: Int
    /// Sizes of the split that the data set is published with, if any.
    public let publicSplit: SplitCounts?
    /// Where the data came from.
    public let provenance: DataProvenance
}

extension GraphDataSet {
    /// Counts nodes, edges, features and classes.
    public func summary() throws -> GraphSummary {
        let (sources, targets) = try graph.edges()
        var isIsolated = [Bool](repeating: true, count: graph.nodeCount)
        var selfLoopCount = 0
        for (source, target) in zip(sources, targets) {
            isIsolated[source] = false
            isIsolated[target] = false
            if source == target { selfLoopCount += 1 }
        }
        var entryCount: Int?
        if case .sparse(let matrix) = features { entryCount = matrix.pattern.entryCount }
        return GraphSummary(
            name: name, nodeCount: graph.nodeCount, edgeCount: graph.edgeCount,
            isUndirected: graph.isUndirected,
            isWeighted: graph.weights != nil, selfLoopCount: selfLoopCount,
            isolatedNodeCount: isIsolated.count { $0 }, featureCount: features.featureCount,
            featureEntryCount: entryCount,
            classes: zip(classNames, nodeLabels.counts).map { GraphSummary.ClassCount(name: $0, count: $1) },
            unlabelledCount: labels.count { $0 == nil },
            publicSplit: publicSplit.map(GraphSummary.SplitCounts.init), provenance: provenance)
    }
}

extension GraphSummary: CustomStringConvertible {
    /// One line per fact, aligned.
    public var description: String {
        var lines = [
            ("name", name),
            ("nodes", "\(nodeCount)" + (isolatedNodeCount > 0 ? " (\(isolatedNodeCount) isolated)" : "")),
            ("edges", edgeText), ("features", featureText), ("classes", classText),
        ]
        if let split = publicSplit {
            lines.append(
                ("public split", "\(split.train) train, \(split.validation) validation, \(split.test) test"))
        }
        lines += [
            ("format", provenance.format), ("origin", provenance.origin ?? "not stated"),
            ("licence", provenance.licence ?? "not stated"), ("sha256", provenance.checksum),
        ]
        return lines.map { $0.padded(14) + $1 }.joined(separator: "\n")
    }

    private var edgeText: String {
        let kind = isUndirected ? "undirected, each counted in both directions" : "directed"
        let loops = selfLoopCount > 0 ? ", \(selfLoopCount) self-loops" : ""
        return "\(edgeCount) (\(kind)\(isWeighted ? ", weighted" : "")\(loops))"
    }

    private var featureText: String {
        guard let entries = featureEntryCount else { return "\(featureCount) (dense)" }
        return "\(featureCount) (sparse, \(entries) entries)"
    }

    private var classText: String {
        if classes.isEmpty { return "none: no node is labelled" }
        let counts = classes.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        return "\(classes.count) (\(counts))"
            + (unlabelledCount > 0 ? ", \(unlabelledCount) nodes unlabelled" : "")
    }
}
