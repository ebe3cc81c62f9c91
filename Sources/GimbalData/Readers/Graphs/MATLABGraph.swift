// Graphs in MATLAB files.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// Reads a graph from the variables of a MATLAB file: an adjacency matrix, perhaps labels and attributes.
///
/// The adjacency is the variable `net`, `network`, `adj`, `A` or the field `Problem.A`; labels are `group`, `label`,
/// `labels` or `gnd`; attributes `attributes`, `attrb` or `features`; upper and lower case are one. Others are named on
/// the card: `files: {adjacency: W, labels: y, attributes: X}`. Labels are a column of classes, or a column per label,
/// which makes `labelSets` where a node has several. The entry in row *i* and column *j* is an edge from *i* to *j*;
/// edges get their reverse unless the card says `directed: true`; self-loops stay; weights that are all 1 are not stored.
public enum MATLABGraph: DataReader {
    /// Id of the format.
    public static let id = "matlab"
    /// How the format is recognised.
    public static let summary = ".mat of MATLAB 5 to 7 with a matrix net, network, adj, A or Problem.A"

    /// Whether the file's name and first bytes are those of the format.
    public static func recognizes(_ url: URL) -> Bool {
        guard url.pathExtension.lowercased() == "mat", let data = try? mappedContents(of: url) else {
            return false
        }
        return data.starts(with: Array("MATLAB ".utf8))
    }

    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> GraphDataSet {
        let variables = MATLABVariables(try MATFile(source.url), card: source.card, path: source.url.path)
        let graph = try variables.graph()
        let isDirected = source.card.directed == true || graph.isUndirected
        let (classes, sets) = try variables.labels(nodeCount: graph.nodeCount)
        return try GraphDataSet(
            graph: isDirected ? graph : try graph.undirected(),
            features: try variables.features(nodeCount: graph.nodeCount), labels: classes, labelSets: sets,
            publicSplits: [], provenance: try source.provenance(files: [source.url]))
    }
}

/// The variables of a file by what they mean for a graph.
struct MATLABVariables {
    private let file: MATFile
    private let card: DataCard
    private let path: String

    init(_ file: MATFile, card: DataCard, path: String) {
        self.file = file
        self.card = card
        self.path = path
    }

    private static let usual = [
        "adjacency": ["net", "network", "adj", "a", "problem.a"],
        "labels": ["group", "label", "labels", "gnd"],
        "attributes": ["attributes", "attrb", "features"],
    ]

    func graph() throws -> Graph {
        guard let (name, value) = try variable("adjacency") else {
            throw problem(
                "adjacency",
                "none of the variables \(file.names.joined(separator: ", ")) is an adjacency matrix",
                fix: "Name it in data.yaml: files: {adjacency: NAME}.")
        }
        let matrix = try rows(value, name)
        guard matrix.rowCount == matrix.columnCount, matrix.rowCount > 0 else {
            throw problem(
                "shape", "\"\(name)\" is \(value.kind), expected a square matrix",
                fix: "Name the adjacency matrix in data.yaml: files: {adjacency: NAME}.")
        }
        return try Graph(
            nodeCount: matrix.rowCount, sources: matrix.rows, targets: matrix.columns,
            weights: matrix.values.allSatisfy { $0 == 1 } ? nil : matrix.values)
    }

    func labels(nodeCount: Int) throws -> (ClassLabels, LabelSets?) {
        guard let (name, value) = try variable("labels") else { return (.unlabelled(count: nodeCount), nil) }
        if case .numbers(let tensor) = value, tensor.count == nodeCount, tensor.shape.contains(nodeCount) {
            return (ClassLabels(texts: try tensor.doubles().map { Self.text($0) }), nil)
        }
        let matrix = try rows(value, name)
        guard matrix.rowCount == nodeCount else { throw rowProblem(name, value, nodeCount) }
        let names = (1...max(1, matrix.columnCount)).map(String.init)
        let memberCounts = zip(matrix.pointers, matrix.pointers.dropFirst()).map { $1 - $0 }
        if memberCounts.allSatisfy({ $0 <= 1 }) {
            let classes = memberCounts.enumerated().map {
                $1 == 0 ? nil : matrix.columns[matrix.pointers[$0]]
            }
            return (try ClassLabels(classes, classNames: names), nil)
        }
        let sets = try LabelSets(
            nodeCount: nodeCount, labelNames: names,
            members: zip(matrix.rows, matrix.columns).map { (node: $0, label: $1) })
        return (.unlabelled(count: nodeCount), sets)
    }

