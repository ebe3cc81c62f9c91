// The page and gamer networks of MUSAE.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads `edges.csv`, `features.json` (a list of columns per node) and `target.csv` of one folder.
///
/// Classes are the column `mature`, `ml_target`, `page_type` or `target` of the targets, or the one that the card names
/// (`targets: [views]`). A column of more than 50 whole numbers is a measurement (traffic of Wikipedia pages): it is
/// kept as `targetValues`, and its fifths (values up to the 20, 40, 60, 80 % quantile, interpolated) are the classes,
/// which are those of Geom-GCN. The feature columns reach to the largest one listed. Edges get their reverse unless the
/// card says `directed: true`; self-loops stay.
/// - Paper: Rozemberczki, Allen, Sarkar 2021, "Multi-scale attributed node embedding", arXiv 1909.13021; fifths: Pei et
///   al. 2020, arXiv 2002.05287, section 5.1.
public enum MUSAE: DataReader {
    /// Id of the format.
    public static let id = "musae"
    /// How the format is recognised.
    public static let summary = "folder with edges.csv, features.json, target.csv"
    /// The files lie in one folder.
    public static let readsFolders = true

    private static let fileNames = ["edges.csv", "features.json", "target.csv"]

    /// Whether the names of files are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        fileNames.allSatisfy { FileManager.default.fileExists(atPath: url.appendingPathComponent($0).path) }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let files = fileNames.map { source.url.appendingPathComponent($0) }
        let targets = try MUSAETargets(files[2], column: source.card.targets?.first)
        let nodeCount = targets.texts.count
        let (sources, ends) = try edges(files[0], nodeCount: nodeCount)
        let graph = try Graph(nodeCount: nodeCount, sources: sources, targets: ends)
        return try GraphDataSet(
            graph: source.card.directed == true ? try graph.coalesced(.first) : try graph.undirected(),
            features: try features(files[1], nodeCount: nodeCount), labels: targets.labels,
            targetValues: targets.values, publicSplits: [], provenance: try source.provenance(files: files))
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
                        "node", "node \(node), expected a node of target.csv, in 0..<\(nodeCount)",
                        fix: "The files are not of the same data set; fetch them again.")
                }
                edges.sources.append(ends[0])
                edges.targets.append(ends[1])
            }
            return edges
        }
    }

    private static func features(_ file: URL, nodeCount: Int) throws -> NodeFeatures {
        var lists = [[Int]?](repeating: nil, count: nodeCount)
        for (name, columns) in try ListsJSON.read(file, format: id) {
            guard let node = Int(name), lists.indices.contains(node) else {
                throw DataError(
                    "musae.features",
                    "\(file.path): features of the node \"\(name)\", expected 0..<\(nodeCount).",
                    fix: "The files are not of the same data set; fetch them again.")
            }
            // Some lists name a column twice.
            lists[node] = Set(columns).sorted()
        }
        if let node = lists.firstIndex(where: { $0 == nil }) {
            throw DataError(
                "musae.features", "\(file.path): there are no features of node \(node).",
                fix: "Write \"\(node)\": [] if it has none.")
        }
        let columns = lists.compactMap { $0 }
        var pointers = [0]
        for list in columns { pointers.append(pointers[pointers.count - 1] + list.count) }
        let all = Array(columns.joined())
        return try CompressedRows(
            columnCount: (all.max() ?? 0) + 1, pointers: pointers, columns: all,
            values: [Float](repeating: 1, count: all.count)
        ).features()
    }
}

/// The table of targets: one text per node, and what it means.
struct MUSAETargets {
    /// Text of each node.
    private(set) var texts: [String] = []
    /// Class of each node.
    let labels: ClassLabels
    /// Measured number of each node, where the column is a measurement.
    let values: [Float]?

    private static let usual = ["mature", "ml_target", "page_type", "target"]
    /// More distinct whole numbers than this are a measurement.
    private static let classLimit = 50

    init(_ file: URL, column chosen: String?) throws {
        var reader = try CSVReader(file)
        guard let header = try reader.next() else {
            throw reader.problem("rows", 1, "the table is empty", fix: "Fetch the file again.")
        }
        let name = chosen ?? Self.usual.first { header.fields.contains($0) } ?? "target"
        let target = try reader.column(name, header: header.fields, place: 0)
        let id = try reader.column(
            header.fields.contains("new_id") ? "new_id" : "id", header: header.fields, place: 0)
        var textOfNode: [Int: String] = [:]
        while let row = try reader.next() {
            guard let node = Int(row.fields[id]), node >= 0 else {
                throw reader.problem(
                    "number", row.line, column: header.fields[id],
                    "found \"\(row.fields[id].prefix(40))\", expected the number of a node",
                    fix: "Correct it.")
            }
            guard textOfNode.updateValue(row.fields[target], forKey: node) == nil else {
                throw reader.problem(
                    "duplicate", row.line, "the node \"\(node)\" appears twice",
                    fix: "Remove one of the rows.")
            }
        }
        texts = try (0..<textOfNode.count).map { node in
            guard let text = textOfNode[node] else {
                throw reader.problem(
                    "node", 1, "there are \(textOfNode.count) nodes, but none with number \(node)",
                    fix: "Number the nodes from 0, without gaps.")
            }
            return text
        }
        let numbers = texts.compactMap { Double($0) }
        let isMeasured = numbers.count == texts.count && Set(texts).count > Self.classLimit
        values = isMeasured ? numbers.map { Float($0) } : nil
        labels =
            isMeasured ? try Self.fifths(numbers) : ClassLabels(texts: texts.map { $0.isEmpty ? nil : $0 })
    }

    /// Classes of a measurement: how many of the quantiles 20, 40, 60, 80 % lie below a value.
    private static func fifths(_ numbers: [Double]) throws -> ClassLabels {
        let sorted = numbers.sorted()
        let bounds = (1...4).map { fifth -> Double in
            let position = Double(fifth) / 5 * Double(sorted.count - 1)
            let below = Int(position)
            let next = sorted[min(below + 1, sorted.count - 1)]
            return sorted[below] + (position - Double(below)) * (next - sorted[below])
        }
        return try ClassLabels(
            numbers.map { number in bounds.count { $0 < number } },
            classNames: (1...5).map { "fifth \($0)" })
    }
}
