// The card beside the user's own files: which file is what, and what its columns mean.
import Foundation
import GimbalCore
import Yams

/// Describes data files: the content of `data.yaml`.
///
/// Only what differs from the defaults needs to be written; `gimbal data inspect` proposes a card. Unknown
/// keys are errors.
public struct DataCard: Codable, Sendable, Equatable {
    /// A table of nodes: one row per node.
    public struct Nodes: Codable, Sendable, Equatable {
        /// File name, relative to the card.
        public var file: String
        /// Name of the column with the node's id; the first column if nil.
        public var id: String?
        /// Name of a column with the class.
        public var label: String?
        /// Names of columns that are no features.
        public var ignore: [String]?

        enum CodingKeys: String, CodingKey, CaseIterable { case file, id, label, ignore }
    }

    /// A table of edges: one row per edge.
    public struct Edges: Codable, Sendable, Equatable {
        /// File name, relative to the card.
        public var file: String
        /// Name of the column with the node that the edge leaves; the first column if nil.
        public var source: String?
        /// Name of the column with the node that the edge enters; the second column if nil.
        public var target: String?
        /// Name of the column with the weight; the third column, if there is one, if nil.
        public var weight: String?

        enum CodingKeys: String, CodingKey, CaseIterable { case file, source, target, weight }
    }

    /// A table that assigns a text to nodes: their class, or the part of the split.
    public struct Assignment: Codable, Sendable, Equatable {
        /// File name, relative to the card.
        public var file: String
        /// Name of the column with the node's id; the first column if nil.
        public var id: String?
        /// Name of the column with the text; the second column if nil.
        public var value: String?

        enum CodingKeys: String, CodingKey, CaseIterable { case file, id, value }
    }

    /// Id of the format: `graph-folder` for tables, `planetoid` or `gnn-benchmark` for a single file.
    public var format: String
    /// Short name; that of the file or folder if nil.
    public var name: String?
    /// Where the data can be had.
    public var origin: String?
    /// Terms of use.
    public var licence: String?
    /// File of a single-file format, relative to the card.
    public var file: String?
    /// Files of a format of several files, by the names of their roles: `train`, `test`, `labels` ...
    public var files: [String: String]?
    /// Whether edges keep their direction; otherwise every edge gets its reverse.
    public var directed: Bool?
    /// The table of nodes.
    public var nodes: Nodes?
    /// The table of edges.
    public var edges: Edges?
    /// A table of classes: `id,label`.
    public var labels: Assignment?
    /// A table of the split: `id` and `train`, `validation` or `test`.
    public var split: Assignment?

    /// Columns to be predicted.
    public var targets: [String]?
    /// Column with the time to an event.
    public var time: String?
    /// Column that says whether the event was seen; `not NAME` for one that marks where it was not.
    public var event: String?
    /// Column whose equal values stay in one part of a split.
    public var group: String?
    /// Column that orders the rows for splits by time.
    public var order: String?
    /// What columns are to be taken for, where the reader's guess is not wanted.
    public var columns: [String: ColumnKind]?
    /// Whether the first row names the columns; found out if nil.
    public var header: Bool?
    /// Character between fields: `,`, `;`, `tab`, `blank`; found out if nil.
    public var delimiter: String?
    /// Texts that stand for a missing value, besides an empty field.
    public var missingTexts: [String]?
    /// What happens to missing values.
    public var missing: MissingPolicy?
    /// Tables about the same samples, by name.
    public var blocks: [String: Block]?
    /// What a token of a text is.
    public var unit: TokenUnit?
    /// Column with molecules as SMILES.
    public var smiles: String?
    /// Frames per second of an image sequence.
    public var frameRate: Double?

    /// A block of an omics data set: a table with one row per sample.
    public struct Block: Codable, Sendable, Equatable {
        /// File name, relative to the card.
        public var file: String
        /// Name of the column with the sample's name; the first column if nil.
        public var id: String?

