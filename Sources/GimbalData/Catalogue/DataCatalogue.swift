// Finding and reading known data sets by name.
import Foundation
import GimbalCore
import GimbalShippedData

/// The known data sets.
///
/// Their entries are the files in `Data/catalogue`, one per kind of data.
public enum DataCatalogue {
    /// All entries, by kind and in the order of their files.
    ///
    /// - Throws: `EnvironmentError` if the files that ship with Gimbal are missing, `DataError` if one is damaged.
    public static func entries() throws -> [CatalogueEntry] { try loaded.get() }

    /// Read once: every command looks names up.
    private static let loaded = Result { try read() }

    private static func read() throws -> [CatalogueEntry] {
        let folder = try shippedFolder().appendingPathComponent("catalogue")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".json") }.sorted().flatMap { name in
            let file = folder.appendingPathComponent(name)
            do {
                return try JSONDecoder().decode([CatalogueEntry].self, from: try mappedContents(of: file))
            } catch let error as DecodingError {
                throw DataError(
                    "catalogue.file", "\(file.path) is damaged: \(error).", fix: "Install Gimbal again.")
            }
        }
    }

    private static func shippedFolder() throws -> URL {
        try ShippedFiles.folder(ofTarget: ShippedData.target)
    }

    /// Returns the entry of a name.
    ///
    /// - Throws: `DataError` with the nearest name if there is none.
    public static func entry(_ name: String) throws -> CatalogueEntry {
        let entries = try entries()
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw DataError(
                "catalogue.name", "the catalogue has no data set \"\(name)\".",
                fix: suggestion(for: name, in: entries.map(\.name)))
        }
        return entry
    }

    /// Returns the first form of an entry whose files are all there, and the folder they are relative to.
    ///
    /// - Parameter dataRoot: the user's data folder, for what does not ship.
    /// - Throws: `DataError` saying what to set or fetch if there is none.
    public static func form(of entry: CatalogueEntry, dataRoot: URL?) throws -> (
        form: CatalogueEntry.Form, root: URL
    ) {
        let shipped = try shippedFolder()
        for form in entry.forms {
            guard let root = form.ships ? shipped : dataRoot else { continue }
            if form.files.allSatisfy({ isThere($0, root) }) { return (form, root) }
        }
        // A file of another size is better named than called missing: the checksum will say so.
        if let dataRoot, let form = entry.forms.first(where: { !$0.ships }),
            form.files.allSatisfy({ isThere($0, dataRoot, ofAnySize: true) })
        {
            return (form, dataRoot)
        }
        throw absent(entry, dataRoot)
    }

    /// Whether a file exists with the size that the entry states.
    static func isThere(_ file: CatalogueEntry.File, _ root: URL, ofAnySize: Bool = false) -> Bool {
        let path = root.appendingPathComponent(file.path).path
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return false }
        return ofAnySize || file.bytes == nil || found[.size] as? Int == file.bytes
    }

    private static func absent(_ entry: CatalogueEntry, _ dataRoot: URL?) -> DataError {
        let wanted = entry.forms[0].files
        let fetch = "Run gimbal data fetch \(entry.name) (origin: \(entry.origin))"
        guard let dataRoot else {
            return DataError(
                "catalogue.folder",
                "data set \"\(entry.name)\" does not ship with Gimbal, and no data folder is set.",
                fix: "\(fetch), or set GIMBAL_DATA to a folder that holds \(wanted[0].path).")
        }
        let missing = wanted.filter { !isThere($0, dataRoot, ofAnySize: true) }
        let first = dataRoot.appendingPathComponent(missing.first?.path ?? "").path
        let more = missing.count > 1 ? " (and \(missing.count - 1) more files)" : ""
        return DataError(
            "catalogue.file", "data set \"\(entry.name)\": \(first) does not exist\(more).",
            fix: "\(fetch), or set GIMBAL_DATA to its folder.")
    }

    /// Reads a known data set and checks that it is the one that is meant: checksums, counts, classes.
    ///
    /// - Parameters:
    ///   - dataRoot: the user's data folder, for what does not ship.
    ///   - formats: the formats that are read.
    /// - Throws: `DataError` if it is unknown, missing, or differs from the catalogue.
    public static func load(_ name: String, dataRoot: URL? = nil, formats: DataFormats = .standard) throws
        -> DataSet
    {
        let entry = try entry(name)
        let (form, root) = try form(of: entry, dataRoot: dataRoot)
        for file in form.files { try check(file, root, entry) }
        var card = form.card
        card.name = entry.name
        card.origin = entry.origin
        card.licence = entry.licence
        let source = DataSource(root.appendingPathComponent(form.path), card: card)
        let dataSet = try formats.reader(card.format).read(source).dataSet
        try check(try dataSet.summary(), entry)
        guard let names = entry.classNames, case .graph(let graph) = dataSet else { return dataSet }
        return .graph(try graph.replacing(labels: try graph.nodeLabels.renamed(names)))
    }

    private static func check(_ file: CatalogueEntry.File, _ root: URL, _ entry: CatalogueEntry) throws {
        guard let expected = file.sha256 else { return }
        let url = root.appendingPathComponent(file.path)
        let found = try sha256(ofFileAt: url)
        guard found != expected else { return }
        throw DataError(
            "catalogue.checksum",
            "data set \"\(entry.name)\": \(url.path) has SHA-256 \(found), expected \(expected).",
            fix: "Remove it and run gimbal data fetch \(entry.name); to use it as it is, name its path.")
    }

    /// Compares what was read with what the entry states.
    package static func check(_ summary: DataSummary, _ entry: CatalogueEntry) throws {
        let expected = entry.expected.figures
        var differences = summary.figures.differences(from: expected).map { figure in
            "\(figure.label) \(summary[figure].map(String.init) ?? "none"), expected \(expected[figure] ?? 0)"
        }
        let classes = summary.classes.map(\.count)
        if let expected = entry.expected.classCounts, expected != classes {
            differences.append("classes \(classes), expected \(expected)")
        }
        guard !differences.isEmpty else { return }
        throw DataError(
            "catalogue.content",
            "data set \"\(entry.name)\": found \(differences.joined(separator: "; ")).",
            fix: "The files differ from the published ones, or a reader has a bug; please report it.")
    }
}
