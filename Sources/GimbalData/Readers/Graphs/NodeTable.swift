// The table of nodes of a graph folder: ids, numeric features, perhaps a class.
import Foundation
import GimbalCore
import GimbalGraphs
import GimbalTensor

/// The ids of nodes and their numbers.
struct NodeIndex {
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]

    /// The number of a node, if it is known.
    func number(of name: String) -> Int? { numbers[name] }

    /// Adds a node; nil if it is known already.
    mutating func add(_ name: String) -> Int? {
        guard numbers[name] == nil else { return nil }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    /// The number of a node, which is added if it is new.
    mutating func numberAdding(_ name: String) -> Int { numbers[name] ?? add(name) ?? 0 }

    /// Words that mark the first row of a table as a header.
    static let headerWords: Set<String> = [
        "id", "ids", "node", "nodes", "node_id", "nodeid", "name", "index", "source", "src", "from", "id1",
        "id_1",
        "node1", "node_1", "u",
    ]

    static func isHeader(_ row: CSVRow) -> Bool { headerWords.contains(row.fields[0].lowercased()) }
}

/// What the table of nodes says.
struct NodeTable {
    var index = NodeIndex()
    var featureNames: [String]?
    /// Row-major, `[nodeCount, featureCount]`.
    var values: [Float] = []
    var featureCount = 0
    /// Class of each node as text; nil if the table has no column for it.
    var labels: [String?]?

    /// Reads the table that a card describes.
    ///
    /// - Throws: `DataError` naming line and column of a duplicate id, a feature that is no finite number, a
    ///   missing column.
    init(_ card: DataCard.Nodes, folder: URL) throws {
        var reader = try CSVReader(folder.appendingPathComponent(card.file))
        guard let first = try reader.next() else { return }
        let header = Self.isHeader(first, card) ? first.fields : nil
        let idColumn = try reader.column(card.id, header: header, place: 0)
        let labelColumn = try card.label.map { try reader.column($0, header: header, place: 0) }
        let ignored = try (card.ignore ?? []).map { try reader.column($0, header: header, place: 0) }
        let columns = first.fields.indices.filter {
            $0 != idColumn && $0 != labelColumn && !ignored.contains($0)
        }
        featureCount = columns.count
        featureNames = header.map { names in columns.map { names[$0] } }
        labels = labelColumn == nil ? nil : []
        var row: CSVRow? = header == nil ? first : try reader.next()
        while let current = row {
            try addNode(current, column: idColumn, reader)
            for column in columns {
                values.append(try reader.number(current, column, name: header?[column] ?? "\(column + 1)"))
            }
            if let labelColumn {
                labels?.append(current.fields[labelColumn].isEmpty ? nil : current.fields[labelColumn])
            }
            row = try reader.next()
        }
        guard !index.names.isEmpty else {
            throw reader.problem(
                "rows", 1, "the table has a header but no rows", fix: "Give it one row per node.")
        }
    }

    /// The features: sparse where most are zero, one indicator per node where there are none.
    func features() throws -> NodeFeatures {
        let nodeCount = index.names.count
        guard featureCount > 0 else { return try CompressedRows.identity(count: nodeCount).features() }
        let entryCount = values.count { $0 != 0 }
        // Sparse products pay off for bags of words, not for a handful of measurements.
        guard featureCount >= 64, entryCount * 10 < values.count else {
            return .dense(try Tensor(values, shape: [nodeCount, featureCount]))
        }
        var pointers = [0]
        var columns: [Int] = []
        for node in 0..<nodeCount {
            columns += (0..<featureCount).filter { values[node * featureCount + $0] != 0 }
            pointers.append(columns.count)
        }
        return try CompressedRows(
            columnCount: featureCount, pointers: pointers, columns: columns, values: values.filter { $0 != 0 }
        ).features()
    }

    private mutating func addNode(_ row: CSVRow, column: Int, _ reader: CSVReader) throws {
        let name = row.fields[column]
        guard !name.isEmpty else {
            throw reader.problem(
                "id", row.line, "the node has no id", fix: "Give every node an id of its own.")
        }
        guard index.add(name) != nil else {
            throw reader.problem(
                "duplicate", row.line, "the node \"\(name)\" appears twice", fix: "Remove one of the rows.")
        }
    }

    /// A first row is a header if its id column has a known name, the card names columns, or a feature is no
    /// number.
    private static func isHeader(_ row: CSVRow, _ card: DataCard.Nodes) -> Bool {
        if NodeIndex.isHeader(row)
            || [card.id, card.label, card.ignore?.first].contains(where: { $0 != nil })
        {
            return true
        }
        return row.fields.count > 1 && row.fields.dropFirst().allSatisfy { Float($0) == nil && !$0.isEmpty }
    }
}
