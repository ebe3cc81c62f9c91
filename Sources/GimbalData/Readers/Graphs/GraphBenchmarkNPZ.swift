// The Amazon, Coauthor and citation graphs of the GNN benchmark, and all others in the same form.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a graph with sparse attributes: adjacency, attributes and labels as compressed rows in one .npz
/// file.
///
/// Arrays: `adj_data`, `adj_indices`, `adj_indptr`, `adj_shape`; `attr_...` the same (one indicator per node
/// if absent);
/// `labels` `[N]` if any; `class_names`, `node_names`, `attr_names` if any. As the benchmark does, self-loops
/// are dropped and edges get their reverse, unless the card says `directed: true`; weights that are all 1 are
/// not stored.
/// - Paper: Shchur et al. 2018, arXiv 1811.05868.
public enum GraphBenchmarkNPZ: DataReader {
    /// Id of the format.
    public static let id = "gnn-benchmark"
    /// How the format is recognised.
    public static let summary = ".npz with adj_data, adj_indices, adj_indptr, adj_shape, attr_..., labels"

    /// Whether the names of files or arrays are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard let contents = try? NPZContents(url) else { return false }
        return contents.contains("adj_indices")
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let contents = try NPZContents(source.url)
        let adjacency = try contents.compressedRows("adj")
        guard adjacency.rowCount == adjacency.columnCount else {
            throw contents.problem(
                "shape",
                "adj_shape is [\(adjacency.rowCount), \(adjacency.columnCount)], expected a square matrix")
        }
        let nodeCount = adjacency.rowCount
        let attributes =
            contents.contains("attr_indices")
            ? try contents.compressedRows("attr") : CompressedRows.identity(count: nodeCount)
        guard attributes.rowCount == nodeCount else {
            throw contents.problem(
                "shape", "attr_shape has \(attributes.rowCount) rows for \(nodeCount) nodes")
        }
        return try GraphDataSet(
            graph: try graph(adjacency, directed: source.card.directed ?? false),
            features: try attributes.features(),
            labels: try labels(contents, nodeCount: nodeCount),
            names: GraphNames(
                nodes: try contents.strings("node_names"), features: try contents.strings("attr_names")),
            provenance: try source.provenance(files: [source.url]))
    }

    private static func graph(_ adjacency: CompressedRows, directed: Bool) throws -> Graph {
        let rows = adjacency.rows
        let kept = rows.indices.filter { rows[$0] != adjacency.columns[$0] }
        let weights = kept.map { adjacency.values[$0] }
        // Row i of the file holds the edges that leave node i.
        let graph = try Graph(
            nodeCount: adjacency.rowCount, sources: kept.map { rows[$0] },
            targets: kept.map { adjacency.columns[$0] },
            weights: weights.allSatisfy { $0 == 1 } ? nil : weights)
        return directed || graph.isUndirected ? graph : try graph.undirected()
    }

    private static func labels(_ contents: NPZContents, nodeCount: Int) throws -> ClassLabels {
        guard contents.contains("labels") else { return .unlabelled(count: nodeCount) }
        let numbers = try contents.integers("labels", count: nodeCount)
        guard let names = try contents.strings("class_names") else {
            return try ClassLabels(numbers: numbers, contents)
        }
        if let node = numbers.firstIndex(where: { $0 < -1 || $0 >= names.count }) {
            throw contents.problem(
                "label",
                "labels[\(node)] is \(numbers[node]), expected -1 (no label) or a class in 0..<\(names.count)"
            )
        }
        return try ClassLabels(numbers.map { $0 < 0 ? nil : $0 }, classNames: names)
    }
}
