// Finding known data sets by name.
import Foundation
import GimbalCore
import GimbalShippedData

/// The known data sets.
public enum DataCatalogue {
    /// Returns the entry of a name.
    ///
    /// - Throws: `DataError` with the nearest name if there is none.
    public static func entry(_ name: String) throws -> CatalogueEntry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw DataError(
                "catalogue.name", "the catalogue has no data set \"\(name)\".",
                fix: suggestion(for: name, in: entries.map(\.name)))
        }
        return entry
    }

    /// Returns where the file of an entry is.
    ///
    /// - Parameter dataRoot: the user's data folder, for what does not ship.
    /// - Throws: `DataError` saying what to set or fetch if it is not there.
    public static func file(of entry: CatalogueEntry, dataRoot: URL?) throws -> URL {
        switch entry.place {
        case .shipped(let path):
            return try ShippedFiles.folder(ofTarget: ShippedData.target).appendingPathComponent(path)
        case .dataFolder(let path):
            guard let dataRoot else {
                throw DataError(
                    "catalogue.folder",
                    "data set \"\(entry.name)\" does not ship with Gimbal, and no data folder is set.",
                    fix: "Set GIMBAL_DATA to a folder that holds \(path) (origin: \(entry.origin)).")
            }
            let file = dataRoot.appendingPathComponent(path)
            guard FileManager.default.fileExists(atPath: file.path) else {
                throw DataError(
                    "catalogue.file", "data set \"\(entry.name)\": \(file.path) does not exist.",
                    fix:
                        "Put it there (origin: \(entry.origin)), or set GIMBAL_DATA to its folder."
                )
            }
            return file
        }
    }

    /// Reads a known data set and checks that it is the one that is meant: checksum, sizes, classes.
    ///
    /// - Parameter dataRoot: the user's data folder, for what does not ship.
    /// - Throws: `DataError` if it is unknown, missing, or differs from the catalogue.
    public static func load(_ name: String, dataRoot: URL? = nil, formats: DataFormats = .standard) throws
        -> DataSet
    {
        let entry = try entry(name)
        let file = try file(of: entry, dataRoot: dataRoot)
        var card = DataCard(format: entry.format)
        card.name = entry.name
        card.origin = entry.origin
        card.licence = entry.licence
        let checksum = try sha256(ofFileAt: file)
        guard checksum == entry.sha256 else {
            throw DataError(
                "catalogue.checksum",
                "data set \"\(entry.name)\": \(file.path) has SHA-256 \(checksum), expected \(entry.sha256).",
                fix: "Fetch it again; to use the file as it is, name it: npz:\(file.path).")
        }
        let source = DataSource(file, card: card)
        let dataSet = try formats.reader(entry.format).read(source).dataSet
            .content(as: GraphDataSet.self, "a graph")
        try check(dataSet, entry)
        guard let names = entry.classNames else { return .graph(dataSet) }
        return .graph(try dataSet.replacing(labels: try dataSet.nodeLabels.renamed(names)))
    }

    private static func check(_ dataSet: GraphDataSet, _ entry: CatalogueEntry) throws {
        let summary = try dataSet.summary()
        let found = CatalogueEntry.Expectation(
            nodeCount: summary.nodeCount, featureCount: summary.featureCount,
            featureEntryCount: summary.featureEntryCount ?? 0, edgeCount: summary.edgeCount,
            classCounts: dataSet.nodeLabels.counts)
        guard found != entry.expected else { return }
        throw DataError(
            "catalogue.content", "data set \"\(entry.name)\": found \(found), expected \(entry.expected).",
            fix: "This is a bug in Gimbal's reader \(entry.format); please report it.")
    }
}
