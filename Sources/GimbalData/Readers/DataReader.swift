// What a reader does. One format, one file.
import Foundation
import GimbalCore

/// What a reader is asked to read: a file or folder, and what the card says about it.
public struct DataSource: Sendable {
    /// The file, or the folder of a format that is a folder.
    public let url: URL
    /// What is known beyond the files; a card with defaults if the user wrote none.
    public let card: DataCard

    /// Pairs a place with its card.
    public init(_ url: URL, card: DataCard) {
        self.url = url
        self.card = card
    }

    /// Short name of the data: what the card says, else the name of the file or folder.
    public var name: String { card.name ?? url.deletingPathExtension().lastPathComponent }

    /// Describes where the data came from.
    ///
    /// - Parameter files: every file that was read.
    /// - Throws: `DataError` if one cannot be read any more.
    public func provenance(files: [URL]) throws -> DataProvenance {
        DataProvenance(
            name: name, format: card.format, files: files.map(\.lastPathComponent),
            checksum: try DataProvenance.checksum(of: files), origin: card.origin, licence: card.licence)
    }
}

/// Reads one format of data.
///
/// A reader checks everything: whatever the bytes are, the result is a valid data set or a `DataError` that
/// names file, place, finding, expectation and fix.
public protocol DataReader<Content>: SendableMetatype {
    /// What is read: a graph, a table, images ...
    associatedtype Content: DataContent
    /// Id of the format, as in cards and in `ID:PATH`.
    static var id: String { get }
    /// One line: what the format is and how it is recognised.
    static var summary: String { get }
    /// Whether the format is a folder, or several files of one folder; a card then lies in that folder.
    static var readsFolders: Bool { get }
    /// Whether the file or folder looks like this format; looks only as far as it must, and never fails.
    static func recognizes(_ url: URL) -> Bool
    /// Reads a data set.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    static func read(_ source: DataSource) throws -> Content
    /// Fills in what the files show and the card leaves open, for `gimbal data inspect`.
    ///
    /// - Throws: `DataError` if the files cannot be looked at.
    static func proposal(_ source: DataSource) throws -> DataCard
}

extension DataReader {
    /// A format of single files unless it says otherwise.
    public static var readsFolders: Bool { false }

    /// The card as it is, with the file's name.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        var card = source.card
        card.name = source.name
        if !readsFolders { card.file = card.file ?? source.url.lastPathComponent }
        return card
    }
}
