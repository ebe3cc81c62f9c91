// Lists of neighbours: one node and its neighbours per line.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a list of neighbours: on each line a node and the nodes that its edges lead to, between blanks, tabs or
/// commas; gzipped or not.
///
/// Lines that begin with `#` or `%` are comments. Nodes are whole numbers; those with gaps are numbered from 0 in their
/// order and kept as names. Edges get their reverse unless the card says `directed: true`; self-loops stay.
public enum AdjacencyListFile: DataReader {
    /// Id of the format.
    public static let id = "adjacency-list"
    /// How the format is recognised.
    public static let summary = ".adjlist: a node and its neighbours on each line; also .gz"

    /// Whether the file's name is that of the format.
    public static func recognizes(_ url: URL) -> Bool {
        let plain = url.pathExtension == "gz" ? url.deletingPathExtension() : url
        return plain.pathExtension.lowercased() == "adjlist" && (try? checkReadable(url)) != nil
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        var (lines, sources, targets) = try lists(source.url)
        // Nodes without neighbours count: all nodes that begin a line are known.
        let numbering = NodeNumbering(sources + lines, targets)
        numbering.renumber(&sources)
        numbering.renumber(&targets)
        let graph = try Graph(
            nodeCount: numbering.count, edges: try EdgeList(sources: sources, targets: targets))
        return try GraphDataSet(
            graph: source.card.directed == true || graph.isUndirected ? graph : try graph.undirected(),
            features: try CompressedRows.identity(count: numbering.count).features(),
            labels: .unlabelled(count: numbering.count), names: GraphNames(nodes: numbering.names),
            provenance: try source.provenance(files: [source.url]))
    }

    /// The node of each line, and the two ends of each edge.
    private static func lists(_ url: URL) throws -> (lines: [Int32], sources: [Int32], targets: [Int32]) {
        try TextScanner.scan(url, format: id, comments: true) { scanner in
            var result: (lines: [Int32], sources: [Int32], targets: [Int32]) = ([], [], [])
            var seen: Set<Int32> = []
            while scanner.nextLine() {
                let node = try node(&scanner)
                guard seen.insert(node).inserted else {
                    throw scanner.problem(
                        "twice", "node \(node) begins a second line",
                        fix: "List all its neighbours on one line.")
                }
                result.lines.append(node)
                while scanner.hasField() {
                    result.sources.append(node)
                    result.targets.append(try Self.node(&scanner))
                }
            }
            guard !result.sources.isEmpty else {
                throw scanner.problem(
                    "empty", "the file has no edge", fix: "Write a node and its neighbours on each line.")
            }
            return result
        }
    }

    private static func node(_ scanner: inout TextScanner) throws -> Int32 {
        let number = try scanner.requireInteger(
            "a node", fix: "Number the nodes; names are read from lists of edges.")
        guard let node = Int32(exactly: number), node >= 0 else {
            throw scanner.problem(
                "node", "node \(number), expected a number in 0...\(Int32.max)",
                fix: "Number the nodes from 0.")
        }
        return node
    }
}
