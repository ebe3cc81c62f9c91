// Citation graphs whose nodes are texts.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads `data.txt` (one text per node), `graph.txt` (two nodes per line) and, if it is there, `group.txt` (the class of
/// a node per line; blank: not labelled) of one folder.
///
/// Features are counts of words: one column per word that occurs, in the order of the alphabet; words are what stands
/// between blanks, as it is written. Edges get their reverse unless the card says `directed: true`; self-loops stay.
/// - Paper: Tu et al. 2017, "CANE: Context-Aware Network Embedding for Relation Modeling", ACL.
public enum CANEText: DataReader {
    /// Id of the format.
    public static let id = "cane-text"
    /// How the format is recognised.
    public static let summary = "folder with data.txt (a text per node), graph.txt, and perhaps group.txt"
    /// The files lie in one folder.
    public static let readsFolders = true

    /// Whether the names of files are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        ["data.txt", "graph.txt"].allSatisfy {
            FileManager.default.fileExists(atPath: url.appendingPathComponent($0).path)
        }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let urls = ["data.txt", "graph.txt", "group.txt"].map { source.url.appendingPathComponent($0) }
        let files = urls.filter { FileManager.default.fileExists(atPath: $0.path) || $0 != urls[2] }
        let (features, words) = try words(urls[0])
        let nodeCount = features.rowCount
        let (sources, targets) = try edges(urls[1], nodeCount: nodeCount)
        let graph = try Graph(nodeCount: nodeCount, sources: sources, targets: targets)
        return try GraphDataSet(
            graph: source.card.directed == true ? try graph.coalesced(.first) : try graph.undirected(),
            features: try features.features(),
            labels: files.count == 3
                ? try labels(urls[2], nodeCount: nodeCount) : .unlabelled(count: nodeCount),
            names: GraphNames(features: words), provenance: try source.provenance(files: files))
    }

    /// Counts the words of each text.
    private static func words(_ file: URL) throws -> (CompressedRows, [String]) {
        let texts = try TextScanner.scan(file, format: id) { scanner in
            var texts: [[Substring]] = []
            while scanner.nextLineOrBlank() {
                texts.append(scanner.restOfLine().split { $0 == " " || $0 == "\t" })
            }
            guard !texts.isEmpty else {
                throw scanner.problem(
                    "empty", "the file is empty", fix: "Write the text of a node on each line.")
            }
            return texts
        }
        let words = Set(texts.joined()).sorted()
        let columns = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
        var rows = CompressedRows(columnCount: max(1, words.count), pointers: [0], columns: [], values: [])
        for text in texts {
            var counts: [Int: Float] = [:]
            for word in text { counts[columns[word] ?? 0, default: 0] += 1 }
            for (column, count) in counts.sorted(by: { $0.key < $1.key }) {
                rows.columns.append(column)
                rows.values.append(count)
            }
            rows.pointers.append(rows.columns.count)
        }
        return (rows, words.isEmpty ? ["no word"] : words.map(String.init))
    }

    private static func edges(_ file: URL, nodeCount: Int) throws -> (sources: [Int], targets: [Int]) {
        try TextScanner.scan(file, format: id) { scanner in
            var edges: (sources: [Int], targets: [Int]) = ([], [])
            while scanner.nextLine() {
                let ends = try [scanner.requireInteger("a node"), scanner.requireInteger("a node")]
                try scanner.requireLineEnd("two nodes")
                for node in ends where !(0..<nodeCount).contains(node) {
                    throw scanner.problem(
                        "node", "node \(node), expected a line of data.txt, in 0..<\(nodeCount)",
                        fix: "Number the nodes from 0, one line of data.txt for each.")
                }
                edges.sources.append(ends[0])
                edges.targets.append(ends[1])
            }
            return edges
        }
    }

    private static func labels(_ file: URL, nodeCount: Int) throws -> ClassLabels {
        try TextScanner.scan(file, format: id) { scanner in
            var texts: [String?] = []
            while scanner.nextLineOrBlank() {
                let text = scanner.restOfLine()
                texts.append(text.isEmpty ? nil : text)
            }
            guard texts.count == nodeCount else {
                throw scanner.problem(
                    "count", "\(texts.count) lines, expected \(nodeCount) as data.txt has",
                    fix: "Write the class of a node on each line; leave it blank if it has none.")
            }
            return ClassLabels(texts: texts)
        }
    }
}
