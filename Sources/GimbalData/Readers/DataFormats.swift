// Which formats are read, in the order in which they are asked.
import Foundation
import GimbalCore

/// A list of readers.
///
/// `DataFormats.standard` holds what needs no image library; `GimbalImages` adds the formats of image files.
public struct DataFormats: Sendable {
    /// Readers, in the order in which they are asked.
    public let readers: [any DataReader.Type]

    /// Takes readers; where two recognise a file, the first one reads it.
    public init(_ readers: [any DataReader.Type]) { self.readers = readers }

    /// Returns the list with further readers, asked before the others.
    public func adding(_ more: [any DataReader.Type]) -> DataFormats { DataFormats(more + readers) }

    /// Returns the reader of a format.
    ///
    /// - Throws: `DataError` with the nearest name if there is none.
    public func reader(_ id: String) throws -> any DataReader.Type {
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
    public func reader(recognizing url: URL) throws -> any DataReader.Type {
        guard FileManager.default.fileExists(atPath: url.path) else {
            try checkReadable(url)
            throw DataError("file.missing", "\(url.path) does not exist.", fix: "Check the path.")
        }
        guard let reader = readers.first(where: { $0.recognizes(url) }) else { throw unrecognized(url) }
        return reader
    }

    private func unrecognized(_ url: URL) -> DataError {
        let known = readers.map { "\($0.id) (\($0.summary))" }.joined(separator: "; ")
        return DataError(
            "format.unrecognized",
            "\(url.path): \(Self.finding(url)), which is none of the formats that are read.",
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
