// Link splits as files: positive and negative pairs in one .npz, for other programs too.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor
import OrderedCollections

extension LinkSplit {
    /// Writes `train`, `valid`, `valid_neg`, `test` and `test_neg`, each `[2, pairs]` of int64, as a .npz file.
    ///
    /// - Throws: `EnvironmentError` if the file cannot be written.
    public func write(to url: URL) throws {
        var arrays: OrderedDictionary<String, Tensor> = [:]
        for (key, list) in zip(
            Self.keys, [train, validation, validationNegatives, test, testNegatives])
        {
            arrays[key] = try Tensor(
                list.sources.map(Int.init) + list.targets.map(Int.init), shape: [2, list.count])
        }
        try NPZ.write(arrays, to: url)
    }

    /// Reads pairs that `write(to:)` or another program wrote, about this graph.
    ///
    /// - Throws: `DataError` if an array is missing or malformed, a link is in two parts or no edge of the graph, or
    ///   a negative is one.
    public init(reading url: URL, of graph: Graph) throws {
        let archive = try NPZArchive(url)
        var lists: [EdgeList] = []
        for key in Self.keys { lists.append(try Self.list(key, archive, url, graph.nodeCount)) }
        let links = try GraphLinks(graph)
        let numbers = try links.numbers()
        var part = [Int](repeating: -1, count: links.count)
        for (place, list) in lists.enumerated() {
            for pair in zip(list.sources, list.targets) {
                let number = numbers[GraphLinks.key(Int(pair.0), Int(pair.1))]
                let text = "\(url.path): the pair \(pair.0), \(pair.1) of \"\(Self.keys[place])\""
                let isNegative = place == 2 || place == 4
                guard (number == nil) == isNegative else {
                    throw DataError(
                        "split.links", "\(text) is \(isNegative ? "an" : "no") edge of the graph.",
                        fix: "Use the graph that the split was drawn from.")
                }
                guard let number else { continue }
                guard part[number] < 0 || part[number] == place else {
                    throw DataError(
                        "split.links", "\(text) is in \"\(Self.keys[part[number]])\" too.",
                        fix: "Keep both directions of a link in one part.")
                }
                part[number] = place
            }
        }
        let kept = part.indices.filter { part[$0] == 0 }
        self.init(
            graph: try graph.keepingEdges(links.edges(of: kept, withLoops: true)), lists: lists)
    }

    private init(graph: Graph, lists: [EdgeList]) {
        self.graph = graph
        train = lists[0]
        validation = lists[1]
        validationNegatives = lists[2]
        test = lists[3]
        testNegatives = lists[4]
    }

    private static let keys = ["train", "valid", "valid_neg", "test", "test_neg"]

    private static func list(_ key: String, _ archive: NPZArchive, _ url: URL, _ nodeCount: Int) throws
        -> EdgeList
    {
        guard archive.contains(key) else {
            throw DataError(
                "split.links", "\(url.path) has no array \"\(key)\".",
                fix: "A link split has the arrays \(keys.joined(separator: ", ")).")
        }
        let tensor = try archive.tensor(key)
        guard tensor.shape.count == 2, tensor.shape[0] == 2, tensor.dtype.isInteger else {
            throw DataError(
                "split.links",
                "\(url.path): \"\(key)\" is \(tensor.shape) of \(tensor.dtype), expected [2, pairs] of whole numbers.",
                fix: "Give one row of sources and one of targets.")
        }
        let nodes = try tensor.integers()
        if let node = nodes.first(where: { !(0..<nodeCount).contains($0) }) {
            throw DataError(
                "split.links", "\(url.path): \"\(key)\" names node \(node), expected 0..<\(nodeCount).",
                fix: "Use the graph that the split was drawn from.")
        }
        return try EdgeList(
            sources: Array(nodes[..<tensor.shape[1]]), targets: Array(nodes[tensor.shape[1]...]))
    }
}
