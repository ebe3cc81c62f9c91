// Collections of graphs in the text format of GIN and DGCNN.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a collection of graphs from one text: the number of graphs, then for each graph `n label` and *n* lines
/// `tag degree neighbours... attributes...`.
///
/// Features are one indicator per tag that occurs, after the attributes if there are any; where all tags are the same,
/// `GraphCollection.oneHotDegrees()` gives what the paper uses. Edges get their reverse unless the card says
/// `directed: true`. Folds are `train_idx-I.txt` and `test_idx-I.txt` in `10fold_idx/NAME` or `10fold_idx` beside the
/// file: published splits without a validation part; seed *i* takes fold *i + 1*.
/// - Paper: Xu et al. 2019, "How Powerful are Graph Neural Networks?", arXiv 1810.00826.
public enum GINText: DataReader {
    /// Id of the format.
    public static let id = "gin-text"
    /// How the format is recognised.
    public static let summary =
        ".txt of graphs: their number, then \"n label\" and n lines \"tag degree neighbours\""

    /// Whether the first lines are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard url.pathExtension.lowercased() == "txt", let head = try? contentsPrefix(of: url, count: 4000)
        else {
            return false
        }
        let lines = head.split(whereSeparator: { $0 == 10 || $0 == 13 }).prefix(3).map { line in
            line.split { $0 == 32 || $0 == 9 }.map { Int(String(decoding: $0, as: UTF8.self)) }
        }
        guard lines.count == 3, lines[0].count == 1, lines[1].count == 2, !lines.joined().contains(nil) else {
            return false
        }
        return lines[2].count >= 2 && (lines[2][1] ?? -1) <= lines[2].count - 2
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphCollection {
        let text = try GINGraphs(source.url)
        let (values, names) = text.rows.encoded(rowCount: text.nodeCount)
        var graphs: [Graph] = [], features: [NodeFeatures] = []
        var first = 0
        for part in text.parts {
            let graph = try Graph(nodeCount: part.nodeCount, sources: part.sources, targets: part.targets)
            graphs.append(source.card.directed == true || graph.isUndirected ? graph : try graph.undirected())
            let own = values[first * names.count..<(first + part.nodeCount) * names.count]
            features.append(.dense(try Tensor(contentsOf: own, shape: [part.nodeCount, names.count])))
            first += part.nodeCount
        }
        let folds = try GINFolds.read(beside: source.url, count: graphs.count)
        return try GraphCollection(
            graphs, features: features,
            targets: .classes(ClassLabels(texts: text.parts.map { String($0.label) })), featureNames: names,
            publicSplits: folds.splits, provenance: try source.provenance(files: [source.url] + folds.files))
    }
}

/// The graphs of a text, before they are built.
private struct GINGraphs {
    struct Part {
        let label: Int
        let nodeCount: Int
        var sources: [Int] = []
        var targets: [Int] = []
    }

    private(set) var parts: [Part] = []
    /// Tags and attributes of all nodes.
    private(set) var rows = FeatureRows("node")
    private(set) var nodeCount = 0

    init(_ url: URL) throws {
        rows.labels = [[]]
        try TextScanner.scan(url, format: GINText.id) { scanner in
            guard scanner.nextLine() else {
                throw scanner.problem("empty", "the file is empty", fix: "Write the number of graphs first.")
            }
            let count = try scanner.requireInteger("the number of graphs")
            try scanner.requireLineEnd("the number of graphs")
            while scanner.nextLine() { try readGraph(&scanner) }
            guard parts.count == count, count > 0 else {
                throw scanner.problem(
                    "count", "the file has \(parts.count) graphs, expected \(count) as the first line says",
                    fix: "The file is cut off, or the first line is wrong.")
            }
        }
    }

    private mutating func readGraph(_ scanner: inout TextScanner) throws {
        let size = try scanner.requireInteger("the number of nodes of a graph")
        var part = Part(label: try scanner.requireInteger("the class of a graph"), nodeCount: size)
        try scanner.requireLineEnd("the number of nodes and the class")
        guard size > 0 else {
            throw scanner.problem(
                "size", "a graph of \(size) nodes, expected one at least", fix: "Remove it.")
        }
        let start = scanner.line
        for node in 0..<size {
            guard scanner.nextLine() else {
                throw scanner.problem(
                    "truncated",
                    "the file ends after \(node) nodes of graph \(parts.count), expected \(size)",
                    fix: "The file is cut off; fetch it again (the graph begins in line \(start)).")
            }
            try readNode(&scanner, node, &part)
        }
        parts.append(part)
    }

    private mutating func readNode(_ scanner: inout TextScanner, _ node: Int, _ part: inout Part) throws {
        rows.labels[0].append(try scanner.requireInteger("the tag of a node"))
        let degree = try scanner.requireInteger("the number of neighbours")
        guard degree >= 0 else {
            throw scanner.problem(
                "degree", "\(degree) neighbours, expected 0 or more", fix: "Correct the line.")
        }
        for _ in 0..<degree {
            let neighbor = try scanner.requireInteger("a neighbour")
            guard (0..<part.nodeCount).contains(neighbor) else {
                throw scanner.problem(
                    "node",
                    "node \(node) of graph \(parts.count) has the neighbour \(neighbor), expected "
                        + "0..<\(part.nodeCount)", fix: "Number the nodes of each graph from 0.")
            }
            part.sources.append(node)
            part.targets.append(neighbor)
        }
        var attributes = 0
        while scanner.hasField() {
            rows.numbers.append(try scanner.requireReal("an attribute"))
            attributes += 1
        }
        if nodeCount == 0 { rows.numberCount = attributes }
        guard attributes == rows.numberCount else {
            throw scanner.problem(
                "attributes",
                "\(attributes) fields after the neighbours, expected \(rows.numberCount) as on the "
                    + "first node", fix: "Check the number of neighbours on this line.")
        }
        nodeCount += 1
    }
}

/// The folds that are published beside a file.
private enum GINFolds {
    static func read(beside url: URL, count: Int) throws -> (splits: [DataSplit], files: [URL]) {
        let outer = url.deletingLastPathComponent().appendingPathComponent("10fold_idx")
        let name = url.deletingPathExtension().lastPathComponent
        for folder in [outer.appendingPathComponent(name), outer] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            let numbers = names.compactMap { file -> Int? in
                guard file.hasPrefix("test_idx-"), file.hasSuffix(".txt") else { return nil }
                return Int(file.dropFirst(9).dropLast(4))
            }.sorted()
            guard !numbers.isEmpty else { continue }
            let pairs = numbers.map { number in
                ["train", "test"].map { folder.appendingPathComponent("\($0)_idx-\(number).txt") }
            }
            let splits = try pairs.map { pair in
                let parts = try pair.map { try indices($0) }
                return try DataSplit(
                    train: parts[0], validation: [], test: parts[1], count: count, name: pair[1].path)
            }
            return (splits, pairs.flatMap { $0 })
        }
        return ([], [])
    }

    private static func indices(_ url: URL) throws -> [Int] {
        try TextScanner.scan(url, format: GINText.id) { scanner in
            var result: [Int] = []
            while scanner.nextLine() { result.append(try scanner.requireInteger("the number of a graph")) }
            return result
        }
    }
}
