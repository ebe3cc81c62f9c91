// Collections of graphs in the text files of TUDataset.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a collection of graphs from `NAME_A.txt`, `NAME_graph_indicator.txt` and their companions in one folder.
///
/// Features of nodes are their attributes, then one indicator per label that occurs; a constant where there are
/// neither. Features of edges likewise. Targets are the classes of `NAME_graph_labels.txt`; the numbers of
/// `NAME_graph_attributes.txt` where there are no classes, or where the card says `targets: [graph_attributes]`.
/// Edges get their reverse unless the card says `directed: true`.
/// - Paper: Morris et al. 2020, "TUDataset: a collection of benchmark datasets for learning with graphs", arXiv 2007.08663.
public enum TUDataset: DataReader {
    /// Id of the format.
    public static let id = "tu"
    /// How the format is recognised.
    public static let summary = "folder with NAME_A.txt, NAME_graph_indicator.txt, NAME_graph_labels.txt ..."
    /// The files lie in one folder.
    public static let readsFolders = true

    /// Whether the names of files are those of the format.
    public static func recognizes(_ url: URL) -> Bool { (try? TUFiles(url)) != nil }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphCollection {
        let files = try TUFiles(source.url)
        let parts = try TUParts(files)
        let (graphs, features, names) = try parts.graphs(
            directed: source.card.directed ?? false, files: files)
        let place = source.card.name == nil ? files.folder.appendingPathComponent(files.name) : source.url
        return try GraphCollection(
            graphs, features: features,
            targets: try targets(files, count: graphs.count, chosen: source.card.targets),
            featureNames: names,
            provenance: try DataSource(place, card: source.card).provenance(files: files.present))
    }

    private static func targets(_ files: TUFiles, count: Int, chosen: [String]?) throws -> SampleTargets {
        let known = ["graph_labels", "graph_attributes"].filter { files.has($0) }
        if let other = chosen?.first(where: { !known.contains($0) }) {
            throw DataError(
                "tu.targets",
                "\(files.folder.path): the card asks for the target \"\(other)\", which is not there.",
                fix: suggestion(for: other, in: known))
        }
        guard let kind = chosen?.first ?? known.first else { return .none }
        if kind == "graph_labels" {
            let labels = try files.labels(kind, count: count)
            guard labels.count == 1 else {
                throw files.problem(kind, "columns", "\(labels.count) numbers a line, expected one class")
            }
            return .classes(ClassLabels(texts: labels[0].map(String.init)))
        }
        let (numbers, width) = try files.numbers(kind, count: count)
        let values = try Tensor(numbers.map(Double.init), shape: [count, width])
        return .values(values, names: (0..<width).map { width == 1 ? kind : "\(kind) \($0 + 1)" })
    }
}

/// The files of a set, and the reading of their columns.
struct TUFiles {
    let folder: URL
    /// What the files' names begin with.
    let name: String

    /// Takes the folder, or its file `NAME_A.txt`.
    init(_ url: URL) throws {
        if url.lastPathComponent.hasSuffix("_A.txt") {
            folder = url.deletingLastPathComponent()
            name = String(url.lastPathComponent.dropLast(6))
        } else {
            folder = url
            let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
            let sets = names.filter { $0.hasSuffix("_A.txt") }.map { String($0.dropLast(6)) }.sorted()
            guard sets.count == 1 else {
                let found = sets.isEmpty ? "none" : sets.joined(separator: ", ")
                throw DataError(
                    "tu.folder", "\(url.path): expected one file NAME_A.txt, found \(found).",
                    fix: sets.isEmpty
                        ? "Name the folder of a TU data set." : "Name one file: \(sets[0])_A.txt.")
            }
            name = sets[0]
        }
        guard has("graph_indicator") else {
            throw DataError(
                "tu.missing", "\(self.url("graph_indicator").path) is missing: which graph a node is of.",
                fix: "Unpack the whole archive of the data set.")
        }
    }

    private static let kinds = [
        "A", "graph_indicator", "graph_labels", "graph_attributes", "node_labels", "node_attributes",
        "edge_labels", "edge_attributes",
    ]

    func url(_ kind: String) -> URL { folder.appendingPathComponent("\(name)_\(kind).txt") }
    func has(_ kind: String) -> Bool { FileManager.default.fileExists(atPath: url(kind).path) }
    var present: [URL] { Self.kinds.filter { has($0) }.map { url($0) } }

    /// Reads columns of whole numbers, one line per node, edge or graph.
    func labels(_ kind: String, count: Int) throws -> [[Int]] {
        try TextScanner.scan(url(kind), format: TUDataset.id) { scanner in
            var columns: [[Int]] = []
            try lines(&scanner, kind, count: count) { scanner, width in
                if columns.isEmpty { columns = [[Int]](repeating: [], count: max(width, 1)) }
                for column in columns.indices {
                    columns[column].append(try scanner.requireInteger("a label"))
                }
            }
            return columns
        }
    }

    /// Reads rows of numbers, one line per node, edge or graph.
    func numbers(_ kind: String, count: Int) throws -> (values: [Float], width: Int) {
        try TextScanner.scan(url(kind), format: TUDataset.id) { scanner in
            var values: [Float] = []
            var width = 0
            try lines(&scanner, kind, count: count) { scanner, found in
                if width == 0 { width = max(found, 1) }
                for _ in 0..<width { values.append(try scanner.requireReal("an attribute")) }
            }
            return (values, width)
        }
    }

    /// Calls `body` for each line with the number of fields of the first one.
    private func lines(
        _ scanner: inout TextScanner, _ kind: String, count: Int,
        _ body: (inout TextScanner, Int) throws -> Void
    ) throws {
        var width = 0
        var rows = 0
        while scanner.nextLine() {
            if rows == 0 { width = scanner.fieldCount() }
            rows += 1
            guard rows <= count else { break }
            try body(&scanner, width)
            try scanner.requireLineEnd("\(width) \(width == 1 ? "field" : "fields"), as in the first line")
        }
        guard rows == count else {
            let found = rows > count ? "more than \(count)" : "\(rows)"
            let part = kind.hasPrefix("node") ? "node" : kind.hasPrefix("edge") ? "edge" : "graph"
            throw problem(kind, "count", "\(found) lines, expected \(count): one per \(part)")
        }
    }

    func problem(_ kind: String, _ code: String, _ what: String) -> DataError {
        DataError(
            "tu.\(code)", "\(url(kind).path): \(what).",
            fix: "The file is cut off, or of another data set than its companions; unpack the archive again.")
    }
}
