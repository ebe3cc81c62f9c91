// The user's own graph: a folder of tables, perhaps with a card.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a folder of tables: edges, and if there are any, nodes with features, classes and a split.
///
/// Without a card the files are `edges.csv` (source, target, perhaps weight), `nodes.csv` or `features.csv`
/// (id, numbers),
/// `labels.csv` (id, class), `split.csv` (id, part); ids are any texts. A column `label` or `class` of the
/// node table is the class if there is no `labels.csv`. Edges get their reverse unless the card says
/// `directed: true`.
public enum GraphFolder: DataReader {
    /// Id of the format.
    public static let id = "graph-folder"
    /// How the format is recognised.
    public static let summary = "folder with edges.csv, nodes.csv, labels.csv, split.csv, or a data.yaml"

    /// The tables lie in one folder.
    public static let readsFolders = true

    /// Whether the names of files or arrays are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return false }
        return names.contains { edgeFiles.contains($0) || nodeFiles.contains($0) }
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let folder = source.url
        let card = try completed(source.card, folder: folder)
        guard let edgeCard = card.edges else { throw noEdges(folder) }
        let table = try card.nodes.map { try NodeTable($0, folder: folder) }
        var index = table?.index ?? NodeIndex()
        let edges = try EdgeTable(edgeCard, folder: folder, index: &index, isOpen: table == nil)
        let labels = try labels(card, table, folder: folder, index: index)
        let graph = try Graph(
            nodeCount: index.names.count, sources: edges.sources, targets: edges.targets,
            weights: edges.weights)
        let provenance = try DataSource(folder, card: card).provenance(files: files(card, folder: folder))
        return try GraphDataSet(
            graph: card.directed == true || graph.isUndirected ? graph : try graph.undirected(),
            features: try table?.features() ?? CompressedRows.identity(count: index.names.count).features(),
            labels: labels, names: GraphNames(nodes: index.names, features: table?.featureNames),
            publicSplit: try card.split.map {
                try AssignmentTable($0, folder: folder, index: index).split(
                    labels: labels, name: provenance.name)
            }, provenance: provenance)
    }

    /// The card with the tables that the folder has.
    ///
    /// - Throws: `DataError` if the folder cannot be listed or has two tables of nodes.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        var card = try completed(source.card, folder: source.url)
        card.name = source.name
        card.directed = card.directed ?? false
        return card
    }

    /// Returns the card with what the folder shows filled in where the user wrote nothing.
    ///
    /// - Throws: `DataError` if a folder cannot be listed or has two tables of nodes.
    static func completed(_ card: DataCard, folder: URL) throws -> DataCard {
        let names = try listing(folder)
        var result = card
        result.edges = card.edges ?? edgeFiles.first(where: names.contains).map { DataCard.Edges(file: $0) }
        if card.nodes == nil {
            let found = nodeFiles.filter(names.contains)
            guard found.count < 2 else {
                throw DataError(
                    "folder.nodes",
                    "\(folder.path): found \(found.joined(separator: " and ")), expected one table of nodes.",
                    fix: "Join them, or name one in data.yaml (nodes: {file: \(found[0])}).")
            }
            result.nodes = found.first.map { DataCard.Nodes(file: $0) }
        }
        result.labels =
            card.labels ?? labelFiles.first(where: names.contains).map { DataCard.Assignment(file: $0) }
        result.split =
            card.split ?? splitFiles.first(where: names.contains).map { DataCard.Assignment(file: $0) }
        if result.labels == nil, let nodes = result.nodes, nodes.label == nil {
            result.nodes?.label = try labelColumn(folder.appendingPathComponent(nodes.file))
        }
        return result
    }

    private static let edgeFiles = ["edges.csv", "edges.tsv"]
    private static let nodeFiles = ["nodes.csv", "features.csv", "nodes.tsv", "features.tsv"]
    private static let labelFiles = ["labels.csv", "labels.tsv"]
    private static let splitFiles = ["split.csv", "split.tsv"]

    private static func listing(_ folder: URL) throws -> Set<String> {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw DataError(
                "folder.list",
                "\(folder.path) cannot be listed: it is no folder, or this user may not read it.",
                fix: "Check the path and its permissions.")
        }
        return Set(names)
    }

    private static func labelColumn(_ file: URL) throws -> String? {
        var reader = try CSVReader(file)
        return try reader.next()?.fields.first { ["label", "class"].contains($0.lowercased()) }
    }

    private static func labels(_ card: DataCard, _ table: NodeTable?, folder: URL, index: NodeIndex) throws
        -> ClassLabels
    {
        if let labels = card.labels {
            return ClassLabels(texts: try AssignmentTable(labels, folder: folder, index: index).labels)
        }
        return table?.labels.map { ClassLabels(texts: $0) } ?? .unlabelled(count: index.names.count)
    }

    private static func files(_ card: DataCard, folder: URL) -> [URL] {
        [card.edges?.file, card.nodes?.file, card.labels?.file, card.split?.file].compactMap { $0 }
            .map { folder.appendingPathComponent($0) }
    }

    private static func noEdges(_ folder: URL) -> DataError {
        DataError(
            "folder.edges", "\(folder.path): there is no edges.csv, and no card names a table of edges.",
            fix: "Add edges.csv (source,target), or data.yaml with edges: {file: NAME}.")
    }
}
