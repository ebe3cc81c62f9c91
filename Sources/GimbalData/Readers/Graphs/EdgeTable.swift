// The table of edges of a graph folder.
import Foundation
import GimbalCore

/// What the table of edges says.
struct EdgeTable {
    var sources: [Int] = []
    var targets: [Int] = []
    /// One number per edge; nil if the table has no column for it.
    var weights: [Float]?

    /// Reads the table that a card describes.
    ///
    /// - Parameters:
    ///   - index: the known nodes.
    ///   - isOpen: whether unknown ids are new nodes; otherwise they are errors.
    /// - Throws: `DataError` naming line and column of an unknown node or a weight that is no finite number.
    init(_ card: DataCard.Edges, folder: URL, index: inout NodeIndex, isOpen: Bool) throws {
        var reader = try CSVReader(folder.appendingPathComponent(card.file))
        guard let first = try reader.next() else { return }
        guard first.fields.count >= 2 else {
            throw reader.problem(
                "edge", first.line, "one field, expected two node ids",
                fix: "Write one edge a row: source,target or source,target,weight, separated by commas.")
        }
        let isNamed = [card.source, card.target, card.weight].contains { $0 != nil }
        let header = isNamed || NodeIndex.isHeader(first) ? first.fields : nil
        let ends = [
            try reader.column(card.source, header: header, place: 0),
            try reader.column(card.target, header: header, place: 1),
        ]
        let weightColumn = try Self.weightColumn(card, first, header: header, reader)
        weights = weightColumn == nil ? nil : []
        var row: CSVRow? = header == nil ? first : try reader.next()
        while let current = row {
            let nodes = try ends.map { try Self.node(current, $0, reader, &index, isOpen: isOpen) }
            sources.append(nodes[0])
            targets.append(nodes[1])
            if let weightColumn {
                weights?.append(
                    try reader.number(current, weightColumn, name: header?[weightColumn] ?? "weight"))
            }
            row = try reader.next()
        }
        if isOpen { try Self.checkNodes(index, first, ends, reader, hasHeader: header != nil) }
    }

    /// Checks nodes that only edges name: words over columns of numbers are a header that was not recognised.
    private static func checkNodes(
        _ index: NodeIndex, _ first: CSVRow, _ columns: [Int], _ reader: CSVReader, hasHeader: Bool
    ) throws {
        guard !index.names.isEmpty else {
            throw reader.problem(
                "rows", first.line, "the table has a header but no rows", fix: "Give it one row per edge.")
        }
        let words = columns.map { first.fields[$0] }
        let others = index.names.filter { !words.contains($0) }
        guard !hasHeader, !others.isEmpty, words.allSatisfy({ Int($0) == nil }),
            others.allSatisfy({ Int($0) != nil })
        else { return }
        throw reader.problem(
            "header", first.line, "\"\(words[0])\" and \"\(words[1])\" stand above nodes that are numbers",
            fix: "If this row is a header, call its columns source,target[,weight].")
    }

    private static func weightColumn(
        _ card: DataCard.Edges, _ first: CSVRow, header: [String]?, _ reader: CSVReader
    ) throws -> Int? {
        if let name = card.weight { return try reader.column(name, header: header, place: 2) }
        // A card that names columns means those and no others; guessing is for tables without one.
        guard card.source == nil, card.target == nil else { return nil }
        switch first.fields.count {
        case 2: return nil
        case 3: return 2
        default:
            throw reader.problem(
                "edge", first.line,
                "\(first.fields.count) fields, expected source, target and perhaps a weight",
                fix: "Name the columns in data.yaml (edges: {file, source, target, weight}).")
        }
    }

    private static func node(
        _ row: CSVRow, _ column: Int, _ reader: CSVReader, _ index: inout NodeIndex, isOpen: Bool
    ) throws -> Int {
        let name = row.fields[column]
        if name.isEmpty {
            throw reader.problem(
                "id", row.line, "an edge lacks a node", fix: "Give every edge a source and a target.")
        }
        if isOpen { return index.numberAdding(name) }
        guard let number = index.number(of: name) else {
            let isFirst =
                row.line == 1 ? " If this row is a header, call its columns source,target[,weight]." : ""
            throw reader.problem(
                "node", row.line, "the node \"\(name)\" is not in the table of nodes",
                fix: "Add it there or remove the edge." + isFirst)
        }
        return number
    }
}
