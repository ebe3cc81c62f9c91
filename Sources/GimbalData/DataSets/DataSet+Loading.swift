// From what the user typed after --data to a data set.
import Foundation
import GimbalCore

extension DataSet {
    /// Loads the data set that a reference means.
    ///
    /// A reference is a name of the catalogue (`cora`), a format and a path (`planetoid:DIR`, `npz:FILE` for any
    /// graph in arrays), or the path of a file, a folder or a card (`data.yaml`). A name of the catalogue goes
    /// before a file of the same name; write `./cora` for the file.
    ///
    /// - Parameters:
    ///   - dataRoot: the user's data folder, for data sets of the catalogue that do not ship.
    ///   - formats: the formats that are read.
    /// - Throws: `DataError` if nothing is found or what is found is malformed.
    public static func load(_ reference: String, dataRoot: URL? = nil, formats: DataFormats = .standard)
        throws -> DataSet
    {
        if let (format, path) = prefixed(reference, formats) {
            let reader =
                try format == "npz" ? formats.reader(recognizing: path) : formats.reader(format)
            // Some formats go by the common beginning of several files' names.
            if !FileManager.default.fileExists(atPath: path.path), !reader.recognizes(path) {
                try checkReadable(path)
            }
            return try reader.read(DataSource(path, card: DataCard(format: reader.id))).dataSet
        }
        // Names have no slash, so that a path never needs the files of the catalogue.
        if !reference.contains("/"), try DataCatalogue.entries().contains(where: { $0.name == reference }) {
            return try DataCatalogue.load(reference, dataRoot: dataRoot, formats: formats)
        }
        let url = URL(fileURLWithPath: reference)
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw try notFound(reference, url)
        }
        return try load(url, formats: formats)
    }

    /// Loads a file, a folder or a card, recognising what it is.
    ///
    /// - Throws: `DataError` if it is of no known format or malformed.
    public static func load(_ url: URL, formats: DataFormats = .standard) throws -> DataSet {
        let source = try DataSource.resolving(url, formats: formats)
        return try formats.reader(source.card.format).read(source).dataSet
    }

    /// Splits `format:path`, where the format is known.
    private static func prefixed(_ reference: String, _ formats: DataFormats) -> (format: String, url: URL)? {
        let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2,
            parts[0] == "npz" || formats.readers.contains(where: { $0.id == parts[0] })
        else { return nil }
        return (parts[0], URL(fileURLWithPath: parts[1]))
    }

    private static func notFound(_ reference: String, _ url: URL) throws -> any Error {
        let names = try DataCatalogue.entries().map(\.name)
        let isPath = reference.contains("/") || reference.contains(".")
        let nearest = nearestName(to: reference, in: names)
        if isPath, nearest == nil {
            do { try checkReadable(url) } catch { return error }
        }
        return DataError(
            "reference", "there is no data set, file or folder \"\(reference)\".",
            fix: suggestion(for: reference, in: names)
                + " Your own data: a path to a file, to a folder with edges.csv, or to a data.yaml.")
    }
}

extension GraphDataSet {
    /// Loads the graph that a reference means; see `DataSet.load`.
    ///
    /// - Throws: `DataError` if nothing is found, it is malformed, or it is no graph.
    public static func load(_ reference: String, dataRoot: URL? = nil, formats: DataFormats = .standard)
        throws -> GraphDataSet
    {
        try DataSet.load(reference, dataRoot: dataRoot, formats: formats)
            .content(as: GraphDataSet.self, "a graph")
    }
}

extension DataSource {
    /// Finds the card that belongs to a file or folder, or makes one with defaults.
    ///
    /// - Throws: `DataError` if the card is malformed or nothing recognises the file.
    public static func resolving(_ url: URL, formats: DataFormats) throws -> DataSource {
        if ["yaml", "yml"].contains(url.pathExtension.lowercased()) {
            return try carded(url, formats)
        }
        let inner = url.appendingPathComponent(DataCard.fileName)
        if FileManager.default.fileExists(atPath: inner.path) { return try carded(inner, formats) }
        return DataSource(url, card: DataCard(format: try formats.reader(recognizing: url).id))
    }

    private static func carded(_ cardURL: URL, _ formats: DataFormats) throws -> DataSource {
        let card = try DataCard.read(cardURL)
        let folder = cardURL.deletingLastPathComponent()
        let reader = try formats.reader(card.format)
        if let file = card.file { return DataSource(folder.appendingPathComponent(file), card: card) }
        if reader.readsFolders { return DataSource(folder, card: card) }
        throw DataError(
            "card.file", "\(cardURL.path): the format \(card.format) needs the key \"file\".",
            fix: "Name the file, relative to the card.")
    }
}
