// Checks of many graphs.
import GimbalGraphs
import GimbalTensor

/// Checks of a collection of graphs, molecules among them.
enum CollectionChecks {
    static func run(_ content: GraphCollection, _ split: DataSplit?, _ list: inout FindingList) throws {
        guard !content.graphs.isEmpty else {
            list.add(
                .error, .empty, unit: .graph, count: 0, "no graph", expected: "graphs to learn from",
                fix: "Check whether the file was cut off.")
            return
        }
        checkSizes(content.graphs, &list)
        let targets = try checkTargets(content, split, &list)
        var hashes: [UInt64] = []
        var isContinuous = false
        for (index, graph) in content.graphs.enumerated() {
            let own = try GraphHash(graph, content.features[index])
            if let (row, _) = own.firstBad {
                list.add(
                    .error, .nan, row: index, unit: .graph, column: "node \(row)",
                    "a feature that is not finite",
                    expected: "finite numbers", fix: "Correct it, or leave the graph out.")
            }
            isContinuous = isContinuous || own.isContinuous
            hashes.append(own.value)
        }
        PartChecks.run(
            EqualSamples(hashes), targets: targets, count: content.graphs.count, isContinuous: isContinuous,
            unit: .graph, split, &list)
    }

    private static func checkSizes(_ graphs: [Graph], _ list: inout FindingList) {
        let empty = graphs.indices.filter { graphs[$0].nodeCount == 0 }
        if let first = empty.first {
            list.add(
                .error, .emptyGraph, row: first, unit: .graph, count: empty.count,
                "\(empty.count) graphs without nodes", expected: "a node at least", fix: "Leave them out.")
        }
        let bare = graphs.indices.filter { graphs[$0].nodeCount > 1 && graphs[$0].edgeCount == 0 }
        if let first = bare.first {
            list.add(
                .note, .emptyGraph, row: first, unit: .graph, count: bare.count,
                "\(bare.count) graphs of several nodes without edges", expected: "edges",
                fix: "Nothing, if they are meant so: they are bags of nodes.")
        }
    }

    /// Checks targets; returns a hash of each.
    private static func checkTargets(
        _ content: GraphCollection, _ split: DataSplit?, _ list: inout FindingList
    ) throws -> [UInt64]? {
        switch content.targets {
        case .none: return nil
        case .classes(let labels):
            LabelChecks.run(labels, unit: .graph, split, &list)
            return labels.classes.map { UInt64(bitPattern: Int64($0 ?? -1)) }
        case .values(let values, let names):
            TargetValueChecks.run(try values.doubles(), names: names, unit: .graph, &list)
            return try MatrixProfile(values, allowsNaN: true).hashes
        }
    }
}

/// A hash of a graph that does not depend on the order of its nodes.
///
/// Three rounds of colour refinement: equal for graphs that are the same, and, rarely, for graphs that the
/// refinement cannot tell apart.
/// - Paper: Weisfeiler, Leman 1968; Shervashidze et al. 2011, "Weisfeiler-Lehman graph kernels".
struct GraphHash {
    let value: UInt64
    let firstBad: (row: Int, column: Int)?
    /// Whether some feature is no whole number.
    let isContinuous: Bool

    init(_ graph: Graph, _ features: NodeFeatures) throws {
        let x = try features.dense()
        let profile = try MatrixProfile(x)
        firstBad = profile.firstBad
        isContinuous = try x.floats().contains { $0 != $0.rounded() }
        let (sources, targets) = try graph.edges()
        let edgeColours = try graph.edgeFeatures.map { try MatrixProfile($0).hashes }
        var colours = profile.hashes
        for _ in 0..<3 {
            // Sums, so that the order of neighbours does not matter.
            var sums = [UInt64](repeating: 0, count: colours.count)
            for edge in sources.indices {
                var hash = ContentHash()
                hash.add(colours[sources[edge]])
                hash.add(edgeColours?[edge] ?? 0)
                sums[targets[edge]] &+= hash.value
            }
            for node in colours.indices {
                var hash = ContentHash()
                hash.add(colours[node])
                hash.add(sums[node])
                colours[node] = hash.value
            }
        }
        var hash = ContentHash()
        hash.add(UInt64(graph.nodeCount))
        hash.add(UInt64(graph.edgeCount))
        hash.add(colours.reduce(0, &+))
        value = hash.value
    }
}