        enum CodingKeys: String, CodingKey, CaseIterable { case file, id }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case format, name, origin, licence, file, files, directed, nodes, edges, labels, split, targets, time
        case event, group, order, columns, header, delimiter, missingTexts = "missing-texts", missing, blocks
        case unit, smiles, frameRate = "frame-rate"
    }

    /// Starts a card of a format.
    public init(format: String) { self.format = format }
}

extension DataCard {
    /// Name of the card in a folder.
    public static let fileName = "data.yaml"

    /// Reads a card.
    ///
    /// - Throws: `DataError` naming line and key of what cannot be understood.
    public static func read(_ url: URL) throws -> DataCard {
        guard let text = String(data: try mappedContents(of: url), encoding: .utf8) else {
            throw DataError("card.encoding", "\(url.path) is not valid UTF-8.", fix: "Save it as UTF-8.")
        }
        return try DataCard(yaml: text, source: url.path)
    }

    /// Reads a card from text.
    ///
    /// - Parameter source: where the text came from, for errors.
    /// - Throws: `DataError` naming line and key of what cannot be understood.
    public init(yaml: String, source: String) throws {
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw DataError(
                    "card.empty", "\(source) is empty.", fix: "Run gimbal data inspect for a proposal.")
            }
            try Self.checkKeys(node, source: source)
            self = try YAMLDecoder().decode(DataCard.self, from: node)
        } catch let error as DataError {
            throw error
        } catch let error as DecodingError {
            throw Self.problem(error, source: source)
        } catch {
            throw DataError(
                "card.yaml", "\(source) is no valid YAML: \(error).", fix: "Check quotes and indentation.")
        }
    }

    /// The card as YAML, without what is nil.
    public func yaml() throws -> String { try YAMLEncoder().encode(self) }

    /// Refuses unknown keys: a key that is silently ignored is a setting that silently does nothing.
    private static func checkKeys(_ node: Node, source: String) throws {
        let sections: [String: [String]] = [
            "": CodingKeys.allCases.map(\.rawValue), "nodes": Nodes.CodingKeys.allCases.map(\.rawValue),
            "edges": Edges.CodingKeys.allCases.map(\.rawValue),
            "labels": Assignment.CodingKeys.allCases.map(\.rawValue),
            "split": Assignment.CodingKeys.allCases.map(\.rawValue),
        ]
        guard let mapping = node.mapping else {
            throw DataError(
                "card.yaml", "\(source) is no list of keys and values.",
                fix: "Begin with format: graph-folder.")
        }
        for (key, value) in mapping {
            try checkKey(key, in: sections[""] ?? [], prefix: "", source: source)
            guard let name = key.string, let known = sections[name], let section = value.mapping else {
                continue
            }
            for inner in section.keys { try checkKey(inner, in: known, prefix: name + ".", source: source) }
        }
    }

    private static func checkKey(_ key: Node, in known: [String], prefix: String, source: String) throws {
        let name = key.string ?? "?"
        guard !known.contains(name) else { return }
        let line = key.mark.map { ", line \($0.line)" } ?? ""
        throw DataError(
            "card.key", "\(source)\(line): the key \"\(prefix)\(name)\" is unknown.",
            fix: suggestion(for: name, in: known))
    }

    private static func problem(_ error: DecodingError, source: String) -> DataError {
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        }
        let what =
            switch error {
            case .keyNotFound(let key, let context):
                "the key \"\(path(context, key))\" is missing"
            case .typeMismatch(_, let context), .valueNotFound(_, let context):
                "the value of \"\(path(context))\" has the wrong form (\(context.debugDescription))"
            case .dataCorrupted(let context):
                "the value of \"\(path(context))\" cannot be understood (\(context.debugDescription))"
            @unknown default: "it cannot be understood"
            }
        return DataError("card.value", "\(source): \(what).", fix: "Run gimbal data inspect for a proposal.")
    }
}
