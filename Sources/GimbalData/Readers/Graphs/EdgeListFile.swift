// Lists of edges: one edge per line.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a list of edges: two nodes per line, perhaps a weight, between blanks, tabs or commas; gzipped or not.
///
/// Lines that begin with `#` or `%` are comments. A first line of words above numbers is a header; so is a first line
/// with the numbers of nodes and of lines that follow. Nodes are numbers or names of any kind; numbers with gaps are
/// numbered from 0 in their order and kept as names. A file `NAME.cmty` beside `NAME.ungraph` has one line of nodes per
/// label, which become `labelSets`. Edges get their reverse unless the card says `directed: true`; self-loops stay.
public enum EdgeListFile: DataReader {
    /// Id of the format.
    public static let id = "edge-list"
    /// How the format is recognised.
    public static let summary = ".edgelist, .edges, .ungraph, or a .txt of two whole numbers a line; also .gz"

    private static let extensions: Set<String> = ["edgelist", "edges", "ungraph", "el"]

    /// Whether the file's name or its first lines are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        let plain = url.pathExtension == "gz" ? url.deletingPathExtension() : url
        let kind = plain.pathExtension.lowercased()
        guard extensions.contains(kind) || kind == "txt", !TUDataset.recognizes(url) else { return false }
        return (try? looksRight(url, isNamed: kind != "txt")) ?? false
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        var text = try EdgeListText(source.url)
        let communities = source.url.deletingPathExtension().appendingPathExtension("cmty")
        let hasLabels = FileManager.default.fileExists(atPath: communities.path)
        let names = text.names
        let labels =
            hasLabels ? try CommunityFile.read(communities, nodeCount: text.nodeCount) { text.node($0) } : nil
        let nodeCount = text.nodeCount
        let graph = try Graph(nodeCount: nodeCount, edges: try text.takeEdges())
        return try GraphDataSet(
            graph: source.card.directed == true || graph.isUndirected ? graph : try graph.undirected(),
            features: try CompressedRows.identity(count: nodeCount).features(),
            labels: .unlabelled(count: nodeCount), labelSets: labels, names: GraphNames(nodes: names),
            publicSplits: [],
            provenance: try source.provenance(files: [source.url] + (hasLabels ? [communities] : [])))
    }

    /// The card with the file's name; directed where a comment of the file says so.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        var card = source.card
        card.name = source.name
        card.file = card.file ?? source.url.lastPathComponent
        let head = String(decoding: try contentsPrefix(of: source.url, count: 1000), as: UTF8.self)
        if card.directed == nil, head.hasPrefix("# Directed graph") { card.directed = true }
        return card
    }

    /// Whether the first lines are edges: any two fields and perhaps a number if the name says so, else two numbers.
    private static func looksRight(_ url: URL, isNamed: Bool) throws -> Bool {
        let head = try contentsPrefix(of: url, count: 4000)
        var lines = head.split(whereSeparator: { $0 == 10 || $0 == 13 })
        // The last line may be cut off.
        if head.count >= 4000 { lines = lines.dropLast() }
        let edges = lines.filter { $0.first != UInt8(ascii: "#") && $0.first != UInt8(ascii: "%") }.map {
            line in
            line.split { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: ",") }
        }
        if isNamed { return edges.allSatisfy { (2...3).contains($0.count) } }
        return !edges.isEmpty
            && edges.allSatisfy { $0.count == 2 && $0.joined().allSatisfy { 48...57 ~= $0 } }
    }
}

/// The edges of a file, and what its nodes are called.
struct EdgeListText {
    private var sources: [Int32] = []
    private var targets: [Int32] = []
    private var weights: [Float] = []
    private var numbering = NodeNumbering(count: 0)
    /// Names of nodes that are no numbers.
    private var index: NodeIndex?

    init(_ url: URL) throws {
        try TextScanner.scan(url, format: EdgeListFile.id, comments: true) { scanner in
            if try readNumbers(&scanner) == false {
                scanner.rewind()
                (sources, targets, weights) = ([], [], [])
                try readNames(&scanner)
            }
        }
    }

    var nodeCount: Int { index?.names.count ?? numbering.count }
    var names: [String]? { index?.names ?? numbering.names }

    /// Number of the node that a text names.
    func node(_ name: String) -> Int? {
        if let index { return index.number(of: name) }
        return Int(name).flatMap { numbering.node($0) }
    }

