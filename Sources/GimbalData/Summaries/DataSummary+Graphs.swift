// Figures of graphs, one or many.
import GimbalGraphs
import GimbalTensor

extension DataSummary {
    /// Counts a graph's nodes, edges, features and classes.
    init(graph content: GraphDataSet) throws {
        let counts = try content.summary()
        self.init(
            content,
            figures: [
                .nodes: counts.nodeCount, .edges: counts.edgeCount, .isolatedNodes: counts.isolatedNodeCount,
                .selfLoops: counts.selfLoopCount, .features: counts.featureCount,
            ])
        figures[.featureEntries] = counts.featureEntryCount
        figures[.edgeFeatures] = content.graph.edgeFeatures.map(Self.width)
        traits = [counts.isUndirected ? .undirected : .directed]
        if counts.isWeighted { traits.append(.weighted) }
        traits.append(counts.featureEntryCount == nil ? .dense : .sparse)
        add(content.nodeLabels)
        if let sets = content.labelSets {
            classes = zip(sets.labelNames, sets.counts).map { ClassCount(name: $0, count: $1) }
            figures[.classes] = classes.count
            figures[.unlabelled] = nil
            figures[.labels] = sets.memberCount
        }
        if let values = content.targetValues {
            figures[.targets] = 1
            columns.append(ColumnSummary(target: "target", values: values.map(Double.init)))
        }
        if content.publicSplits.count > 1 { figures[.splits] = content.publicSplits.count }
        publicSplit = content.publicSplit.map(SplitCounts.init)
    }

    /// Counts graphs, their nodes and edges together, features and targets.
    init(graphs content: GraphCollection) throws {
        self.init(
            content,
            figures: [
                .graphs: content.graphs.count, .nodes: content.graphs.reduce(0) { $0 + $1.nodeCount },
                .edges: content.graphs.reduce(0) { $0 + $1.edgeCount },
                .features: content.featureNames?.count ?? content.features.first?.featureCount ?? 0,
            ])
        figures[.edgeFeatures] = content.graphs.lazy.compactMap(\.edgeFeatures).first.map(Self.width)
        traits = [content.graphs.allSatisfy(\.isUndirected) ? .undirected : .directed]
        if content.graphs.contains(where: { $0.weights != nil }) { traits.append(.weighted) }
        try add(content.targets)
        publicSplit = content.publicSplit.map(SplitCounts.init)
    }

    /// Numbers per row of `[rows, ...]`.
    private static func width(_ features: Tensor) -> Int {
        features.shape.dropFirst().reduce(1, *)
    }
}
