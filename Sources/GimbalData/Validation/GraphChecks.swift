// Checks of one graph.
import GimbalGraphs
import GimbalTensor

/// Checks of nodes, edges, features, labels and split of a graph.
enum GraphChecks {
    static func run(_ content: GraphDataSet, _ split: DataSplit?, _ list: inout FindingList) throws {
        let graph = content.graph
        guard graph.nodeCount > 0 else {
            list.add(
                .error, .empty, unit: .node, count: 0, "no node", expected: "nodes to learn from",
                fix: "Check whether the file was cut off.")
            return
        }
        let (sources, targets) = try graph.edges()
        let isIsolated = checkEdges(sources, targets, content, &list)
        checkDirection(sources, targets, graph, &list)
        try checkFeatures(content, &list)
        LabelChecks.run(content.nodeLabels, unit: .node, split, &list)
        if let values = content.targetValues {
            TargetValueChecks.run(values.map(Double.init), names: ["target"], unit: .node, &list)
        }
        if let split { try checkReach(graph, split, isIsolated, &list) }
    }

    private static func checkEdges(
        _ sources: [Int], _ targets: [Int], _ content: GraphDataSet, _ list: inout FindingList
    ) -> [Bool] {
        var isIsolated = [Bool](repeating: true, count: content.graph.nodeCount)
        var loops: [Int] = []
        var parallel = 0
        var firstParallel: (Int, Int)?
        for edge in sources.indices {
            isIsolated[sources[edge]] = false
            isIsolated[targets[edge]] = false
            if sources[edge] == targets[edge] { loops.append(sources[edge]) }
            // Edges are sorted by target, then by source.
            if edge > 0, sources[edge] == sources[edge - 1], targets[edge] == targets[edge - 1] {
                parallel += 1
                firstParallel = firstParallel ?? (sources[edge], targets[edge])
            }
        }
        if let node = isIsolated.firstIndex(of: true) {
            let count = isIsolated.count { $0 }
            list.add(
                .note, .isolatedNodes, row: node, unit: .node, count: count, "\(count) nodes without an edge",
                expected: "nodes with neighbours",
                fix: "Add self-loops; no method learns about them from the graph.")
        }
        if let node = loops.first {
            list.add(
                .note, .selfLoops, row: node, unit: .node, count: loops.count,
                "\(loops.count) edges from a node to itself", expected: "edges between nodes",
                fix: "Remove them, or let the normalisation add its own.")
        }
        if let (source, target) = firstParallel {
            list.add(
                .warning, .parallelEdges, row: source, unit: .node, count: parallel,
                "\(parallel) edges that come again, first \(source) to \(target)",
                expected: "every edge once",
                fix: "Merge them (coalesced), summing weights or keeping one.")
        }
        return isIsolated
    }

    /// Reports graphs in which nearly all edges have their reverse.
    private static func checkDirection(
        _ sources: [Int], _ targets: [Int], _ graph: Graph, _ list: inout FindingList
    ) {
        guard !graph.isUndirected, sources.count >= 20 else { return }
        let count = UInt64(graph.nodeCount)
        let forward = zip(sources, targets).map { UInt64($0) * count + UInt64($1) }.sorted()
        let backward = zip(sources, targets).map { UInt64($1) * count + UInt64($0) }.sorted()
        var (i, j, matched) = (0, 0, 0)
        while i < forward.count, j < backward.count {
            if forward[i] == backward[j] {
                (i, j, matched) = (i + 1, j + 1, matched + 1)
            } else if forward[i] < backward[j] {
                i += 1
            } else {
                j += 1
            }
        }
        let single = sources.count - matched
        guard single > 0, 20 * single < sources.count else { return }
        list.add(
            .note, .almostUndirected, unit: .node, count: single,
            "\(single) of \(sources.count) edges without their reverse", expected: "all or none, usually",
            fix: "Make the graph undirected if direction means nothing.")
    }

    private static func checkFeatures(_ content: GraphDataSet, _ list: inout FindingList) throws {
        func name(_ column: Int) -> String { content.featureNames?[column] ?? "\(column)" }
        let zeroRows: [Int]
        switch content.features {
        case .dense(let x):
            let profile = try MatrixProfile(x)
            profile.report(unit: .node, column: name, &list)
            for column in profile.constantColumns {
                list.add(
                    .note, .constant, unit: .node, column: name(column), count: content.graph.nodeCount,
                    "the same number for every node", expected: "numbers that differ",
                    fix: "Leave the column out.")
            }
            zeroRows = profile.zeroRows
        case .sparse(let x):
            if let values = x.values {
                let profile = try MatrixProfile(try values.reshaped([values.count, 1]))
                profile.report(unit: .node, column: { _ in "entries" }, &list)
            }
            let pointers = try x.pattern.rowPointers.integers()
            zeroRows = (0..<x.pattern.rowCount).filter { pointers[$0] == pointers[$0 + 1] }
        }
        if let node = zeroRows.first {
            list.add(
                .note, .zeroFeatures, row: node, unit: .node, count: zeroRows.count,
                "\(zeroRows.count) nodes whose features are all 0", expected: "nodes that are described",
                fix: "Nothing: they learn from their neighbours alone.")
        }
    }

    private static func checkReach(
        _ graph: Graph, _ split: DataSplit, _ isIsolated: [Bool], _ list: inout FindingList
    ) throws {
        let components = try graph.connectedComponents()
        var hasTraining = [Bool](repeating: false, count: components.count)
        for node in split.train { hasTraining[components.componentOfNode[node]] = true }
        let lost = split.test.filter { !hasTraining[components.componentOfNode[$0]] }
        guard let node = lost.first else { return }
        list.add(
            .note, .unreachable, row: node, unit: .node, count: lost.count,
            "\(lost.count) of \(split.test.count) test nodes (\(lost.count { isIsolated[$0] }) isolated) from which no "
                + "training node can be reached", expected: "test nodes joined to training nodes",
            fix: "Nothing: only their own features can help them.")
    }
}