    func features(nodeCount: Int) throws -> NodeFeatures {
        guard let (name, value) = try variable("attributes") else {
            return try CompressedRows.identity(count: nodeCount).features()
        }
        let matrix = try rows(value, name)
        guard matrix.rowCount == nodeCount else { throw rowProblem(name, value, nodeCount) }
        if case .numbers(let tensor) = value { return .dense(try tensor.converted(to: .float32)) }
        return try matrix.features()
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }

    /// The variable that the card names for a role, or that has one of the usual names.
    private func variable(_ role: String) throws -> (name: String, value: MATValue)? {
        if let name = card.files?[role] {
            guard let value = file[name] else {
                throw problem(
                    "variable", "there is no variable \"\(name)\"", fix: suggestion(for: name, in: file.names)
                )
            }
            return (name, value)
        }
        let usual = Self.usual[role] ?? []
        let present = file.names + (file["Problem.A"] == nil ? [] : ["Problem.A"])
        let name = usual.lazy.compactMap { known in present.first { $0.lowercased() == known } }.first
        return name.flatMap { name in file[name].map { (name, $0) } }
    }

    /// The entries of a sparse or full matrix that are not zero.
    private func rows(_ value: MATValue, _ name: String) throws -> CompressedRows {
        let result: CompressedRows
        switch value {
        case .sparse(let matrix):
            result = CompressedRows(
                columnCount: matrix.pattern.columnCount, pointers: try matrix.pattern.rowPointers.integers(),
                columns: try matrix.pattern.columns.integers(),
                values: try matrix.values?.floats() ?? [Float](repeating: 1, count: matrix.pattern.entryCount)
            )
        case .numbers(let tensor) where tensor.rank == 2:
            result = CompressedRows(
                dense: try tensor.floats(), columnCount: tensor.shape[1], rowCount: tensor.shape[0])
        default:
            throw problem(
                "kind", "\"\(name)\" is \(value.kind), expected a matrix of numbers",
                fix:
                    "Name another variable in data.yaml: files: {adjacency: NAME, labels: NAME, attributes: NAME}."
            )
        }
        if let entry = result.values.firstIndex(where: { !$0.isFinite }) {
            throw problem(
                "value",
                "\"\(name)\" has \(result.values[entry]) in row \(result.rows[entry] + 1), column "
                    + "\(result.columns[entry] + 1), expected finite numbers", fix: "Replace or remove it.")
        }
        return result
    }

    private func rowProblem(_ name: String, _ value: MATValue, _ nodeCount: Int) -> DataError {
        problem(
            "rows", "\"\(name)\" is \(value.kind), expected a row for each of the \(nodeCount) nodes",
            fix: "Name another variable in data.yaml: files: {labels: NAME, attributes: NAME}.")
    }

    private func problem(_ code: String, _ what: String, fix: String) -> DataError {
        DataError("matlab.\(code)", "\(path): \(what).", fix: fix)
    }
}

extension CompressedRows {
    /// Takes the entries of a row-major matrix that are not zero.
    init(dense values: [Float], columnCount: Int, rowCount: Int) {
        self.init(columnCount: columnCount, pointers: [0], columns: [], values: [])
        for row in 0..<rowCount {
            for column in 0..<columnCount where values[row * columnCount + column] != 0 {
                columns.append(column)
                self.values.append(values[row * columnCount + column])
            }
            pointers.append(columns.count)
        }
    }
}
