// Nodes and edges of all graphs of a TU data set, and their distribution over the graphs.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// What the files of a TU data set say about nodes and edges, numbered over all graphs.
struct TUParts {
    /// Graph of each node, from 0.
    private var graphOfNode: [Int] = []
    /// Number of each node within its graph.
    private var placeOfNode: [Int] = []
    private var nodeCounts: [Int] = []
    private var sources: [Int] = []
    private var targets: [Int] = []
    private var nodes = FeatureRows("node")
    private var edges = FeatureRows("edge")

    init(_ files: TUFiles) throws {
        try readNodes(files)
        try readEdges(files)
        nodes = try Self.rows("node", files, count: graphOfNode.count)
        edges = try Self.rows("edge", files, count: sources.count)
    }

    private mutating func readNodes(_ files: TUFiles) throws {
        graphOfNode = try TextScanner.scan(files.url("graph_indicator"), format: TUDataset.id) { scanner in
            var result: [Int] = []
            while scanner.nextLine() {
                let graph = try scanner.requireInteger("the graph of a node")
                // A graph has a node at least, so no number can exceed that of nodes: found out below.
                guard graph >= 1, graph < 1 << 31 else {
                    throw scanner.problem(
                        "graph", "graph \(graph), expected a number from 1", fix: "Number the graphs from 1.")
                }
                try scanner.requireLineEnd("the graph's number")
                result.append(graph - 1)
            }
            return result
        }
        let graphCount = (graphOfNode.max() ?? -1) + 1
        guard graphCount > 0, graphCount <= graphOfNode.count else {
            throw files.problem(
                "graph_indicator", "graphs", "\(graphOfNode.count) nodes of graphs up to number \(graphCount)"
            )
        }
        nodeCounts = [Int](repeating: 0, count: graphCount)
        for graph in graphOfNode {
            placeOfNode.append(nodeCounts[graph])
            nodeCounts[graph] += 1
        }
        if let empty = nodeCounts.firstIndex(of: 0) {
            throw files.problem("graph_indicator", "graphs", "graph \(empty + 1) has no node")
        }
    }

    private mutating func readEdges(_ files: TUFiles) throws {
        let graphOfNode = graphOfNode
        (sources, targets) = try TextScanner.scan(files.url("A"), format: TUDataset.id) { scanner in
            var ends: (sources: [Int], targets: [Int]) = ([], [])
            while scanner.nextLine() {
                let source = try scanner.requireInteger("a node") - 1
                let target = try scanner.requireInteger("a node") - 1
                try scanner.requireLineEnd("two nodes")
                for node in [source, target] where !graphOfNode.indices.contains(node) {
                    throw scanner.problem(
                        "node", "node \(node + 1), expected a number from 1 to \(graphOfNode.count)",
                        fix: "The file is of another data set than its companions; unpack the archive again.")
                }
                guard graphOfNode[source] == graphOfNode[target] else {
                    throw scanner.problem(
                        "bridge",
                        "an edge joins node \(source + 1) of graph \(graphOfNode[source] + 1) and node \(target + 1) "
                            + "of graph \(graphOfNode[target] + 1)", fix: "Keep edges within one graph.")
                }
                ends.sources.append(source)
                ends.targets.append(target)
            }
            return ends
        }
    }

    private static func rows(_ what: String, _ files: TUFiles, count: Int) throws -> FeatureRows {
        var rows = FeatureRows(what)
        if files.has("\(what)_attributes") {
            (rows.numbers, rows.numberCount) = try files.numbers("\(what)_attributes", count: count)
        }
        if files.has("\(what)_labels") { rows.labels = try files.labels("\(what)_labels", count: count) }
        return rows
    }

    /// Makes the graphs and the features of their nodes.
    func graphs(directed: Bool, files: TUFiles) throws -> ([Graph], [NodeFeatures], names: [String]) {
        let nodeRows = Distribution(part: graphOfNode, count: nodeCounts.count)
        let edgeRows = Distribution(part: sources.map { graphOfNode[$0] }, count: nodeCounts.count)
        var described = nodes
        if described.isEmpty {
            described.numbers = [Float](repeating: 1, count: graphOfNode.count)
            described.numberCount = 1
        }
        let (nodeValues, nodeNames) = described.encoded(rowCount: graphOfNode.count)
        let (edgeValues, edgeNames) = edges.encoded(rowCount: sources.count)
        var graphs: [Graph] = [], features: [NodeFeatures] = []
        for index in nodeCounts.indices {
            let own = edgeRows.members(of: index)
            let graph = try Graph(
                nodeCount: nodeCounts[index], sources: own.map { placeOfNode[sources[$0]] },
                targets: own.map { placeOfNode[targets[$0]] },
                edgeFeatures: edges.isEmpty ? nil : try Self.matrix(edgeValues, own, width: edgeNames.count))
            graphs.append(directed || graph.isUndirected ? graph : try graph.undirected())
            features.append(
                .dense(try Self.matrix(nodeValues, nodeRows.members(of: index), width: nodeNames.count)))
        }
        return (graphs, features, nodes.isEmpty ? ["constant"] : nodeNames)
    }

    private static func matrix(_ values: [Float], _ rows: ArraySlice<Int>, width: Int) throws -> Tensor {
        var own: [Float] = []
        own.reserveCapacity(rows.count * width)
        for row in rows { own += values[(row * width)..<((row + 1) * width)] }
        return try Tensor(own, shape: [rows.count, width])
    }
}

/// Which elements are of which part, in their order.
private struct Distribution {
    private var offsets: [Int]
    private var elements: [Int]

    init(part: [Int], count: Int) {
        offsets = [Int](repeating: 0, count: count + 1)
        elements = [Int](repeating: 0, count: part.count)
        for part in part { offsets[part + 1] += 1 }
        for part in 0..<count { offsets[part + 1] += offsets[part] }
        var next = offsets
        for (element, part) in part.enumerated() {
            elements[next[part]] = element
            next[part] += 1
        }
    }

    func members(of part: Int) -> ArraySlice<Int> { elements[offsets[part]..<offsets[part + 1]] }
}
