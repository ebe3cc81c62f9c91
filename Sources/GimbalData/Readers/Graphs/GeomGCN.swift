// The heterophilous graphs of Geom-GCN: web pages, actors.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads `out1_graph_edges.txt` and `out1_node_feature_label.txt` of one folder, with the published splits.
///
/// A row of features is either all zeros and ones, or (film) a list of the columns that are one. Splits are the files
/// `NAME_split_0.6_0.2_I.npz` in the folder itself, in its `splits` or in the `splits` beside it, where NAME is the
/// folder's name; seed *i* takes split *i*. Edges get their reverse unless the card says `directed: true`; self-loops
/// stay.
/// - Paper: Pei et al. 2020, "Geom-GCN: Geometric Graph Convolutional Networks", arXiv 2002.05287.
public enum GeomGCN: DataReader {
    /// Id of the format.
    public static let id = "geom-gcn"
    /// How the format is recognised.
    public static let summary = "folder with out1_graph_edges.txt, out1_node_feature_label.txt"
    /// The files lie in one folder.
    public static let readsFolders = true

    static let edgeFile = "out1_graph_edges.txt"
    static let nodeFile = "out1_node_feature_label.txt"

    /// Whether the names of files are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        [edgeFile, nodeFile].allSatisfy {
            FileManager.default.fileExists(atPath: url.appendingPathComponent($0).path)
        }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let files = [nodeFile, edgeFile].map { source.url.appendingPathComponent($0) }
        let nodes = try GeomGCNNodes(files[0])
        let labels = ClassLabels(texts: nodes.labels.map(String.init))
        let edges = try edges(files[1], nodeCount: nodes.labels.count)
        let graph = try Graph(nodeCount: nodes.labels.count, sources: edges.sources, targets: edges.targets)
        let name = source.url.lastPathComponent
        let splits = try splitFolders(of: source.url).lazy.map { folder in
            try (
                GeomGCNSplits.files(in: folder, name: name),
                GeomGCNSplits.read(in: folder, name: name, labels: labels)
            )
        }.first { !$0.0.isEmpty }
        return try GraphDataSet(
            graph: source.card.directed == true ? try graph.coalesced(.first) : try graph.undirected(),
            features: try nodes.features.features(), labels: labels, publicSplits: splits?.1 ?? [],
            provenance: try source.provenance(files: files + (splits?.0 ?? [])))
    }

    private static func splitFolders(of folder: URL) -> [URL] {
        [
            folder, folder.appendingPathComponent("splits"),
            folder.deletingLastPathComponent().appendingPathComponent("splits"),
        ]
    }

    private static func edges(_ file: URL, nodeCount: Int) throws -> (sources: [Int], targets: [Int]) {
        try TextScanner.scan(file, format: id) { scanner in
            var edges: (sources: [Int], targets: [Int]) = ([], [])
            try scanner.skipHeader()
            while scanner.nextLine() {
                let ends = try [scanner.requireInteger("a node"), scanner.requireInteger("a node")]
                try scanner.requireLineEnd("two nodes")
                for node in ends where !(0..<nodeCount).contains(node) {
                    throw scanner.problem(
                        "node", "node \(node), expected a node of \(nodeFile), in 0..<\(nodeCount)",
                        fix: "The two files are not of the same data set; fetch both again.")
                }
                edges.sources.append(ends[0])
                edges.targets.append(ends[1])
            }
            return edges
        }
    }
}

/// The table of nodes: number, features, class.
struct GeomGCNNodes {
    /// Class of each node.
    let labels: [Int]
    let features: CompressedRows

    private struct Row {
        let features: [Int]
        let label: Int
    }

    init(_ file: URL) throws {
        let (rows, isListed, declared) = try TextScanner.scan(file, format: GeomGCN.id) { scanner in
            guard scanner.nextLine() else {
                throw scanner.problem("empty", "the file is empty", fix: "Fetch the file again.")
            }
            // `feature(feature_amount:931)` says that rows list the columns that are one.
            let header = scanner.restOfLine()
            let declared = header.split(separator: ":").dropFirst().first.flatMap {
                Int($0.prefix { $0.isNumber })
            }
            return (try Self.rows(&scanner), declared != nil, declared ?? 0)
        }
        labels = rows.map(\.label)
        features = try Self.features(rows, isListed: isListed, declared: declared, path: file.path)
    }

    private static func rows(_ scanner: inout TextScanner) throws -> [Row] {
        var rows: [Int: Row] = [:]
        while scanner.nextLine() {
            let node = try scanner.requireInteger("the node's number")
            var numbers: [Int] = []
            while scanner.hasField() { numbers.append(try scanner.requireInteger("a feature or the class")) }
            guard let label = numbers.popLast() else {
                throw scanner.problem("label", "node \(node) has no class", fix: "Fetch the file again.")
            }
            guard rows.updateValue(Row(features: numbers, label: label), forKey: node) == nil else {
                throw scanner.problem("twice", "node \(node) comes twice", fix: "Remove one of the lines.")
            }
        }
        return try (0..<rows.count).map { node in
            guard let row = rows[node] else {
                throw scanner.problem(
                    "gap", "the file has \(rows.count) nodes but none with number \(node)",
                    fix: "Number the nodes from 0, without gaps.")
            }
            return row
        }
    }

    private static func features(_ rows: [Row], isListed: Bool, declared: Int, path: String) throws
        -> CompressedRows
    {
        func problem(_ code: String, _ what: String) -> DataError {
            DataError("geom-gcn.\(code)", "\(path): \(what).", fix: "Fetch the file again.")
        }
        let width = rows.first?.features.count ?? 0
        var result = CompressedRows(columnCount: 0, pointers: [0], columns: [], values: [])
        for (node, row) in rows.enumerated() {
            if let value = row.features.first(where: { $0 < 0 || $0 > (isListed ? 1 << 24 : 1) }) {
                let expected = isListed ? "the number of a column" : "0 or 1"
                throw problem("feature", "node \(node) has the feature \(value), expected \(expected)")
            }
            guard isListed || row.features.count == width else {
                throw problem(
                    "width",
                    "node \(node) has \(row.features.count) features, expected \(width) as node 0 has")
            }
            let columns =
                isListed ? Set(row.features).sorted() : row.features.indices.filter { row.features[$0] == 1 }
            result.columns += columns
            result.pointers.append(result.columns.count)
        }
        guard !rows.isEmpty else { throw problem("empty", "there is no node") }
        let listed = max(declared, (result.columns.max() ?? -1) + 1)
        return CompressedRows(
            columnCount: isListed ? listed : width, pointers: result.pointers, columns: result.columns,
            values: [Float](repeating: 1, count: result.columns.count))
    }
}
