// Tables that assign a text to nodes: classes, and the parts of a split.
import Foundation
import GimbalCore

/// What a table of two columns says about nodes.
struct AssignmentTable {
    /// The text of each node, and the line it stands in; nil where the table does not mention the node.
    var entries: [(text: String, line: Int)?]
    private let reader: CSVReader

    /// Reads the table that a card describes.
    ///
    /// - Throws: `DataError` naming the line of an unknown or repeated node.
    init(_ card: DataCard.Assignment, folder: URL, index: NodeIndex) throws {
        var reader = try CSVReader(folder.appendingPathComponent(card.file))
        entries = [(text: String, line: Int)?](repeating: nil, count: index.names.count)
        self.reader = reader
        guard let first = try reader.next() else { return }
        guard first.fields.count >= 2 else {
            throw reader.problem(
                "fields", first.line, "one field, expected a node id and a value", fix: "Write id,value.")
        }
        let isNamed = card.id != nil || card.value != nil
        let header = isNamed || NodeIndex.isHeader(first) ? first.fields : nil
        let idColumn = try reader.column(card.id, header: header, place: 0)
        let valueColumn = try reader.column(card.value, header: header, place: 1)
        var row: CSVRow? = header == nil ? first : try reader.next()
        while let current = row {
            let name = current.fields[idColumn]
            guard let node = index.number(of: name) else {
                throw reader.problem(
                    "node", current.line, "the node \"\(name)\" is unknown",
                    fix: "Remove the row, or add the node."
                        + (current.line == 1 ? " A header begins with id." : ""))
            }
            guard entries[node] == nil else {
                throw reader.problem(
                    "duplicate", current.line, "the node \"\(name)\" appears twice",
                    fix: "Remove one of the rows.")
            }
            entries[node] = (current.fields[valueColumn], current.line)
            row = try reader.next()
        }
    }

    /// The texts as classes; an empty text means "not labelled".
    var labels: [String?] { entries.map { $0.flatMap { $0.text.isEmpty ? nil : $0.text } } }

    /// The texts as parts of a split.
    ///
    /// - Throws: `DataError` if a text is neither train, validation nor test, or a part is empty or not
    ///   labelled.
    func split(labels: ClassLabels, name: String) throws -> DataSplit {
        var parts: [String: [Int]] = [:]
        for (node, entry) in entries.enumerated() {
            guard let entry, !entry.text.isEmpty else { continue }
            guard let part = Self.parts[entry.text.lowercased()] else {
                throw reader.problem(
                    "part", entry.line, "found \"\(entry.text)\", expected train, validation or test",
                    fix: suggestion(for: entry.text, in: ["train", "validation", "test"]))
            }
            parts[part, default: []].append(node)
        }
        return try DataSplit(
            train: parts["train"] ?? [], validation: parts["validation"] ?? [], test: parts["test"] ?? [],
            labels: labels, name: name)
    }

    private static let parts = [
        "train": "train", "training": "train", "validation": "validation", "valid": "validation",
        "val": "validation",
        "test": "test",
    ]
}
