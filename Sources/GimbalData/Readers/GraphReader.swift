// What a reader of graph data does, and the list of all readers. One format, one file.
import Foundation
import GimbalCore

/// What a reader is asked to read: a file or folder, and what the card says about it.
public struct GraphSource: Sendable {
    /// The file, or the folder of a format that is a folder.
    public let url: URL
    /// What is known beyond the files; a card with defaults if the user wrote none.
    public let card: DataCard

    /// Pairs a place with its card.
    public init(_ url: URL, card: DataCard) {
        self.url = url
        self.card = card
    }

    /// Describes where the data came from.
    ///
    /// - Parameter files: every file that was read.
    /// - Throws: `DataError` if one cannot be read any more.
    func provenance(files: [URL]) throws -> DataProvenance {
        DataProvenance(
            name: card.name ?? url.deletingPathExtension().lastPathComponent, format: card.format,
            files: files.map(\.lastPathComponent), checksum: try DataProvenance.checksum(of: files),
            origin: card.origin,
            licence: card.licence)
    }
}

/// Reads one format of graph data.
///
/// A reader checks everything: whatever the bytes are, the result is a valid data set or a `DataError` that
/// names file, place, finding, expectation and fix.
public protocol GraphReader: SendableMetatype {
    /// Id of the format, as in cards and in `ID:PATH`.
    static var id: String { get }
    /// One line: what the format is and how it is recognised.
    static var summary: String { get }
    /// Whether the file or folder looks like this format; looks only as far as it must, and never fails.
    static func recognizes(_ url: URL) -> Bool
    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    static func read(_ source: GraphSource) throws -> GraphDataSet
}

/// All formats of graph data.
public enum GraphFormats {
    /// Readers, in the order in which they are asked.
    public static let readers: [any GraphReader.Type] = [
        PlanetoidNPZ.self, GraphBenchmarkNPZ.self, GraphFolder.self,
    ]

    /// Returns the reader of a format.
    ///
    /// - Throws: `DataError` with the nearest name if there is none.
    public static func reader(_ id: String) throws -> any GraphReader.Type {
        guard let reader = readers.first(where: { $0.id == id }) else {
            throw DataError(
                "format.unknown", "the format \"\(id)\" is unknown.",
                fix: suggestion(for: id, in: readers.map { $0.id }))
        }
        return reader
    }

    /// Returns the reader that recognises a file or folder.
    ///
    /// - Throws: `DataError` listing the formats if none does.
    public static func reader(recognizing url: URL) throws -> any GraphReader.Type {
        guard FileManager.default.fileExists(atPath: url.path) else {
            try checkReadable(url)
            throw DataError("file.missing", "\(url.path) does not exist.", fix: "Check the path.")
        }
        guard let reader = readers.first(where: { $0.recognizes(url) }) else { throw unrecognized(url) }
        return reader
    }

    private static func unrecognized(_ url: URL) -> DataError {
        let known = readers.map { "\($0.id) (\($0.summary))" }.joined(separator: "; ")
        return DataError(
            "format.unrecognized",
            "\(url.path): \(finding(url)), which is none of the formats that are read.",
            fix: "Formats: \(known).")
    }

    private static func finding(_ url: URL) -> String {
        if let archive = try? NPZContents(url) {
            return "a .npz archive of \(archive.names.joined(separator: ", "))"
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted()
        if let names {
            return names.isEmpty
                ? "an empty folder" : "a folder of \(names.prefix(8).joined(separator: ", "))"
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.size] as? Int ?? 0
        return size == 0 ? "an empty file" : "a file of \(size) bytes"
    }
}
