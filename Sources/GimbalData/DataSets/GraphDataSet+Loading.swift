// From what the user typed after --data to a data set.
import Foundation
import GimbalCore

extension GraphDataSet {
    /// Loads the data set that a reference means.
    ///
    /// A reference is a name of the catalogue (`cora`), a format and a path (`planetoid:DIR`,
    /// `gnn-benchmark:FILE`,
    /// `npz:FILE` for either), or the path of a .npz file, a folder of tables or a card (`data.yaml`). A name
    /// of the catalogue goes before a file of the same name; write `./cora` for the file.
    ///
    /// - Parameter dataRoot: the user's data folder, for data sets of the catalogue that do not ship.
    /// - Throws: `DataError` if nothing is found or what is found is malformed.
    public static func load(_ reference: String, dataRoot: URL? = nil) throws -> GraphDataSet {
        if let (format, path) = prefixed(reference) {
            let reader =
                try format == "npz"
                ? GraphFormats.reader(recognizing: path) : GraphFormats.reader(format)
            try requireExists(path)
            return try reader.read(GraphSource(path, card: DataCard(format: reader.id)))
        }
        if DataCatalogue.entries.contains(where: { $0.name == reference }) {
            return try DataCatalogue.load(reference, dataRoot: dataRoot)
        }
        let url = URL(fileURLWithPath: reference)
        guard FileManager.default.fileExists(atPath: url.path) else { throw notFound(reference, url) }
        return try load(url)
    }

    /// Loads a .npz file, a folder of tables or a card, recognising what it is.
    ///
    /// - Throws: `DataError` if it is none of these or malformed.
    public static func load(_ url: URL) throws -> GraphDataSet {
        let source = try GraphSource.resolving(url)
        return try GraphFormats.reader(source.card.format).read(source)
    }

    /// Splits `format:path`, where the format is known.
    private static func prefixed(_ reference: String) -> (format: String, url: URL)? {
        let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2,
            parts[0] == "npz" || GraphFormats.readers.contains(where: { $0.id == parts[0] })
        else {
            return nil
        }
        return (parts[0], URL(fileURLWithPath: parts[1]))
    }

    private static func requireExists(_ url: URL) throws {
        if !FileManager.default.fileExists(atPath: url.path) { try checkReadable(url) }
    }

    private static func notFound(_ reference: String, _ url: URL) -> any Error {
        let names = DataCatalogue.entries.map(\.name)
        let isPath = reference.contains("/") || reference.contains(".")
        let nearest = nearestName(to: reference, in: names)
        if isPath, nearest == nil {
            do { try checkReadable(url) } catch { return error }
        }
        return DataError(
            "reference", "there is no data set, file or folder \"\(reference)\".",
            fix: suggestion(for: reference, in: names)
                + " Your own data: a path to a folder with edges.csv, or a data.yaml.")
    }
}

extension GraphSource {
    /// Finds the card that belongs to a file or folder, or makes one with defaults.
    ///
    /// - Throws: `DataError` if the card is malformed or nothing recognises the file.
    static func resolving(_ url: URL) throws -> GraphSource {
        if ["yaml", "yml"].contains(url.pathExtension.lowercased()) {
            return try carded(url)
        }
        let inner = url.appendingPathComponent(DataCard.fileName)
        if FileManager.default.fileExists(atPath: inner.path) { return try carded(inner) }
        return GraphSource(url, card: DataCard(format: try GraphFormats.reader(recognizing: url).id))
    }

    private static func carded(_ cardURL: URL) throws -> GraphSource {
        let card = try DataCard.read(cardURL)
        let folder = cardURL.deletingLastPathComponent()
        let reader = try GraphFormats.reader(card.format)
        if reader.id == GraphFolder.id { return GraphSource(folder, card: card) }
        guard let file = card.file else {
            throw DataError(
                "card.file", "\(cardURL.path): the format \(card.format) needs the key \"file\".",
                fix: "Name the file, relative to the card.")
        }
        return GraphSource(folder.appendingPathComponent(file), card: card)
    }
}
