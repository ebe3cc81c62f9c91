// The citation networks of Planetoid, as plain arrays in one .npz file.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a Planetoid data set: sparse features, undirected edges, and the public split.
///
/// Arrays: `x_data`, `x_indices`, `x_indptr`, `x_shape` (compressed rows), `labels` `[N]` (-1: not labelled),
/// `edge_index`
/// `[2, E]`, `train_index`, `val_index`, `test_index`.
/// - Paper: Yang, Cohen, Salakhutdinov 2016, arXiv 1603.08861.
public enum PlanetoidNPZ: DataReader {
    /// Id of the format.
    public static let id = "planetoid"
    /// How the format is recognised.
    public static let summary = ".npz with x_data ..., labels, edge_index, train_index, val_index, test_index"

    private static let splitKeys = ["train_index", "val_index", "test_index"]
    private static let keys = NPZContents.keys("x") + ["labels", "edge_index"] + splitKeys

    /// Whether the names of files or arrays are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard let file = try? file(at: url), let contents = try? NPZContents(file) else { return false }
        return contents.contains("edge_index") && contents.contains("x_data")
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let file = try file(at: source.url)
        let contents = try NPZContents(file)
        try contents.require(keys)
        let rows = try contents.compressedRows("x")
        let numbers = try contents.integers("labels")
        guard rows.rowCount == numbers.count else {
            throw contents.problem(
                "partial", "features for \(rows.rowCount) of \(numbers.count) nodes",
                fix: "The file is incomplete; get one with a row of features for every node.")
        }
        let labels = try ClassLabels(numbers: numbers, contents)
        let split = try splitKeys.map { try contents.integers($0) }
        return try GraphDataSet(
            graph: try graph(contents, nodeCount: numbers.count), features: try rows.features(),
            labels: labels,
            publicSplit: try DataSplit(
                train: split[0], validation: split[1], test: split[2], labels: labels, name: file.path),
            provenance: try source.provenance(files: [file]))
    }

    /// The file itself, or the only .npz file of a folder.
    private static func file(at url: URL) throws -> URL {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return url }
        let candidates = names.filter { $0.hasSuffix(".npz") }.sorted()
        if candidates.count == 1 { return url.appendingPathComponent(candidates[0]) }
        let found = candidates.isEmpty ? "none" : candidates.joined(separator: ", ")
        throw DataError(
            "planetoid.folder", "\(url.path): expected one .npz file, found \(found).",
            fix: candidates.isEmpty
                ? "Name a folder with the arrays as .npz; the original ind.* pickles are not read."
                : "Name one: \(id):\(url.appendingPathComponent(candidates[0]).path).")
    }

    private static func graph(_ contents: NPZContents, nodeCount: Int) throws -> Graph {
        let (sources, targets) = try contents.pairs("edge_index")
        for (row, nodes) in [sources, targets].enumerated() {
            if let edge = nodes.firstIndex(where: { $0 < 0 || $0 >= nodeCount }) {
                throw contents.problem(
                    "index",
                    "edge_index[\(row), \(edge)] is \(nodes[edge]), expected a node in 0..<\(nodeCount)")
            }
        }
        let graph = try Graph(nodeCount: nodeCount, sources: sources, targets: targets)
        return graph.isUndirected ? graph : try graph.undirected()
    }
}

extension ClassLabels {
    /// Numbers the distinct class numbers of an array; -1 stands for "not labelled".
    init(numbers: [Int], _ contents: NPZContents) throws {
        if let node = numbers.firstIndex(where: { $0 < -1 }) {
            throw contents.problem(
                "label", "labels[\(node)] is \(numbers[node]), expected -1 (not labelled) or more")
        }
        self.init(texts: numbers.map { $0 < 0 ? nil : String($0) })
    }
}