    /// Hands the edges over; none are kept.
    mutating func takeEdges() throws -> EdgeList {
        defer { (sources, targets, weights) = ([], [], []) }
        return try EdgeList(sources: sources, targets: targets, weights: weights.isEmpty ? nil : weights)
    }

    /// Reads edges between numbers; false if a node is none.
    private mutating func readNumbers(_ scanner: inout TextScanner) throws -> Bool {
        let capacity = scanner.estimatedLineCount
        sources.reserveCapacity(capacity)
        targets.reserveCapacity(capacity)
        var isWeighted: Bool?
        var isFirst = true
        while scanner.nextLine() {
            guard let source = scanner.integer(), let target = scanner.integer(),
                let source = Int32(exactly: source), let target = Int32(exactly: target),
                min(source, target) >= 0
            else {
                // Words above numbers name the columns; words elsewhere are nodes.
                guard isFirst, scanner.isHeaderLine() else { return false }
                isFirst = false
                continue
            }
            isFirst = false
            sources.append(source)
            targets.append(target)
            if scanner.hasField() != (isWeighted ?? false) || isWeighted == true {
                try readWeight(&scanner, isWeighted: &isWeighted)
            }
            isWeighted = isWeighted ?? false
        }
        try requireEdges(scanner)
        dropSizes(isWeighted: isWeighted ?? false)
        if numbering.count == 0 { numbering = NodeNumbering(sources, targets) }
        numbering.renumber(&sources)
        numbering.renumber(&targets)
        return true
    }

    private mutating func readWeight(_ scanner: inout TextScanner, isWeighted: inout Bool?) throws {
        guard isWeighted != false else {
            throw scanner.fieldProblem(
                "fields", "the end of the line, as the lines before have two nodes and nothing else",
                fix: "Give every edge a weight, or none.")
        }
        isWeighted = true
        weights.append(try scanner.requireReal("the weight of an edge"))
        try scanner.requireLineEnd("two nodes and a weight")
    }

    /// A first line with the numbers of nodes and of lines that follow is no edge.
    private mutating func dropSizes(isWeighted: Bool) {
        guard !isWeighted, sources.count > 1, Int(targets[0]) == sources.count - 1 else { return }
        let largest = max(sources.dropFirst().max() ?? 0, targets.dropFirst().max() ?? 0)
        let least = min(sources.dropFirst().min() ?? 0, targets.dropFirst().min() ?? 0)
        guard largest < sources[0] || (largest == sources[0] && least > 0) else { return }
        numbering = NodeNumbering(count: Int(sources[0]), firstID: largest == sources[0] ? 1 : 0)
        sources.removeFirst()
        targets.removeFirst()
    }

    private mutating func readNames(_ scanner: inout TextScanner) throws {
        var index = NodeIndex()
        var isWeighted: Bool?
        var isFirst = true
        while scanner.nextLine() {
            let isHeader = isFirst && scanner.hasHeaderWord()
            isFirst = false
            if isHeader { continue }
            for isSource in [true, false] {
                guard scanner.hasField() else {
                    throw scanner.fieldProblem("node", "a node", fix: "Write two nodes a line.")
                }
                let number = Int32(index.numberAdding(scanner.text()))
                if isSource { sources.append(number) } else { targets.append(number) }
            }
            let hasWeight = scanner.hasField()
            if hasWeight || isWeighted == true { try readWeight(&scanner, isWeighted: &isWeighted) }
            isWeighted = isWeighted ?? false
        }
        try requireEdges(scanner)
        self.index = index
    }

    private func requireEdges(_ scanner: TextScanner) throws {
        guard sources.isEmpty else { return }
        throw scanner.problem("empty", "the file has no edge", fix: "Write two nodes a line.")
    }
}

extension TextScanner {
    /// Whether the current line begins with a word that names a column of nodes; nothing is read.
    fileprivate func hasHeaderWord() -> Bool {
        var ahead = self
        return NodeIndex.headerWords.contains(ahead.text().lowercased())
    }

    /// Whether the current line names columns and the next one has numbers; nothing is read.
    fileprivate func isHeaderLine() -> Bool {
        var ahead = self
        if hasHeaderWord() { return true }
        guard ahead.integer() == nil, ahead.nextLine() else { return false }
        return ahead.integer() != nil && ahead.integer() != nil
    }
}
